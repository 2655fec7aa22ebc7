import type { PluginUse } from '#contract/history';
import type { Plugin } from '#contract/plugin';

type Key = string | number;
export type UseOfAll = ReadonlyMap<string, PluginUse> | undefined;

export interface OrderBy {
  /** What rows are compared by first; name and id settle the rest. */
  keyOf: (plugin: Plugin, use: PluginUse | undefined) => Key;
  descending: boolean;
  use: UseOfAll;
}

interface Keyed {
  plugin: Plugin;
  first: Key;
  name: string;
}

/**
 * Orders rows again and again: what did not change keeps its key, and each round begins with the order of the one before, so
 * that one changed row among ten thousand costs a walk through them and no sort. The answer depends on the input alone.
 */
export function createRowOrder(): (plugins: Iterable<Plugin>, by: OrderBy) => Plugin[] {
  let before: { by: OrderBy; rows: readonly Keyed[] } | undefined;
  return (plugins, by) => {
    const isSame = before?.by.keyOf === by.keyOf && before.by.use === by.use;
    const rows = keyedInOldOrder(plugins, by, isSame && before !== undefined ? before.rows : []);
    rows.sort((a, b) => (by.descending ? -compare(a.first, b.first) : compare(a.first, b.first)) || byNameAndId(a, b));
    before = { by, rows };
    return rows.map(({ plugin }) => plugin);
  };
}

function keyedInOldOrder(plugins: Iterable<Plugin>, by: OrderBy, before: readonly Keyed[]): Keyed[] {
  const left = new Map<string, Plugin>();
  for (const plugin of plugins) left.set(plugin.id, plugin);
  const rows: Keyed[] = [];
  for (const old of before) {
    const plugin = left.get(old.plugin.id);
    if (plugin === undefined) continue;
    left.delete(plugin.id);
    rows.push(plugin === old.plugin ? old : keyed(plugin, by));
  }
  for (const plugin of left.values()) rows.push(keyed(plugin, by));
  return rows;
}

function keyed(plugin: Plugin, { keyOf, use }: OrderBy): Keyed {
  return { plugin, first: keyOf(plugin, use?.get(plugin.id)), name: plugin.name.toLowerCase() };
}

function byNameAndId(a: Keyed, b: Keyed): number {
  return compare(a.name, b.name) || compare(a.plugin.id, b.plugin.id);
}

function compare(a: Key, b: Key): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [one, other] = [String(a), String(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}
