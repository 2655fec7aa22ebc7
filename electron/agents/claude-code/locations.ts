import { type Paths, pathsFor } from '#agents/paths';
import type { Machine } from '#agents/read-port';

/** Where Claude Code keeps things on one machine (documentation "Explore the .claude directory", "Managed settings"). */
export interface ClaudeLocations {
  paths: Paths;
  configDir: string;
  /** Global state: user and local MCP servers, projects, trust. */
  stateFile: string;
  pluginsRoot: string;
  /** Read-only seeds, first hit wins. */
  seedDirs: string[];
  /** Plugins of this environment only. */
  inlineDirs: string[];
  userSettings: string;
  remoteSettings: string;
  managedDir: string;
}

export function locateClaude(machine: Machine): ClaudeLocations {
  const paths = pathsFor(machine.platform);
  const moved = machine.env['CLAUDE_CONFIG_DIR'];
  const isMoved = moved !== undefined && moved !== '';
  const configDir = isMoved ? paths.normalize(moved) : paths.join(machine.home, '.claude');
  const listSeparator = machine.platform === 'win32' ? ';' : ':';
  const dirs = (name: string) => (machine.env[name] ?? '').split(listSeparator).filter((dir) => dir !== '');
  const cacheDir = machine.env['CLAUDE_CODE_PLUGIN_CACHE_DIR'];
  return {
    paths,
    configDir,
    // With CLAUDE_CONFIG_DIR the state file moves along, even when it names the usual folder, and the one in the home
    // is ignored (anthropics/claude-code#44866; seen with 2.1.330).
    stateFile: paths.join(isMoved ? configDir : machine.home, '.claude.json'),
    pluginsRoot:
      cacheDir === undefined || cacheDir === '' ? paths.join(configDir, 'plugins') : paths.normalize(cacheDir),
    seedDirs: dirs('CLAUDE_CODE_PLUGIN_SEED_DIR'),
    inlineDirs: dirs('CLAUDE_CODE_PLUGIN_DIRS'),
    userSettings: paths.join(configDir, 'settings.json'),
    remoteSettings: paths.join(configDir, 'remote-settings.json'),
    managedDir: managedDir(machine),
  };
}

function managedDir(machine: Machine): string {
  if (machine.platform === 'darwin') return '/Library/Application Support/ClaudeCode';
  return machine.platform === 'win32' ? 'C:\\Program Files\\ClaudeCode' : '/etc/claude-code';
}
