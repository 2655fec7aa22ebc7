import type { WatchTarget } from '#agents/agent-module';
import { hostileName } from '#agents/hostile-name';
import { type Component, type Install, nothingProvided, type Plugin } from '#contract/plugin';
import { pluginId } from '#contract/plugin-id';
import { problem } from '#contract/problem-codes';
import type { ClaudeFacts } from './claude-facts.ts';
import { missingDependencies } from './dependencies.ts';
import type { HeldServer } from './held-servers.ts';
import { optional } from './install-records.ts';
import { type LoadInput, loadFailures } from './load-failures.ts';
import type { LocatedPlugin, Origin } from './located-plugins.ts';
import { type ClaudePackage, describeClaudePackage, type PackageAround, readClaudePackage } from './package-reader.ts';
import { resolvePlugin } from './plugin-state.ts';
import { spokenIn } from './plugin-switch.ts';
import type { SettingsLayer } from './settings-layers.ts';
import { stringsIn } from './state-file.ts';

/** Folders whose entries are components. */
const worked = ['skills', 'commands', 'agents'];

/**
 * One row per plugin id, without components. Targets to watch go to `watch`. `taken` holds the names of plugins
 * that are loaded already, with their ids: a folder plugin of such a name is not loaded.
 */
export function pluginRow(
  facts: ClaudeFacts,
  located: LocatedPlugin,
  watch: WatchTarget[],
  taken: Map<string, string> = new Map(),
): Plugin {
  const look = lookAt(facts, located);
  const found = look.package;
  if (look.readable !== undefined) watch.push(...packageTargets(facts, look.readable, located.origin, found));
  const name = found?.manifest.name ?? located.name;
  const isFolder = located.origin === 'skills-dir' || located.origin === 'synced';
  const { effective, problems } = resolvePlugin({
    ...loadInput(facts, located, look),
    settings: facts.settings,
    shadowedBy: isFolder ? taken.get(name) : undefined,
  });
  if (effective.state === 'enabled' && !taken.has(name)) taken.set(name, located.own);
  const odd = hostileName(located.name);
  const manifest = found?.manifest ?? {};
  const version = shownVersion(located, found);
  return {
    id: pluginId('claude-code', located.own),
    agent: 'claude-code',
    kind: 'plugin',
    name: located.name,
    ...optional('marketplace', located.marketplaceName),
    ...optional('version', version),
    ...optional('displayName', manifest.displayName),
    ...optional('description', manifest.description),
    ...optional('author', manifest.author),
    ...optional('homepage', manifest.homepage),
    ...optional('repository', manifest.repository),
    ...optional('license', manifest.license),
    installs: installsOf(facts, located, found),
    effective,
    provides: found?.provides ?? nothingProvided,
    ...optional('partsOff', partsOff(facts, name, found)),
    problems: [
      ...(odd === undefined ? [] : [problem('hostile-name', `Its name is odd. ${odd}`)]),
      ...problems,
      ...located.shadows.map(({ root }) =>
        problem('shadowed', `The copy in ${root} has the same name and is not loaded.`, { file: root }),
      ),
      ...(found?.problems ?? []),
    ],
    switch: switchState(facts, located, effective),
  };
}

/** Its servers that are turned off for the project in view; undefined when none is. */
function partsOff(facts: ClaudeFacts, name: string, found: ClaudePackage | undefined): string[] | undefined {
  const off = new Set(stringsIn(facts.here?.value['disabledMcpServers']));
  const servers = (found?.serverNames ?? []).filter((server) => off.has(serverName(name, server)));
  return servers.length === 0 ? undefined : servers.map((server) => `mcp-server/${server}`);
}

interface Look {
  /** Whether the folder that would be loaded is there. */
  rootExists: boolean;
  /** The folder that was read. */
  readable: string | undefined;
  package: ClaudePackage | undefined;
}

/** A copy that nothing records is still worth reading: what lies there can be turned on. */
function lookAt(facts: ClaudeFacts, located: LocatedPlugin): Look {
  const { port, memo } = facts.context;
  const { paths } = facts.at;
  const rootExists = located.root !== undefined && port.stat(located.root).kind === 'directory';
  const readable = rootExists ? located.root : newestCopy(facts, located);
  const found =
    readable === undefined ? undefined : readClaudePackage({ port, paths, memo }, readable, packageAround(located));
  return { rootExists, readable, package: found };
}

function newestCopy({ at }: ClaudeFacts, { cached, marketplaceName, name }: LocatedPlugin): string | undefined {
  const newest = cached.at(-1);
  if (newest === undefined || marketplaceName === undefined) return undefined;
  return at.paths.join(at.pluginsRoot, 'cache', marketplaceName, name, newest);
}

function loadInput(facts: ClaudeFacts, plugin: LocatedPlugin, look: Look): Omit<LoadInput, 'switchFile'> {
  return {
    at: facts.at,
    records: facts.records,
    project: facts.context.project,
    plugin,
    package: look.package,
    rootExists: look.rootExists,
    dependencies: missingDependencies(facts.settings, facts.plugins, plugin, look.package),
  };
}

/** What is read of a plugin; undefined when there is nothing to read. */
export function packageOf(facts: ClaudeFacts, plugin: LocatedPlugin): ClaudePackage | undefined {
  return lookAt(facts, plugin).package;
}

