import { hostileName } from '#agents/hostile-name';
import { asRecord } from '#agents/shapes';
import type { Effective, Install, Plugin, Problem } from '#contract/plugin';
import { nothingProvided } from '#contract/plugin';
import { pluginId } from '#contract/plugin-id';
import { problem } from '#contract/problem-codes';
import { hookComponent, trustProblems } from './hook-state.ts';
import { membershipProblems } from './marketplaces.ts';
import { type PackageFacts, readPackage } from './package-facts.ts';
import { partsOff } from './package-switches.ts';
import type { CachedPlugin } from './plugin-cache.ts';
import { splitPluginKey } from './plugin-key.ts';
import { isRemotePlugin, type PluginIdentity, pluginState } from './plugin-state.ts';
import type { Survey } from './survey.ts';
import { tomlLine } from './toml-text.ts';

/** Every plugin that a counting layer names or the cache holds a version of, sorted by key. */
export function pluginIdentities(survey: Survey): PluginIdentity[] {
  const cached = [...survey.cache.plugins].filter(
    ([, plugin]) => plugin.version !== undefined || plugin.markers.length > 0,
  );
  const keys = new Set([...cached.map(([key]) => key), ...Object.keys(asRecord(survey.config.merged.plugins) ?? {})]);
  return [...keys].sort().flatMap((key) => {
    const parts = splitPluginKey(key);
    return parts === undefined ? [] : [{ key, ...parts }];
  });
}

/** Keys of `[plugins]` that Codex ignores because they are no plugin ids. */
export function invalidPluginKeys(survey: Survey): Problem[] {
  return survey.config.layers.flatMap((layer) =>
    Object.keys(asRecord(layer.value.plugins) ?? {})
      .filter((key) => splitPluginKey(key) === undefined)
      .map((key) => {
        const line = tomlLine(layer.text, ['plugins', key]);
        const odd = hostileName(key);
        const message = `${JSON.stringify(key)} is no plugin id, so Codex ignores it. ${odd ?? ''}`.trim();
        return problem('switch-id-invalid', message, { file: layer.file, ...(line === undefined ? {} : { line }) });
      }),
  );
}

export function cachedVersion(
  survey: Survey,
  identity: PluginIdentity,
): { cached?: CachedPlugin; root?: string; facts?: PackageFacts } {
  const cached = survey.cache.plugins.get(identity.key);
  if (cached?.version === undefined) return cached === undefined ? {} : { cached };
  const root = survey.paths.join(cached.folder, cached.version);
  const tools = { port: survey.context.port, paths: survey.paths, platform: survey.context.machine.platform };
  const facts = survey.context.memo.remember(root, `codex-package:${identity.key}`, () =>
    readPackage(tools, root, identity.key),
  );
  return { cached, root, facts };
}

export function pluginRow(survey: Survey, identity: PluginIdentity): Plugin {
  const { cached, root, facts } = cachedVersion(survey, identity);
  const state = pluginState(survey, identity, cached, facts);
  const isRemote = isRemotePlugin(identity, cached);
  const version = cached?.version;
  const off = facts === undefined ? [] : partsOff(survey, identity, facts);
  return {
    id: pluginId('codex', identity.key),
    agent: 'codex',
    kind: 'plugin',
    name: identity.name,
    marketplace: identity.marketplace,
    ...(version === undefined ? {} : { version }),
    ...presentation(facts),
    installs: root === undefined ? [] : [installOf(survey, identity, root, version)],
    effective: state.effective,
    provides: providedBy(facts),
    ...(off.length === 0 ? {} : { partsOff: off }),
    problems: [
      ...state.problems,
      ...(isRemote ? [] : membershipProblems(survey.marketplaces, identity)),
      ...packageProblems(survey, identity, cached, facts, state.effective.state === 'enabled'),
    ],
    switch:
      survey.fatal === undefined
        ? switchability(state.effective, isRemote, root !== undefined)
        : rowSwitchability(state.effective, survey.fatal),
  };
}

