import type { AttributableCall, Supplier, SupplierTable } from '#agents/transcript';
import { pluginId } from '#contract/plugin-id';
import { optional } from './install-records.ts';

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
  if (call.type === 'hook') return { tool: call.name, how: 'unknown' };
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

function ofServer(server: string, call: AttributableCall, { standalone }: SupplierTable): Supplier {
  const found = nearest(standalone, 'mcp', (name) => name === server, call.project);
  const rest = { server, tool: call.explicit?.tool ?? call.name };
  const [only, ...more] = found;
  if (only === undefined) return { ...rest, how: 'explicit' };
  return more.length > 0
    ? { ...rest, how: 'ambiguous', candidates: ids(found) }
    : { ...rest, plugin: only.id, how: 'explicit' };
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
  const found = longest([...ofPlugins, ...alone]);
  const [only, ...more] = found;
  if (only === undefined) return unresolved(call.name);
  const { server, tool } = only;
  if (more.length > 0) return { server, tool, how: 'ambiguous', candidates: ids(found) };
  return { plugin: only.id, server, tool, how: 'resolved', ...optional('version', only.version) };
}

/** `a` and `a__b` may both be servers: the one that leaves the shorter tool name is meant. */
function longest(candidates: readonly Candidate[]): Candidate[] {
  const shortest = Math.min(...candidates.map(({ tool }) => tool.length));
  return candidates.filter(({ tool }) => tool.length === shortest);
}

/** Nothing installed explains the name: it is split where a server's name most likely ends, and said to be unknown. */
function unresolved(name: string): Supplier {
  const [, server, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? [];
  return { tool: tool ?? name, how: 'unknown', ...optional('server', server) };
}

function ofNamed(kind: 'skill' | 'command', full: string, call: AttributableCall, table: SupplierTable): Supplier {
  const at = full.indexOf(':');
  const [plugin, name] = at > 0 ? [full.slice(0, at), full.slice(at + 1)] : [undefined, full];
  const has = (each: Plugin) => each[kind === 'skill' ? 'skills' : 'commands'].includes(name);
  const both = (each: Plugin) => has(each) || each.skills.includes(name) || each.commands.includes(name);
  if (plugin !== undefined) {
    const named = table.plugins.filter((each) => each.name === plugin);
    const holding = named.filter(both);
    const found = holding.length > 0 ? holding : named;
    const [only, ...more] = found;
    if (only !== undefined && more.length > 0) return { tool: name, how: 'ambiguous', candidates: ids(found) };
    if (only !== undefined) {
      return { plugin: only.id, tool: name, how: 'resolved', ...optional('version', versionAt(only, call.at)) };
    }
  }
  const alone = nearest(table.standalone, kind, (each) => each === full, call.project);
  const other =
    alone.length > 0
      ? alone
      : nearest(table.standalone, kind === 'skill' ? 'command' : 'skill', (each) => each === full, call.project);
  const [only, ...more] = other;
  if (only !== undefined && more.length === 0) return { plugin: only.id, tool: full, how: 'resolved' };
  if (only !== undefined) return { tool: full, how: 'ambiguous', candidates: ids(other) };
  const brought = plugin === undefined ? table.plugins.filter(has) : [];
  const [one, ...rest] = brought;
  if (one !== undefined && rest.length === 0) return { plugin: one.id, tool: full, how: 'resolved' };
  if (one !== undefined) return { tool: full, how: 'ambiguous', candidates: ids(brought) };
  return { tool: full, how: kind === 'command' && plugin === undefined ? 'builtin' : 'unknown' };
}

/** What stands alone and is called so: in the call's own project before the user's. */
function nearest(
  all: readonly Standalone[],
  kind: Standalone['kind'],
  fits: (name: string) => boolean,
  project: string | undefined,
): Standalone[] {
  const found = all.filter((each) => each.kind === kind && fits(each.name));
  const isAbove = (folder: string) => project === folder || project?.startsWith(`${folder}/`) === true;
  const own = found.filter((each) => each.project !== undefined && isAbove(each.project));
  if (own.length === 0) return found.filter((each) => each.project === undefined);
  const local = own.filter((each) => each.id.includes('@local'));
  return local.length > 0 ? local : own;
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
