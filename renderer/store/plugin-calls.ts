import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Call } from '#contract/history';
import { fieldText } from '#renderer/lib/query-text.ts';
import type { Client } from '#rpc/client';
import { useGatehouse } from './gatehouse-context.ts';
import { messageOf } from './message-of.ts';
import { steady } from './steady.ts';

export interface PluginCallsState {
  /** Newest first; undefined until they were read once. */
  calls: readonly Call[] | undefined;
  /** All that the history holds. */
  matched: number;
  failure: string | undefined;
}

/** Calls shown of one plugin; the rest is on the Activity screen. */
const shown = 30;

/** The query for everything of one plugin. */
export function queryOfPlugin(id: string): string {
  return fieldText('plugin', id);
}

/** Reads the last calls of one plugin, again whenever the history changes. Nothing is asked before `start`. */
export function followPluginCalls(client: Client, id: string) {
  const store: StoreApi<PluginCallsState> = createStore<PluginCallsState>()(() => ({
    ...{ calls: undefined, matched: 0, failure: undefined },
  }));
  const start = () => {
    const following = steady(async () => {
      try {
        const page = await client.call('history.search', { query: queryOfPlugin(id), limit: shown });
        store.setState({ calls: page.calls, matched: page.matched, failure: undefined });
      } catch (error) {
        store.setState({ failure: messageOf(error) });
      }
    }, 1_000);
    following.ask();
    const stops = [client.on('history.changed', following.ask), following.stop];
    return () => stops.forEach((stop) => stop());
  };
  return { store, start };
}

export function usePluginCalls(id: string): PluginCallsState {
  const { client } = useGatehouse();
  const { store, start } = useMemo(() => followPluginCalls(client, id), [client, id]);
  useEffect(start, [start]);
  return useStore(store);
}
