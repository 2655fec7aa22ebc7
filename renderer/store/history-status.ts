import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HistoryStatus } from '#contract/history';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';

export interface HistoryStatusState {
  status: HistoryStatus | undefined;
  failure: string | undefined;
}

export type HistoryStatusStore = StoreApi<HistoryStatusState>;

/** Follows what the store holds and how far the taking in of transcripts is. Returns its stop beside the store. */
export function followHistoryStatus(client: Client): { store: HistoryStatusStore; stop: () => void } {
  const store = createStore<HistoryStatusState>()(() => ({ status: undefined, failure: undefined }));
  let turn = 0;
  const read = async () => {
    turn += 1;
    const mine = turn;
    try {
      const status = await client.call('history.status', {});
      if (turn === mine) store.setState({ status, failure: undefined });
    } catch (error) {
      if (turn === mine) store.setState({ failure: messageOf(error) });
    }
  };
  const stops = [
    client.onState((state) => state === 'open' && void read()),
    client.on('app.homeChanged', () => void read()),
    client.on('history.progress', (status) => {
      turn += 1;
      store.setState({ status, failure: undefined });
    }),
    client.on('history.changed', ({ revision, calls, rows }) => {
      const { status } = store.getState();
      if (status === undefined) void read();
      else store.setState({ status: { ...status, revision, calls, rows } });
    }),
  ];
  return { store, stop: () => stops.forEach((stop) => stop()) };
}
