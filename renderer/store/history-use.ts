import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PluginUse } from '#contract/history';
import type { Client } from '#rpc/client';
import { steady } from './steady.ts';

export interface PluginUseState {
  /** Undefined until it was read once: then nothing is known of any plugin's use. */
  byId: ReadonlyMap<string, PluginUse> | undefined;
}

export type PluginUseStore = StoreApi<PluginUseState>;

/** Milliseconds between two readings; the columns need not be newer. */
const pause = 10_000;

export function followPluginUse(client: Client): { store: PluginUseStore; stop: () => void } {
  const store = createStore<PluginUseState>()(() => ({ byId: undefined }));
  const following = steady(async () => {
    try {
      const { plugins } = await client.call('history.pluginUse', {});
      store.setState({ byId: new Map(plugins.map((use) => [use.id, use])) });
    } catch {
      // Without a history the columns stay empty, and the Activity screen says why.
    }
  }, pause);
  const stops = [
    client.onState((state) => state === 'open' && following.ask()),
    client.on('app.homeChanged', () => {
      store.setState({ byId: undefined });
      following.ask();
    }),
    client.on('history.changed', following.ask),
    following.stop,
  ];
  return { store, stop: () => stops.forEach((stop) => stop()) };
}
