import type { AttributableCall, Supplier, SupplierTable } from '#agents/transcript';
import { pluginId } from '#contract/plugin-id';
import { optional } from './install-records.ts';
import { isBuiltInCommand } from './transcript-built-in-commands.ts';

type Plugin = SupplierTable['plugins'][number];
type Standalone = SupplierTable['standalone'][number];

/** How Claude Code writes names into tool names (documentation "Connect Claude Code to tools via MCP"). */
const encoded = (name: string) => name.replaceAll(/[^A-Za-z0-9_-]/g, '_');

/** The tool name of a server's tool; a plugin's server is given as `plugin:<plugin>:<server>`. */
export function encodedName(server: string, tool: string): string {
  return `mcp__${encoded(server)}__${encoded(tool)}`;
}

/** Who supplied a call. Names are never split: each candidate is written as Claude Code writes it, and compared. */
export function supplierOf(call: AttributableCall, table: SupplierTable): Supplier {
  const own: SupplierTable = {
    plugins: table.plugins.filter((each) => each.id.startsWith('claude-code:')),
    standalone: table.standalone.filter((each) => each.id.startsWith('claude-code:')),
  };
  const { explicit = {} } = call;
  if (explicit.pluginId !== undefined) return ofPluginId(explicit.pluginId, call, own);
  if (explicit.pluginName !== undefined) return ofPluginName(explicit.pluginName, call, own);
  if (explicit.server !== undefined) return ofServer(explicit.server, call, own);
  if (call.type === 'skill') return ofNamed('skill', explicit.skill ?? '', call, own);
  if (call.type === 'command') return ofNamed('command', call.name.replace(/^\//, ''), call, own);
  if (call.type === 'hook') return { tool: explicit.tool ?? call.name, how: 'unknown' };
  return call.name.startsWith('mcp__') ? ofMcpName(call, own) : { tool: call.name, how: 'builtin' };
}

function ofPluginId(own: string, call: AttributableCall, { plugins }: SupplierTable): Supplier {
  const known = plugins.find((each) => each.own === own);
  const { server, tool, version } = call.explicit ?? {};
  return {
    plugin: known?.id ?? pluginId('claude-code', own),
    tool: tool ?? call.name,
    how: 'explicit',
    ...optional('server', server),
    ...optional('version', version ?? (known === undefined ? undefined : versionAt(known, call.at))),
  };
}

/** Labels name a plugin without its marketplace. */
function ofPluginName(name: string, call: AttributableCall, { plugins }: SupplierTable): Supplier {
  const { server, tool = call.name } = call.explicit ?? {};
  const found = plugins.filter((each) => each.name === name && (server === undefined || each.servers.includes(server)));
  const [only, ...more] = found.length > 0 ? found : plugins.filter((each) => each.name === name);
  const rest = { tool, ...optional('server', server) };
  if (only === undefined) return { ...rest, plugin: pluginId('claude-code', name), how: 'explicit' };
  if (more.length > 0) return { ...rest, how: 'ambiguous', candidates: ids([only, ...more]) };
  return { ...rest, plugin: only.id, how: 'explicit', ...optional('version', versionAt(only, call.at)) };
}

/**
 * A label names a stand-alone server but no project: which of several of one name was meant is for the call itself to
 * say, so only a single one of the user is named here.
 */
function ofServer(server: string, call: AttributableCall, { standalone }: SupplierTable): Supplier {
  const all = standalone.filter((each) => each.kind === 'mcp' && each.name === server);
  const found = call.project === undefined ? all : nearest(all, 'mcp', () => true, call.project);
  const rest = { server, tool: call.explicit?.tool ?? call.name, how: 'explicit' } as const;
  const [only, ...more] = found;
  if (only === undefined || more.length > 0) return rest;
  return call.project === undefined && only.project !== undefined ? rest : { ...rest, plugin: only.id };
}

interface Candidate {
  id: string;
  server: string;
  tool: string;
  version?: string | undefined;
}

function ofMcpName(call: AttributableCall, { plugins, standalone }: SupplierTable): Supplier {
  const toolAfter = (prefix: string) => (call.name.startsWith(prefix) ? call.name.slice(prefix.length) : undefined);
  const ofPlugins = plugins.flatMap((plugin) =>
    plugin.servers.flatMap((server): Candidate[] => {
      const tool = toolAfter(encodedName(`plugin:${plugin.name}:${server}`, ''));
      return tool === undefined || tool === ''
        ? []
        : [{ id: plugin.id, server, tool, version: versionAt(plugin, call.at) }];
    }),
  );
  const fits = (name: string) => (toolAfter(encodedName(name, '')) ?? '') !== '';
  const alone = nearest(standalone, 'mcp', fits, call.project).map(({ id, name }): Candidate => {
    return { id, server: name, tool: toolAfter(encodedName(name, '')) ?? '' };
  });
  const found = [...ofPlugins, ...alone].sort((a, b) => a.tool.length - b.tool.length);
  const [only, ...more] = found;
  if (only === undefined) return unresolved(call.name);
  // Of names that go on with the mark (`a` and `a__b`) the split with the longest server is shown.
  const { server, tool } = only;
  if (more.length > 0) return { server, tool, how: 'ambiguous', candidates: ids(found) };
  return { plugin: only.id, server, tool, how: 'resolved', ...optional('version', only.version) };
}

/** Nothing installed explains the name: it is split where a server's name most likely ends, and said to be unknown. */
function unresolved(name: string): Supplier {
  const [, server, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? [];
  return { tool: tool ?? name, how: 'unknown', ...optional('server', server) };
}

/** Skills and commands share one space of names; of two so called, the one of the kind asked for is meant. */
function ofNamed(kind: Named, full: string, call: AttributableCall, table: SupplierTable): Supplier {
  const at = full.indexOf(':');
  const [plugin, name] = at > 0 ? [full.slice(0, at), full.slice(at + 1)] : [undefined, full];
  if (plugin !== undefined) {
    const named = table.plugins.filter((each) => each.name === plugin);
    const holding = named.filter((each) => each.skills.includes(name) || each.commands.includes(name));
    if (named.length > 0) return chosen(holding.length > 0 ? holding : named, name, call.at);
  }
  const alone = (of: Named) => nearest(table.standalone, of, (each) => each === full, call.project);
  const [own, other] = [alone(kind), alone(kind === 'skill' ? 'command' : 'skill')];
  const found = own.length > 0 ? own : other;
  if (found.length > 0) return chosen(found, full, call.at);
  const holding = table.plugins.filter((each) => each[kind === 'skill' ? 'skills' : 'commands'].includes(full));
  if (holding.length > 0) return chosen(holding, full, call.at);
  return { tool: full, how: kind === 'command' && isBuiltInCommand(full) ? 'builtin' : 'unknown' };
}

type Named = 'skill' | 'command';

function chosen(found: readonly (Plugin | Standalone)[], tool: string, at: number): Supplier {
  const [only, ...more] = found;
  if (only === undefined) return { tool, how: 'unknown' };
  if (more.length > 0) return { tool, how: 'ambiguous', candidates: ids(found) };
  const version = 'versions' in only ? versionAt(only, at) : undefined;
  return { plugin: only.id, tool, how: 'resolved', ...optional('version', version) };
}

/**
 * What stands alone and is called so, of the user and of the call's own project. Of servers the one Claude Code chooses:
 * local before project before user (documentation "Connect Claude Code to tools via MCP"), and the nearest folder.
 */
function nearest(
  all: readonly Standalone[],
  kind: Standalone['kind'],
  fits: (name: string) => boolean,
  project = '',
): Standalone[] {
  const found = all.filter((each) => each.kind === kind && fits(each.name));
  const isAbove = (folder: string) => project === folder || /^[\\/]/.test(rest(project, folder));
  const here = found.filter((each) => each.project !== undefined && isAbove(each.project));
  const ofUser = found.filter((each) => each.project === undefined);
  // For skills and commands it is not told which of two wins.
  if (kind !== 'mcp') return [...here, ...ofUser];
  return [...Map.groupBy([...here, ...ofUser], (each) => each.name).values()].flatMap((same) => {
    const rank = Math.max(...same.map(rankOf));
    return same.filter((each) => rankOf(each) === rank);
  });
}

/** What follows the folder in the path; empty when it does not stand below it. */
function rest(path: string, folder: string): string {
  return folder !== '' && path.startsWith(folder) ? path.slice(folder.length) : '';
}

function rankOf({ id, project }: Standalone): number {
  if (project === undefined) return 0;
  return project.length + (id.includes('@local') ? 1e6 : 0);
}

function ids(all: readonly { id: string }[]): string[] {
  return [...new Set(all.map((each) => each.id))].sort();
}

/** The version that was installed last before that time; undefined when no record tells. */
function versionAt({ versions }: Plugin, at: number): string | undefined {
  const before = versions
    .map(({ version, installedAt = '' }) => ({ version, time: Date.parse(installedAt) }))
    .filter(({ time }) => time <= at)
    .sort((a, b) => b.time - a.time);
  return before[0]?.version;
}
