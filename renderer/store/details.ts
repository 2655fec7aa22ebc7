import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Plugin } from '#contract/plugin';
import type { Client } from '#rpc/client';
import type { InventoryStore } from './inventory.ts';
import { messageOf } from './message-of.ts';
import type { ViewStore } from './view.ts';

/** The selected plugin with all its components. `plugin` may be one change behind while the next answer is on its way. */
export interface DetailsState {
  id: string | null;
  plugin: Plugin | undefined;
  failure: string | undefined;
}

export type DetailsStore = StoreApi<DetailsState>;

export function createDetailsStore(): DetailsStore {
  return createStore<DetailsState>()(() => ({ id: null, plugin: undefined, failure: undefined }));
}

export interface DetailsFollower {
  /** Describes again although the row is the same: a switch of one component does not change the row. */
  again(): Promise<void>;
  stop(): void;
}

/** Describes what the inspector shows, again whenever its row or the view changes, or a change of it is recorded. */
export function followDetails(
  client: Client,
  stores: { details: DetailsStore; inventory: InventoryStore; view: ViewStore },
): DetailsFollower {
  const { details, inventory, view } = stores;
  let request: AbortController | undefined;
  let shown: { row: Plugin; project: string | null } | undefined;

  async function look(): Promise<void> {
    const { selected, inspector } = view.getState();
    const { byId, snapshot } = inventory.getState();
    const row = selected === null ? undefined : byId.get(selected);
    if (!inspector || row === undefined || snapshot === undefined) return forgetShown();
    if (shown?.row === row && shown.project === snapshot.project) return;
    shown = { row, project: snapshot.project };
    request?.abort();
    const mine = new AbortController();
    request = mine;
    if (details.getState().id !== row.id) details.setState({ id: row.id, plugin: undefined, failure: undefined });
    try {
      const plugin = await client.call(
        'inventory.describe',
        { id: row.id, project: snapshot.project },
        { signal: mine.signal },
      );
      if (request === mine) details.setState({ plugin, failure: undefined });
    } catch (error) {
      if (request === mine) details.setState({ failure: messageOf(error) });
    }
  }

  function forgetShown(): void {
    request?.abort();
    request = undefined;
    shown = undefined;
    if (details.getState().id !== null) details.setState({ id: null, plugin: undefined, failure: undefined });
  }

  function again(): Promise<void> {
    shown = undefined;
    return look();
  }

  const stops = [
    view.subscribe(() => void look()),
    inventory.subscribe(() => void look()),
    client.on('changes.recorded', (change) => {
      if (change.plugin === details.getState().id && change.component !== undefined) void again();
    }),
  ];
  void look();
  return {
    again,
    stop() {
      request?.abort();
      for (const stop of stops) stop();
    },
  };
}
