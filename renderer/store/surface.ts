import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ScriptHead, Surface } from '#contract/surface';
import type { Client } from '#rpc/client';
import { useGatehouse } from './gatehouse-context.ts';
import { messageOf } from './message-of.ts';
import { steady } from './steady.ts';
import type { ViewStore } from './view.ts';

export interface SurfaceState {
  /** Undefined until it was read once. */
  surface: Surface | undefined;
  failure: string | undefined;
  /** First lines of scripts that were opened, by path; a text is why they cannot be had. */
  heads: ReadonlyMap<string, ScriptHead | string>;
}

/** What one plugin can run, read again when files change. Nothing before `start`. */
export function followSurface({ client, view }: { client: Client; view: ViewStore }, id: string) {
  const store: StoreApi<SurfaceState> = createStore<SurfaceState>()(() => ({
    ...{ surface: undefined, failure: undefined, heads: new Map() },
  }));
  const start = () => {
    const following = steady(async () => {
      try {
        const surface = await client.call('review.surface', { id, project: view.getState().project });
        store.setState({ surface, failure: undefined, heads: new Map() });
      } catch (error) {
        store.setState({ failure: messageOf(error) });
      }
    }, 300);
    following.ask();
    const stops = [
      client.on('inventory.changed', following.ask),
      client.on('changes.recorded', following.ask),
      view.subscribe((state, before) => state.project !== before.project && following.ask()),
      following.stop,
    ];
    return () => stops.forEach((stop) => stop());
  };
  const keep = (path: string, head: ScriptHead | string) =>
    store.setState(({ heads }) => ({ heads: new Map([...heads, [path, head]]) }));
  const open = async (path: string) => {
    if (store.getState().heads.has(path)) return;
    try {
      keep(path, await client.call('review.script', { id, project: view.getState().project, path }));
    } catch (error) {
      keep(path, messageOf(error));
    }
  };
  return { store, start, open };
}

export interface OpenSurface extends SurfaceState {
  open(path: string): Promise<void>;
}

export function useSurface(id: string): OpenSurface {
  const { client, view } = useGatehouse();
  const { store, start, open } = useMemo(() => followSurface({ client, view }, id), [client, view, id]);
  useEffect(start, [start]);
  return { ...useStore(store), open };
}
