import { asRecord } from '#agents/shapes';
import type { Component, Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import type { ClaudeFacts } from './claude-facts.ts';
import { managedServersVerdict, serverVerdict, type Verdict } from './policy.ts';
import { endpointOf, filledServer } from './server-endpoints.ts';

/** A server of a plugin that is not started although nothing turns it off. */
export interface HeldServer {
  name: string;
  problem: Problem;
}

export interface LoadedPlugin {
  /** Id of its row. */
  id: string;
  /** Claude Code's own id. */
  own: string;
  root: string;
  /** Its servers that are not turned off. */
  servers: readonly Component[];
}

/** Whether a managed rule keeps a plugin's server from starting. */
export function pluginServerVerdict(facts: ClaudeFacts, server: Component, root: string): Verdict | undefined {
  const plain = filledServer(server, facts.context.machine.env, root);
  return managedServersVerdict(facts.managedServers) ?? serverVerdict(facts.settings, plain, 'plugin');
}

/**
 * Servers of loaded plugins that Claude Code leaves out: those a rule forbids, and those that run or reach what a server
 * that stands alone does already, or one of a plugin before them (seen with 2.1.330). `running` are the servers
 * that stand alone and are on.
 */
export function heldServers(
  facts: ClaudeFacts,
  running: readonly { name: string; component: Component }[],
  plugins: readonly LoadedPlugin[],
): Map<string, HeldServer[]> {
  const { env } = facts.context.machine;
  const first = new Map<string, string>();
  const take = (endpoint: string | undefined, who: string) => {
    if (endpoint !== undefined && !first.has(endpoint)) first.set(endpoint, who);
  };
  for (const { name, component } of running) take(endpointOf(component, env), `the server ${JSON.stringify(name)}`);
  const held = new Map<string, HeldServer[]>();
  for (const plugin of inSwitchOrder(facts, plugins)) {
    const found = plugin.servers.flatMap((server): HeldServer[] => {
      const where = server.file === undefined ? {} : { file: server.file };
      const verdict = pluginServerVerdict(facts, server, plugin.root);
      const endpoint = endpointOf(server, env, plugin.root);
      const by = endpoint === undefined ? undefined : first.get(endpoint);
      const named = `The server ${JSON.stringify(server.name)} is not started`;
      if (verdict !== undefined) {
        const told = problem('blocked-by-policy', `${named}. ${verdict.reason}`, { file: verdict.layer.file });
        return [{ name: server.name, problem: told }];
      }
      take(endpoint, `the server ${JSON.stringify(server.name)} of ${plugin.own}`);
      if (by === undefined) return [];
      return [{ name: server.name, problem: problem('shadowed', `${named}: ${by} is the same one.`, where) }];
    });
    if (found.length > 0) held.set(plugin.id, found);
  }
  return held;
}

/** Plugins load in the order the switches of all files give when a stronger file is laid over a weaker one. */
function inSwitchOrder(facts: ClaudeFacts, plugins: readonly LoadedPlugin[]): LoadedPlugin[] {
  const ids = [...facts.settings.layers]
    .reverse()
    .flatMap((layer) => Object.keys(asRecord(layer.value?.['enabledPlugins']) ?? {}));
  const ranks = new Map([...new Set(ids)].map((id, at) => [id, at]));
  const rank = (plugin: LoadedPlugin) => ranks.get(plugin.own) ?? ranks.size;
  return [...plugins].sort((a, b) => rank(a) - rank(b));
}
