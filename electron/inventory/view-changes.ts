import { isDeepStrictEqual } from 'node:util';
import type { InventoryChanged } from '#contract/inventory';
import type { HomeScan } from './scan-home.ts';

export type ViewChange = Omit<InventoryChanged, 'revision' | 'project' | 'watching'>;

/** What a client that holds `before` must be told to hold `after`. */
export function changesBetween(before: HomeScan, after: HomeScan): ViewChange {
  const known = new Map(before.plugins.map((plugin) => [plugin.id, plugin]));
  const changed = after.plugins.filter((plugin) => !isDeepStrictEqual(known.get(plugin.id), plugin));
  const present = new Set(after.plugins.map((plugin) => plugin.id));
  return {
    changed,
    removed: before.plugins.filter((plugin) => !present.has(plugin.id)).map((plugin) => plugin.id),
    ...(isDeepStrictEqual(before.agents, after.agents) ? {} : { agents: after.agents }),
    ...(isDeepStrictEqual(before.projects, after.projects) ? {} : { projects: after.projects }),
  };
}

export function isEmptyChange(change: ViewChange): boolean {
  return (
    change.changed.length === 0 &&
    change.removed.length === 0 &&
    change.agents === undefined &&
    change.projects === undefined
  );
}
