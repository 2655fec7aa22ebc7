import type { AttributableCall, ExplicitSource, Supplier, SupplierTable } from '#agents/transcript';
import { pluginId } from '#contract/plugin-id';
import { present } from './rollout-fields.ts';
import { spelledForModel } from './rollout-tool-names.ts';

type Plugins = SupplierTable['plugins'];
type Standalone = SupplierTable['standalone'][number];

/** Tools that Codex itself brings along; in a namespace of one of these names all of them. */
const builtins = new Set(
  (
    'shell shell_command local_shell container.exec unified_exec exec_command write_stdin exec wait apply_patch ' +
    'update_plan view_image web_search image_generation image_gen tool_search tool_suggest request_user_input ' +
    'request_permissions request_plugin_install list_mcp_resources list_mcp_resource_templates read_mcp_resource ' +
    'list_dir read_file grep_files js_repl js_repl_reset artifacts create_goal get_goal update_goal sleep ' +
    'test_sync_tool new_context get_context_remaining'
  ).split(' '),
);
const agentTools =
  /^(?:spawn_agent|spawn_agents_on_csv|report_agent_job_result|wait_agent|close_agent|resume_agent|send_input|send_message|followup_task|assign_task|list_agents|interrupt_agent|collab)$/;
const ownNamespaces = new Set([
  'functions',
  'collaboration',
  'multi_agent_v1',
  'multi_tool_use',
  'web',
  'image_gen',
  'clock',
]);

/** Who supplied a call. The table holds the suppliers of every agent; only Codex's count. */
export function supplierOf(call: AttributableCall, table: SupplierTable): Supplier {
  const codex: SupplierTable = {
    plugins: table.plugins.filter((each) => each.id.startsWith('codex:')),
    standalone: table.standalone.filter((each) => each.id.startsWith('codex:')),
  };
  const { explicit = {} } = call;
  const tool = explicit.tool ?? explicit.skill ?? toolOf(call.name);
  if (explicit.pluginId !== undefined)
    return ofPlugin(explicit.pluginId, { explicit, tool, at: call.at }, codex.plugins);
  if (call.type === 'skill') return ofSkill(call, codex);
  if (explicit.server !== undefined) return ofServer({ servers: [explicit.server], tool, call }, codex);
  if (call.name.startsWith('mcp__')) return ofMcpName(call, codex);
  return ofTool(call, codex);
}

function toolOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function ofPlugin(
  own: string,
  { explicit, tool, at }: { explicit: ExplicitSource; tool: string; at: number },
  plugins: Plugins,
): Supplier {
  const known = plugins.find((each) => each.own === own);
  const version = explicit.version ?? (known === undefined ? undefined : versionAt(known, at));
  return present({
    plugin: known?.id ?? pluginId('codex', own),
    server: explicit.server,
    tool,
    version,
    how: 'explicit' as const,
  });
}

/** The version that was installed last before that time; absent when no install tells its time. */
function versionAt(plugin: Plugins[number], at: number): string | undefined {
  const before = plugin.versions
    .map(({ version, installedAt = '' }) => ({ version, time: Date.parse(installedAt) }))
    .filter(({ time }) => time <= at)
    .sort((a, b) => b.time - a.time);
  return before[0]?.version;
}

interface Candidate {
  id: string;
  server?: string;
  version?: string | undefined;
}

function chosen(candidates: readonly Candidate[], tool: string, server?: string): Supplier {
  const [only] = candidates;
  const ids = [...new Set(candidates.map((each) => each.id))].sort();
  if (only === undefined) return present({ server, tool, how: 'unknown' as const });
  if (ids.length > 1) return present({ server, tool, how: 'ambiguous' as const, candidates: ids });
  return present({
    plugin: only.id,
    server: only.server ?? server,
    tool,
    version: only.version,
    how: 'resolved' as const,
  });
}

/**
 * `[mcp_servers]` wins over plugins. Of several plugins Codex takes the first in the order of keys that is on, but which
 * ones were on then is not known: that stays ambiguous (openai/codex: codex-rs/codex-mcp/src/catalog.rs).
 */
