import type { WatchTarget } from '#agents/agent-module';
import { hostileName } from '#agents/hostile-name';
import { type Component, type Install, nothingProvided, type Plugin } from '#contract/plugin';
import { pluginId } from '#contract/plugin-id';
import { problem } from '#contract/problem-codes';
import type { ClaudeFacts } from './claude-facts.ts';
import { missingDependencies } from './dependencies.ts';
import { optional } from './install-records.ts';
import type { LocatedPlugin } from './located-plugins.ts';
import { type ClaudePackage, describeClaudePackage, type PackageAround, readClaudePackage } from './package-reader.ts';
import { resolvePlugin } from './plugin-state.ts';
import { stringsIn } from './state-file.ts';

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
  const { port, memo, project } = facts.context;
  const { at } = facts;
  const rootExists = located.root !== undefined && port.stat(located.root).kind === 'directory';
  const readable = readableRoot(facts, located, rootExists);
  const found =
    readable === undefined
      ? undefined
      : readClaudePackage({ port, paths: at.paths, memo }, readable, packageAround(located));
  if (readable !== undefined) watch.push(...packageTargets(facts, readable));
  const name = found?.manifest.name ?? located.name;
  const isFolder = located.origin === 'skills-dir' || located.origin === 'synced';
  const { effective, problems } = resolvePlugin({
    at,
    settings: facts.settings,
    records: facts.records,
    project,
    plugin: located,
    package: found,
    rootExists,
    dependencies: missingDependencies(facts.settings, facts.plugins, located, found),
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

/** A copy that nothing records is still worth reading: what lies there can be turned on. */
function readableRoot(facts: ClaudeFacts, located: LocatedPlugin, rootExists: boolean): string | undefined {
  if (rootExists) return located.root;
  const newest = located.cached.at(-1);
  if (newest === undefined || located.marketplaceName === undefined) return undefined;
  return facts.at.paths.join(facts.at.pluginsRoot, 'cache', located.marketplaceName, located.name, newest);
}

/** The manifest and the files that decide what runs: at most three folders per plugin. */
function packageTargets(facts: ClaudeFacts, root: string): WatchTarget[] {
  const { paths } = facts.at;
  return [
    { path: root, kind: 'entries', root },
    { path: paths.join(root, '.mcp.json'), kind: 'file', root },
    { path: paths.join(root, '.claude-plugin', 'plugin.json'), kind: 'file', root },
    { path: paths.join(root, 'hooks', 'hooks.json'), kind: 'file', root },
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
  if (located.origin === 'cache') return [];
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
  if (
    effective.state === 'blocked' &&
    effective.decidedBy.pointer !== undefined &&
    !effective.decidedBy.pointer.startsWith('enabledPlugins')
  ) {
    return { can: false, reason: effective.decidedBy.reason };
  }
  if (located.marketplaceName === undefined)
    return { can: false, reason: 'It is no plugin id, so Claude Code ignores it.' };
  const managed = facts.settings.layers.find(
    (layer) => layer.scope === 'managed' && hasSwitch(layer.value, located.own),
  );
  if (managed !== undefined) return { can: false, reason: `Managed settings decide it (${managed.file}).` };
  return { can: true };
}

export function hasSwitch(value: ClaudeFacts['settings']['layers'][number]['value'], own: string): boolean {
  const map = value?.['enabledPlugins'];
  return typeof map === 'object' && map !== null && Object.hasOwn(map, own);
}

/** With everything it can run, and which of its servers are off in this project. */
export function describePluginRow(facts: ClaudeFacts, located: LocatedPlugin, row: Plugin): Plugin {
  const { port, memo } = facts.context;
  const rootExists = located.root !== undefined && port.stat(located.root).kind === 'directory';
  const root = readableRoot(facts, located, rootExists);
  if (root === undefined) return { ...row, components: [] };
  const off = new Set(stringsIn(facts.here?.value['disabledMcpServers']));
  const found = readClaudePackage({ port, paths: facts.at.paths, memo }, root, packageAround(located));
  const name = found.manifest.name ?? located.name;
  const components = describeClaudePackage({ port, paths: facts.at.paths, memo }, root, packageAround(located)).map(
    (component): Component => {
      if (component.kind !== 'mcp-server' || facts.context.project === undefined) return component;
      const isOff = off.has(serverName(name, component.name));
      return { ...component, enabled: !isOff, ...(isOff ? { reason: 'It is turned off for this project.' } : {}) };
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
    ...optional('outer', origin === 'in-place' ? marketplace?.root : undefined),
  };
}