function switchability(effective: Effective, isRemote: boolean, isInstalled: boolean): Plugin['switch'] {
  const no = (reason: string): Plugin['switch'] => ({ can: false, reason });
  if (isRemote) return no('Its state is kept on the server of OpenAI; switch it in Codex.');
  if (effective.state === 'disabled' && !isInstalled) return no('Nothing is installed to turn on.');
  if (effective.state === 'disabled' && effective.decidedBy.pointer === 'features.plugins')
    return no(effective.decidedBy.reason);
  return rowSwitchability(effective);
}

/** What keeps any row from being switched: a rule, the managed configuration, a file Codex does not start over. */
export function rowSwitchability(effective: Effective, fatal?: Problem): Plugin['switch'] {
  if (effective.state === 'blocked') return { can: false, reason: 'A managed rule forbids it.' };
  if (effective.decidedBy.scope === 'managed') return { can: false, reason: effective.decidedBy.reason };
  return fatal === undefined ? { can: true } : { can: false, reason: fatal.message };
}

function presentation(facts: PackageFacts | undefined): Partial<Plugin> {
  if (facts === undefined) return {};
  const { displayName, description, author, homepage, repository, license } = facts;
  return {
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    ...(author === undefined ? {} : { author }),
    ...(homepage === undefined ? {} : { homepage }),
    ...(repository === undefined ? {} : { repository }),
    ...(license === undefined ? {} : { license }),
  };
}

function installOf(survey: Survey, identity: PluginIdentity, root: string, version: string | undefined): Install {
  const owner = survey.config.layers.findLast(
    (layer) => layer.counts && asRecord(asRecord(layer.value.plugins)?.[identity.key]) !== undefined,
  );
  const isProject = owner?.scope === 'project';
  return {
    scope: isProject ? 'project' : owner?.scope === 'managed' ? 'managed' : 'user',
    ...(isProject && owner.folder !== undefined ? { projectPath: owner.folder } : {}),
    ...(version === undefined ? {} : { version }),
    path: root,
    exists: true,
  };
}

function providedBy(facts: PackageFacts | undefined): Plugin['provides'] {
  if (facts === undefined) return nothingProvided;
  return {
    ...nothingProvided,
    skills: facts.skills.length,
    hooks: facts.hooks.reduce((sum, each) => sum + each.handlers.length, 0),
    mcpServers: facts.servers.length,
    apps: facts.apps.length,
  };
}

function packageProblems(
  survey: Survey,
  identity: PluginIdentity,
  cached: CachedPlugin | undefined,
  facts: PackageFacts | undefined,
  isLoaded: boolean,
): Problem[] {
  if (facts === undefined) return [];
  const problems = [...facts.problems];
  if (facts.name !== undefined && facts.name !== identity.name) {
    problems.push(
      problem(
        'name-differs',
        `Its manifest calls it ${JSON.stringify(facts.name)}.`,
        facts.manifest === undefined ? {} : { file: facts.manifest.file },
      ),
    );
  }
  const odd = facts.name === undefined ? undefined : hostileName(facts.name);
  if (odd !== undefined)
    problems.push(
      problem(
        'hostile-name',
        `The name in its manifest is odd. ${odd}`,
        facts.manifest === undefined ? {} : { file: facts.manifest.file },
      ),
    );
  if (cached !== undefined && cached.otherVersions.length > 0) {
    problems.push(
      problem(
        'old-versions',
        `Also in the cache: ${cached.otherVersions.join(', ')}. Codex loads ${cached.version ?? 'none'}.`,
        { file: cached.folder },
      ),
    );
  }
  if (!isLoaded) return problems;
  const shadowing = facts.servers.filter(
    (server) => asRecord(asRecord(survey.config.merged.mcp_servers)?.[server.name]) !== undefined,
  );
  problems.push(
    ...shadowing.map((server) =>
      problem('shadowed', `The server ${server.name} is not used: the configuration has one of the same name.`, {
        file: server.file,
      }),
    ),
  );
  for (const { file, handlers } of facts.hooks) {
    problems.push(
      ...trustProblems(
        handlers
          .filter((each) => each.skipped === undefined)
          .map((each) => hookComponent(each, file, survey.userConfig, false)),
        file,
      ),
    );
  }
  return problems;
}