function ofServer(
  { servers, tool, call }: { servers: readonly string[]; tool: string; call: AttributableCall },
  table: SupplierTable,
): Supplier {
  const [server] = servers;
  if (servers.length === 1 && server === 'codex_apps') return { server, tool, how: 'builtin' };
  const alone = nearest(table.standalone, { kind: 'mcp', names: servers, project: call.project });
  if (alone.length > 0)
    return chosen(
      alone.map(({ id, name }) => ({ id, server: name })),
      tool,
      server,
    );
  const found = table.plugins.flatMap((plugin) =>
    plugin.servers
      .filter((name) => servers.includes(name))
      .map((name) => ({ id: plugin.id, server: name, version: versionAt(plugin, call.at) })),
  );
  return chosen(found, tool, server);
}

/** What stands alone under one of the names: of the folders around the project the nearest one, else the user's. */
function nearest(
  standalone: readonly Standalone[],
  { kind, names, project }: { kind: Standalone['kind']; names: readonly string[]; project: string | undefined },
): Standalone[] {
  const fitting = standalone.filter((each) => each.kind === kind && names.includes(each.name));
  const users = fitting.filter((each) => each.project === undefined);
  if (project === undefined) return fitting;
  const around = fitting.filter((each) => each.project !== undefined && isWithin(each.project, project));
  const longest = Math.max(...around.map((each) => each.project?.length ?? 0));
  const near = around.filter((each) => each.project?.length === longest);
  return near.length > 0 ? near : users;
}

function isWithin(folder: string, path: string): boolean {
  const [outer, inner] = [folder, path].map((each) => each.replaceAll('\\', '/').replace(/\/+$/, ''));
  return inner === outer || (inner ?? '').startsWith(`${outer}/`);
}

/** `mcp__server__tool`, where the server stands as the model sees it: names that look alike there all fit. */
function ofMcpName(call: AttributableCall, table: SupplierTable): Supplier {
  const rest = call.name.slice('mcp__'.length);
  const names = [
    ...table.standalone.filter((each) => each.kind === 'mcp').map((each) => each.name),
    ...table.plugins.flatMap((each) => each.servers),
  ];
  const fitting = names.filter((name) => rest.startsWith(`${name}__`) || rest.startsWith(`${spelledForModel(name)}__`));
  const longest = Math.max(...fitting.map((name) => name.length));
  const servers = [...new Set(fitting.filter((name) => name.length === longest))];
  if (servers.length > 0) return ofServer({ servers, tool: rest.slice(longest + 2), call }, table);
  const cut = rest.indexOf('__');
  if (cut <= 0) return { tool: rest, how: 'unknown' };
  return ofServer({ servers: [rest.slice(0, cut)], tool: rest.slice(cut + 2), call }, table);
}

/** A tool without `mcp__`: Codex's own, or of a server whose namespace has no prefix (a feature of newer builds). */
function ofTool(call: AttributableCall, table: SupplierTable): Supplier {
  const cut = call.name.lastIndexOf('.');
  const namespace = call.name.slice(0, Math.max(cut, 0));
  const tool = toolOf(call.name);
  if (builtins.has(call.name) || ownNamespaces.has(namespace))
    return { tool: builtins.has(call.name) ? call.name : tool, how: 'builtin' };
  if (namespace === '') return { tool, how: agentTools.test(tool) ? 'builtin' : 'unknown' };
  return ofMcpName({ ...call, name: `mcp__${namespace}__${tool}` }, table);
}

/** `plugin:skill`, else a skill that stands alone, else the plugins that have one of that name. */
function ofSkill(call: AttributableCall, table: SupplierTable): Supplier {
  const name = call.explicit?.skill ?? call.name;
  const cut = name.indexOf(':');
  const plugin = call.explicit?.pluginName ?? (cut > 0 ? name.slice(0, cut) : undefined);
  const bare = cut > 0 ? name.slice(cut + 1) : name;
  const has = (skills: readonly string[]) => skills.includes(name) || skills.includes(bare);
  const alone =
    plugin === undefined ? nearest(table.standalone, { kind: 'skill', names: [name], project: call.project }) : [];
  if (alone.length > 0) return chosen(alone, name);
  const named = table.plugins.filter((each) => plugin === undefined || each.name === plugin);
  const exact = named.filter((each) => has(each.skills));
  const fitting = exact.length > 0 || plugin === undefined ? exact : named;
  return chosen(
    fitting.map((each) => ({ id: each.id, version: versionAt(each, call.at) })),
    name,
  );
}
