import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Output } from '#contract/methods';
import type { Client, ClientState } from '#rpc/client';

export interface ConnectionState {
  link: ClientState;
  info: Output<'app.info'> | undefined;
  /** When the link was lost, until it is back; rows on screen are from before. */
  lostAt: Date | undefined;
}

export type ConnectionStore = StoreApi<ConnectionState>;

export function createConnectionStore(): ConnectionStore {
  return createStore<ConnectionState>()(() => ({ link: 'connecting', info: undefined, lostAt: undefined }));
}

/** Follows the link, and asks who is on the other side each time it opens. Returns its stop. */
export function followConnection(client: Client, store: ConnectionStore, now: () => Date): () => void {
  const ask = async () => {
    try {
      store.setState({ info: await client.call('app.info', {}) });
    } catch {
      // The link says itself that it is gone; without an answer the session counts as read-only.
      store.setState({ info: undefined });
    }
  };
  const stops = [
    client.onState((link) => {
      const { lostAt } = store.getState();
      if (link === 'open') store.setState({ link, lostAt: undefined });
      else store.setState({ link, lostAt: link === 'waiting' ? (lostAt ?? now()) : lostAt });
      if (link === 'open') void ask();
    }),
    client.on('app.homeChanged', () => void ask()),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Why no switch can be pressed now; undefined when they can. */
export function lockReason(state: ConnectionState): string | undefined {
  if (state.link !== 'open') return 'Not connected. Switches work again once Gatehouse answers.';
  if (state.info === undefined) return 'Gatehouse has not said yet what this session may do.';
  return state.info.canSwitch ? undefined : 'This session is read-only: it was opened without the right to write.';
}

/** Why no value of a secret can be typed here; undefined when it can. */
export function setLock(state: ConnectionState): string | undefined {
  if (state.link !== 'open' || state.info === undefined) return 'Not connected. Gatehouse has to answer first.';
  if (state.info.canSetSecrets) return undefined;
  if (state.info.isSample) return 'The sample home has no secrets: the keychain is your real one.';
  return 'A value is typed in the desktop window or in a terminal, never in a browser, where other pages and extensions live.';
}

/** Why no rule can be changed here; undefined when it can. */
export function ruleLock(state: ConnectionState): string | undefined {
  if (state.info?.isSample === true) return 'The sample home has no rules: no server of it runs through Gatehouse.';
  return lockReason(state)?.replace('Switches work', 'Rules can be changed');
}
