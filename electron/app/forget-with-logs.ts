import type { History } from '#history/history';
import { dismissEnded, listEnded } from './ended-runs.ts';
import { loggedServers, removeLogs } from './log-sweep.ts';

/**
 * Forgets calls, and the logs of each plugin of which no call is left by that: they tell of the same calls. Otherwise as
 * the history's own `forget`.
 */
export async function forgetWithLogs(
  history: History,
  data: string,
  input: { query: string; dryRun: boolean },
  signal?: AbortSignal,
) {
  const before = input.dryRun ? [] : await withCalls(history, await loggedPlugins(data));
  const forgotten = await history.ask('forget', input, signal);
  const left = new Set(before.length === 0 ? [] : await withCalls(history, before));
  for (const plugin of before.filter((each) => !left.has(each))) {
    await removeLogs(data, plugin);
    for (const ended of listEnded(data, Date.now())) if (ended.plugin === plugin) dismissEnded(data, ended.run);
  }
  return forgotten;
}

async function loggedPlugins(data: string): Promise<string[]> {
  return [...new Set((await loggedServers(data)).map(({ plugin }) => plugin))];
}

async function withCalls(history: History, plugins: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const plugin of plugins) {
    const { calls } = await history.ask('search', { query: `plugin:"${plugin.replaceAll('"', '')}"`, limit: 1 });
    if (calls.length > 0) found.push(plugin);
  }
  return found;
}
