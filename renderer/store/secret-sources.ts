import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SecretSource } from '#contract/secrets';
import type { Client } from '#rpc/client';
import { useGatehouse } from './gatehouse-context.ts';
import { messageOf } from './message-of.ts';
import type { KeptSecrets } from './secrets.ts';
import { steady } from './steady.ts';
import type { ViewStore } from './view.ts';

export interface SecretSourcesState {
  /** Undefined until they were read once. */
  sources: readonly SecretSource[] | undefined;
  failure: string | undefined;
}

interface Parts {
  client: Client;
  view: ViewStore;
  secrets: KeptSecrets;
}

/** Where the variables of one plugin's servers come from, read again when files or secrets change. Nothing before `start`. */
export function followSecretSources({ client, view, secrets }: Parts, id: string) {
  const store: StoreApi<SecretSourcesState> = createStore<SecretSourcesState>()(() => ({
    ...{ sources: undefined, failure: undefined },
  }));
  const start = () => {
    const following = steady(async () => {
      try {
        const { sources } = await client.call('secrets.sources', { id, project: view.getState().project });
        store.setState({ sources, failure: undefined });
      } catch (error) {
        store.setState({ failure: messageOf(error) });
      }
    }, 300);
    following.ask();
    const stops = [
      client.on('inventory.changed', following.ask),
      client.on('changes.recorded', following.ask),
      secrets.store.subscribe((state, before) => state.secrets !== before.secrets && following.ask()),
      following.stop,
    ];
    return () => stops.forEach((stop) => stop());
  };
  return { store, start };
}

export function useSecretSources(id: string): SecretSourcesState {
  const { client, view, secrets } = useGatehouse();
  const { store, start } = useMemo(
    () => followSecretSources({ client, view, secrets }, id),
    [client, view, secrets, id],
  );
  useEffect(start, [start]);
  return useStore(store);
}
