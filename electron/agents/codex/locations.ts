import { type Paths, pathsFor } from '#agents/paths';
import type { Machine, ReadPort } from '#agents/read-port';

/** Where Codex keeps things on one machine (openai/codex: codex-rs/utils/home-dir, codex-rs/config/src/loader). */
export interface CodexLocations {
  codexHome: string;
  /** CODEX_HOME is set, so its folder must exist. */
  isNamedByEnvironment: boolean;
  userConfig: string;
  userHooks: string;
  pluginCache: string;
  /** Checkout of the marketplaces that OpenAI curates. */
  curatedMarketplace: string;
  /** Checkouts of the git marketplaces the user added, by name. */
  marketplaceCheckouts: string;
  systemConfig: string;
  requirements: string;
  managedConfig: string;
  /** Absent on Windows, where Codex has none. */
  adminSkills?: string;
  userSkills: string;
  systemSkills: string;
  /** Shared with other agents. */
  agentsSkills: string;
  home: string;
}

/** How the layers that MDM delivers are named where a file would stand. */
export const osPolicyFiles = {
  config: 'com.openai.codex:config_toml_base64',
  requirements: 'com.openai.codex:requirements_toml_base64',
} as const;

/** Only links are resolved through `port`; nothing is read. */
export function locateCodex(machine: Machine, port: Pick<ReadPort, 'realpath'>): CodexLocations {
  const paths = pathsFor(machine.platform);
  const named = machine.env.CODEX_HOME;
  const isNamed = named !== undefined && named !== '';
  const codexHome = isNamed ? (port.realpath(named) ?? named) : paths.join(machine.home, '.codex');
  const inHome = (...parts: string[]) => paths.join(codexHome, ...parts);
  return {
    codexHome,
    isNamedByEnvironment: isNamed,
    userConfig: inHome('config.toml'),
    userHooks: inHome('hooks.json'),
    pluginCache: inHome('plugins', 'cache'),
    curatedMarketplace: inHome('.tmp', 'plugins'),
    marketplaceCheckouts: inHome('.tmp', 'marketplaces'),
    userSkills: inHome('skills'),
    systemSkills: inHome('skills', '.system'),
    agentsSkills: paths.join(machine.home, '.agents', 'skills'),
    home: machine.home,
    ...systemFiles(machine, paths, codexHome),
  };
}

function systemFiles(
  machine: Machine,
  paths: Paths,
  codexHome: string,
): Pick<CodexLocations, 'systemConfig' | 'requirements' | 'managedConfig' | 'adminSkills'> {
  if (machine.platform === 'win32') {
    const base = paths.join(machine.env.ProgramData ?? machine.env.PROGRAMDATA ?? 'C:\\ProgramData', 'OpenAI', 'Codex');
    return {
      systemConfig: paths.join(base, 'config.toml'),
      requirements: paths.join(base, 'requirements.toml'),
      managedConfig: paths.join(codexHome, 'managed_config.toml'),
    };
  }
  return {
    systemConfig: '/etc/codex/config.toml',
    requirements: '/etc/codex/requirements.toml',
    managedConfig: '/etc/codex/managed_config.toml',
    adminSkills: '/etc/codex/skills',
  };
}
