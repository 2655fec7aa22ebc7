import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';

/** Done once the calls are gone, such as keeping to it from now on. */
type Afterwards = () => Promise<unknown>;

/** What would be forgotten, while the question is open. `count` is undefined until it is known. */
export interface ForgetState {
  question: { query: string; what: string; afterwards?: Afterwards | undefined } | undefined;
  count: number | undefined;
  failure: string | undefined;
  isRunning: boolean;
  /** The calls are gone, but another process reads and so keeps some of them in the store's file for now. */
  isUnclean: boolean;
}

export interface Forgetting {
  store: StoreApi<ForgetState>;
  /** `what` completes "Forget …": `this session`. Without a call to forget, only what comes afterwards is done. */
  ask(query: string, what: string, afterwards?: Afterwards): Promise<void>;
  /** Nothing happens before the count is known. */
  confirm(): Promise<void>;
  cancel(): void;
}

const closed: ForgetState = {
  question: undefined,
  count: undefined,
  failure: undefined,
  isRunning: false,
  isUnclean: false,
};

export function createForgetting(client: Client, say: (text: string) => void): Forgetting {
  const store = createStore<ForgetState>()(() => closed);
  return {
    store,
    async ask(query, what, afterwards) {
      const question = { query, what, afterwards };
      store.setState({ ...closed, question });
      try {
        const { count } = await client.call('history.forget', { query, dryRun: true });
        if (store.getState().question !== question) return;
        if (count > 0 || afterwards === undefined) return store.setState({ count });
        await afterwards();
        store.setState(closed);
      } catch (error) {
        if (store.getState().question === question) store.setState({ failure: messageOf(error) });
      }
    },
    async confirm() {
      const { question, count, isRunning, isUnclean } = store.getState();
      if (question === undefined || count === undefined || isRunning || isUnclean) return;
      store.setState({ isRunning: true, failure: undefined });
      try {
        const done = await client.call('history.forget', { query: question.query, dryRun: false });
        await question.afterwards?.();
        store.setState(done.isClean === false ? { isRunning: false, isUnclean: true } : closed);
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
