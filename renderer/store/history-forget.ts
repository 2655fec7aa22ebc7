import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';

/** What would be forgotten, while the question is open. `count` is undefined until it is known. */
export interface ForgetState {
  question: { query: string; what: string } | undefined;
  count: number | undefined;
  failure: string | undefined;
  isRunning: boolean;
}

export interface Forgetting {
  store: StoreApi<ForgetState>;
  /** `what` completes "Forget …": `this session`. */
  ask(query: string, what: string): Promise<void>;
  /** Nothing happens before the count is known. */
  confirm(): Promise<void>;
  cancel(): void;
}

const closed: ForgetState = { question: undefined, count: undefined, failure: undefined, isRunning: false };

export function createForgetting(client: Client, say: (text: string) => void): Forgetting {
  const store = createStore<ForgetState>()(() => closed);
  return {
    store,
    async ask(query, what) {
      const question = { query, what };
      store.setState({ ...closed, question });
      try {
        const { count } = await client.call('history.forget', { query, dryRun: true });
        if (store.getState().question === question) store.setState({ count });
      } catch (error) {
        if (store.getState().question === question) store.setState({ failure: messageOf(error) });
      }
    },
    async confirm() {
      const { question, count, isRunning } = store.getState();
      if (question === undefined || count === undefined || isRunning) return;
      store.setState({ isRunning: true, failure: undefined });
      try {
        const done = await client.call('history.forget', { query: question.query, dryRun: false });
        store.setState(closed);
        say(`Forgot ${done.count.toLocaleString('en')} ${done.count === 1 ? 'call' : 'calls'}`);
      } catch (error) {
        store.setState({ isRunning: false, failure: messageOf(error) });
      }
    },
    cancel() {
      if (!store.getState().isRunning) store.setState(closed);
    },
  };
}
