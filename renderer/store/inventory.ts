import { createStore, type StoreApi } from 'zustand/vanilla';
import type { InventoryChanged, InventorySnapshot } from '#contract/inventory';
import type { Plugin } from '#contract/plugin';

/** The numbered copy of one view. `snapshot.plugins` is kept in step with `byId`, which is what selectors read. */
export interface InventoryState {
  phase: 'waiting' | 'ready' | 'failed';
  snapshot: InventorySnapshot | undefined;
  byId: ReadonlyMap<string, Plugin>;
  /** Why the last snapshot could not be had; rows of an older one stay. */
  failure: string | undefined;
}

export type InventoryStore = StoreApi<InventoryState>;

export function createInventoryStore(): InventoryStore {
  return createStore<InventoryState>()(() => ({
    phase: 'waiting',
    snapshot: undefined,
    byId: new Map(),
    failure: undefined,
  }));
}

export function withSnapshot(snapshot: InventorySnapshot): InventoryState {
  const byId = new Map(snapshot.plugins.map((plugin) => [plugin.id, plugin]));
  return { phase: 'ready', snapshot, byId, failure: undefined };
}

/** `gap`: changes are missing, ask again. `old`: the snapshot already holds it, or it is of another view. */
export function applyChange(state: InventoryState, change: InventoryChanged): InventoryState | 'gap' | 'old' {
  const { snapshot } = state;
  if (snapshot === undefined || change.project !== snapshot.project || change.revision <= snapshot.revision)
    return 'old';
  if (change.revision !== snapshot.revision + 1) return 'gap';
  const byId = new Map(state.byId);
  for (const id of change.removed) byId.delete(id);
  for (const plugin of change.changed) byId.set(plugin.id, plugin);
  return {
    ...state,
    byId,
    snapshot: {
      ...snapshot,
      revision: change.revision,
      plugins: [...byId.values()],
      agents: change.agents ?? snapshot.agents,
      projects: change.projects ?? snapshot.projects,
      watching: change.watching ?? snapshot.watching,
    },
  };
}
