import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Call, CallDetail } from '#contract/history';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';
import { steady } from './steady.ts';
import type { ViewStore } from './view.ts';

/** The call that is open, with its neighbours in the session. */
export interface CallDetailState {
  id: number | null;
  detail: CallDetail | undefined;
  /** Oldest first, the call itself among them. */
  around: readonly Call[];
  sessionTotal: number;
  failure: string | undefined;
}

export type CallDetailStore = StoreApi<CallDetailState>;

export interface CallDetailFollower {
  store: CallDetailStore;
  /** Reads more of the session on both sides. */
  widen(): void;
  stop(): void;
}

const closed: CallDetailState = { id: null, detail: undefined, around: [], sessionTotal: 0, failure: undefined };
/** Neighbours on each side, at first and at most. */
const near = 3;
const far = 50;

/** Reads the call that the view names, and again while it is open and the history changes: its end may come later. */
export function followCallDetail(client: Client, view: ViewStore): CallDetailFollower {
  const store = createStore<CallDetailState>()(() => closed);
  let request: AbortController | undefined;
  let reach = near;

  async function read(): Promise<void> {
    const { id } = store.getState();
    request?.abort();
    if (id === null) return;
    const mine = new AbortController();
    request = mine;
    const options = { signal: mine.signal };
    try {
      const [detail, session] = await Promise.all([
        client.call('history.call', { id }, options),
        client.call('history.around', { id, before: reach, after: reach }, options),
      ]);
      if (request !== mine) return;
      store.setState({ detail, around: session.calls, sessionTotal: session.sessionTotal, failure: undefined });
    } catch (error) {
      if (request === mine && !mine.signal.aborted) store.setState({ failure: messageOf(error) });
    }
  }

  function look(): void {
    const { call, screen } = view.getState();
    const id = screen === 'activity' ? call : null;
    if (store.getState().id === id) return;
    reach = near;
    store.setState({ ...closed, id }, true);
    void read();
  }

  const following = steady(read, 1_000);
  const stops = [
    view.subscribe(look),
    client.on('history.changed', following.ask),
    client.onState((state) => state === 'open' && void read()),
  ];
  look();
  return {
    store,
    widen() {
      reach = reach === near ? 20 : far;
      void read();
    },
    stop() {
      request?.abort();
      following.stop();
      for (const each of stops) each();
    },
  };
}
