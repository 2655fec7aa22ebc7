import { type Component, type Plugin } from '#contract/plugin';
import { pluginId } from '#contract/plugin-id';
import type { ClaudeFacts } from './claude-facts.ts';
import { readStandaloneServer } from './component-servers.ts';
import { type HeldServer, heldServers, type LoadedPlugin } from './held-servers.ts';
import type { LocatedPlugin } from './located-plugins.ts';
import { packageOf, pluginRow } from './plugin-rows.ts';
import { endpointOf } from './server-endpoints.ts';
import { serverRow, standaloneServers } from './server-rows.ts';

/** The rows with what is told of servers that are held back. */
export function withHeldServers(facts: ClaudeFacts, rows: readonly Plugin[]): Plugin[] {
  const held = heldIn(facts, rows);
  return rows.map((row) => {
    const problems = held.get(row.id)?.map((each) => each.problem) ?? [];
    return problems.length === 0 ? row : { ...row, problems: [...row.problems, ...problems] };
  });
}

/** The servers of one plugin that are held back. */
export function heldOf(facts: ClaudeFacts, located: LocatedPlugin, row: Plugin): readonly HeldServer[] {
  return heldIn(facts, hasRivals(facts, located) ? pluginRows(facts) : [row]).get(row.id) ?? [];
}

/** Plugins named by the environment take their names first, folders last (documentation "Plugin loading reference"). */
export function inLoadOrder(plugins: readonly LocatedPlugin[]): LocatedPlugin[] {
  const isFirst = (plugin: LocatedPlugin) => plugin.origin === 'inline';
  return [...plugins.filter(isFirst), ...plugins.filter((plugin) => !isFirst(plugin))];
}

/** Whether another plugin has a server that does what one of this plugin does: only then do all rows have to be judged. */
function hasRivals(facts: ClaudeFacts, plugin: LocatedPlugin): boolean {
  const { env } = facts.context.machine;
  const endpointsOf = (located: LocatedPlugin) =>
    serversOf(facts, located).flatMap((server) => endpointOf(server, env, located.root) ?? []);
  const own = new Set(endpointsOf(plugin));
  if (own.size === 0) return false;
  return facts.plugins.some((other) => other !== plugin && endpointsOf(other).some((each) => own.has(each)));
}

function serversOf(facts: ClaudeFacts, located: LocatedPlugin): Component[] {
  return packageOf(facts, located)?.parts.read.filter(({ kind }) => kind === 'mcp-server') ?? [];
}

function pluginRows(facts: ClaudeFacts): Plugin[] {
  const taken = new Map<string, string>();
  return inLoadOrder(facts.plugins).map((located) => pluginRow(facts, located, [], taken));
}

/** Servers of loaded plugins that are not started although nothing turns them off, by id of the plugin's row. */
function heldIn(facts: ClaudeFacts, rows: readonly Plugin[]): Map<string, HeldServer[]> {
  const { servers } = standaloneServers(facts);
  const running = servers.flatMap((server) =>
    serverRow(facts, server, servers).effective.state === 'enabled'
      ? { name: server.name, component: readStandaloneServer(server.name, server.raw, server.file).component }
      : [],
  );
  const locatedById = new Map(facts.plugins.map((located) => [pluginId('claude-code', located.own), located]));
  const loaded = rows.flatMap((row): LoadedPlugin[] => {
    const located = locatedById.get(row.id);
    const isLoaded = row.effective.state === 'enabled' && row.provides.mcpServers > 0;
    if (!isLoaded || located?.root === undefined) return [];
    const isOn = ({ kind, name }: Component) => row.partsOff?.includes(`${kind}/${name}`) !== true;
    return [{ id: row.id, own: located.own, root: located.root, servers: serversOf(facts, located).filter(isOn) }];
  });
  return heldServers(facts, running, loaded);
}