/** Why it would not load if it were on, in words. */
export function whyNotLoaded(facts: ClaudeFacts, plugin: LocatedPlugin): string | undefined {
  return loadFailures({ ...loadInput(facts, plugin, lookAt(facts, plugin)), switchFile: undefined }, true).reason;
}

/**
 * The folder, its manifest and the files that say what runs: two or three of a usual plugin. A copy in the cache is
 * replaced as a whole; only folders people work in are also watched for new skills, commands and agents.
 */
function packageTargets(
  facts: ClaudeFacts,
  root: string,
  origin: Origin,
  found: ClaudePackage | undefined,
): WatchTarget[] {
  const { paths } = facts.at;
  const told = [...(found?.parts.read ?? []), ...(found?.problems ?? [])].flatMap(({ file }) => file ?? []);
  const files = [...(found?.hasManifest === true ? [found.manifestFile] : []), ...told];
  const isOwn = (file: string) => file !== root && paths.isInside(root, file);
  return [
    { path: root, kind: 'entries', root },
    ...[...new Set(files)].filter(isOwn).map((path): WatchTarget => ({ path, kind: 'file', root })),
    ...(origin === 'cache' ? [] : worked).map(
      (name): WatchTarget => ({ path: paths.join(root, name), kind: 'entries', root }),
    ),
  ];
}

function shownVersion(located: LocatedPlugin, found: ClaudePackage | undefined): string | undefined {
  if (located.origin !== 'cache') return found?.manifest.version;
  const here = located.records.find((record) => record.installPath === located.root) ?? located.records[0];
  if (here !== undefined) return here.version ?? found?.manifest.version;
  return found?.manifest.version ?? located.cached.at(-1);
}

function installsOf(facts: ClaudeFacts, located: LocatedPlugin, found: ClaudePackage | undefined): Install[] {
  const { port } = facts.context;
  if (located.records.length > 0) {
    return located.records.map((record) => ({
      scope: record.scope,
      ...optional('projectPath', record.projectPath),
      ...optional('version', record.version),
      ...optional('commit', record.commit),
      // A directory marketplace is loaded in place, whatever the record says.
      path: located.origin === 'in-place' && located.root !== undefined ? located.root : record.installPath,
      exists:
        port.stat(located.origin === 'in-place' && located.root !== undefined ? located.root : record.installPath)
          .kind === 'directory',
      ...optional('installedAt', record.installedAt),
    }));
  }
  if (located.origin === 'cache' && located.isSeeded !== true) return [];
  const root = located.root ?? '';
  const scope = located.projectPath === undefined ? 'user' : 'project';
  return [
    {
      scope,
      ...optional('projectPath', located.projectPath),
      ...optional('version', found?.manifest.version),
      path: root,
      exists: port.stat(root).kind === 'directory',
    },
  ];
}

function switchState(facts: ClaudeFacts, located: LocatedPlugin, effective: Plugin['effective']): Plugin['switch'] {
  if (located.marketplaceName === undefined) {
    return { can: false, reason: 'It is no plugin id, so Claude Code ignores it.' };
  }
  const isManaged = (layer: SettingsLayer) => layer.scope === 'managed' && spokenIn(layer, located) !== undefined;
  const managed = facts.settings.layers.find(isManaged);
  if (managed !== undefined) return { can: false, reason: `Managed settings decide it (${managed.file}).` };
  return effective.state === 'blocked' ? { can: false, reason: effective.decidedBy.reason } : { can: true };
}

/** With everything it can run, and which of its servers are off in this project or held back. */
export function describePluginRow(
  facts: ClaudeFacts,
  located: LocatedPlugin,
  row: Plugin,
  held: readonly HeldServer[],
): Plugin {
  const { port, memo } = facts.context;
  const { readable: root, package: found } = lookAt(facts, located);
  if (root === undefined || found === undefined) return { ...row, components: [] };
  const off = new Set(stringsIn(facts.here?.value['disabledMcpServers']));
  const name = found.manifest.name ?? located.name;
  const components = describeClaudePackage({ port, paths: facts.at.paths, memo }, root, packageAround(located)).map(
    (component): Component => {
      if (component.kind !== 'mcp-server') return component;
      if (off.has(serverName(name, component.name)))
        return { ...component, enabled: false, reason: 'It is turned off for this project.' };
      const why = held.find((each) => each.name === component.name);
      if (why !== undefined) return { ...component, enabled: false, reason: why.problem.message };
      return facts.context.project === undefined ? component : { ...component, enabled: true };
    },
  );
  return { ...row, components };
}

/** The name Claude Code registers a plugin's server under (documentation "Connect Claude Code to tools via MCP"). */
export function serverName(plugin: string, server: string): string {
  return `plugin:${plugin}:${server}`;
}

/** What surrounds the package: its marketplace entry and, in place, the folder its links may not leave. */
export function packageAround({ entry, origin, marketplace }: LocatedPlugin): PackageAround {
  return {
    ...optional('entry', entry),
    ...optional('entryFile', marketplace?.file),
    ...optional('outer', origin === 'in-place' ? marketplace?.root : undefined),
  };
}
