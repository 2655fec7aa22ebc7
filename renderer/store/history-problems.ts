import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HistoryProblem } from '#contract/history';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';

/** As many are shown; the newest. */
const MOST = 200;

export interface HistoryProblemsState {
  isOpen: boolean;
  /** Newest first; undefined until they were read. */
  problems: readonly HistoryProblem[] | undefined;
  failure: string | undefined;
}

/** Lines that could not be read, asked for while their list is open. */
export interface HistoryProblems {
  store: StoreApi<HistoryProblemsState>;
  toggle(): Promise<void>;
}

export function createHistoryProblems(client: Client): HistoryProblems {
  const closed: HistoryProblemsState = { isOpen: false, problems: undefined, failure: undefined };
  const store = createStore<HistoryProblemsState>()(() => closed);
  return {
    store,
    async toggle() {
      if (store.getState().isOpen) return store.setState(closed);
      store.setState({ ...closed, isOpen: true });
      try {
        const { problems } = await client.call('history.problems', { limit: MOST });
        if (store.getState().isOpen) store.setState({ problems });
      } catch (error) {
        if (store.getState().isOpen) store.setState({ failure: messageOf(error) });
      }
    },
  };
}
