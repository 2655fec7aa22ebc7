import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NextStart } from '#contract/surface';
import type { Client } from '#rpc/client';
import { useGatehouse } from './gatehouse-context.ts';
import { messageOf } from './message-of.ts';
import { steady } from './steady.ts';
import type { ViewStore } from './view.ts';

export interface NextStartState {
  /** Undefined until it was read once. */
  next: NextStart | undefined;
  failure: string | undefined;
}

/** What the next session of each agent starts, read again when files change. Nothing before `start`. */
export function followNextStart({ client, view }: { client: Client; view: ViewStore }) {
  const store: StoreApi<NextStartState> = createStore<NextStartState>()(() => ({
    ...{ next: undefined, failure: undefined },
  }));
  const start = () => {
    const following = steady(async () => {
      try {
        const next = await client.call('review.nextStart', { project: view.getState().project });
        store.setState({ next, failure: undefined });
      } catch (error) {
        store.setState({ failure: messageOf(error) });
      }
    }, 1_000);
    following.ask();
    const stops = [
      client.on('inventory.changed', following.ask),
      client.on('changes.recorded', following.ask),
      following.stop,
    ];
    return () => stops.forEach((stop) => stop());
  };
  return { store, start };
}

export function useNextStart(): NextStartState {
  const { client, view } = useGatehouse();
  const { store, start } = useMemo(() => followNextStart({ client, view }), [client, view]);
  useEffect(start, [start]);
  return useStore(store);
}
