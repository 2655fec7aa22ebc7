import type { InventoryChanged } from '#contract/inventory';
import type { Client } from '#rpc/client';
import { applyChange, type InventoryStore, withSnapshot } from './inventory.ts';
import { messageOf } from './message-of.ts';

export interface Follower {
  /** Another view: its snapshot replaces the rows when it arrives. */
  show(project: string | null): void;
  /** Asks for a snapshot again; the newest request wins. */
  refresh(): Promise<void>;
  stop(): void;
}

/**
 * Keeps the store equal to the main side: listens first, asks for a snapshot, then applies numbered changes.
 * Changes that arrive while a snapshot is on its way wait for it; a gap, a new home and each opened connection ask again.
 */
export function followInventory(client: Client, store: InventoryStore, startProject: string | null): Follower {
  let project = startProject;
  let waiting: InventoryChanged[] | undefined;
  let request: AbortController | undefined;

  async function refresh(): Promise<void> {
    request?.abort();
    const mine = new AbortController();
    request = mine;
    waiting = [];
    try {
      const snapshot = await client.call('inventory.snapshot', { project }, { signal: mine.signal });
      if (request !== mine) return;
      const held = waiting;
      waiting = undefined;
      store.setState(withSnapshot(snapshot), true);
      for (const change of held) take(change);
    } catch (error) {
      if (request !== mine) return;
      waiting = undefined;
      store.setState((state) => ({
        ...state,
        phase: state.snapshot === undefined ? 'failed' : 'ready',
        failure: messageOf(error),
      }));
    }
  }

  function take(change: InventoryChanged): void {
    if (change.project !== project) return;
    if (waiting !== undefined) {
      waiting.push(change);
      return;
    }
    const next = applyChange(store.getState(), change);
    if (next === 'gap') void refresh();
    else if (next !== 'old') store.setState(next, true);
  }

  const stops = [
    client.on('inventory.changed', take),
    client.on('app.homeChanged', () => void refresh()),
    client.onState((state) => state === 'open' && void refresh()),
  ];

  return {
    show(next) {
      if (next === project) return;
      project = next;
      void refresh();
    },
    refresh,
    stop() {
      request?.abort();
      request = undefined;
      for (const stop of stops) stop();
    },
  };
}
