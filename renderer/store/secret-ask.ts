import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';

export interface SecretName {
  plugin: string;
  variable: string;
}

export interface SecretAskState {
  /** `set` with a name replaces its value; without one the person names it. */
  question: { deed: 'set'; name: SecretName | undefined } | { deed: 'delete'; name: SecretName } | undefined;
  failure: string | undefined;
  isRunning: boolean;
}

export interface SecretAsk {
  store: StoreApi<SecretAskState>;
  askSet(name?: SecretName): void;
  askDelete(name: SecretName): void;
  /** Hands a value on and keeps nothing of it. True when it is stored; otherwise the failure is in the store. */
  set(name: SecretName, value: string): Promise<boolean>;
  /** Removes what was asked about. */
  remove(): Promise<void>;
  cancel(): void;
}

const closed: SecretAskState = { question: undefined, failure: undefined, isRunning: false };

interface AskParts {
  client: Client;
  look: () => Promise<void>;
  say: (text: string) => void;
}

export function createSecretAsk({ client, look, say }: AskParts): SecretAsk {
  const store = createStore<SecretAskState>()(() => closed);
  const run = async (work: () => Promise<unknown>, done: string): Promise<boolean> => {
    if (store.getState().isRunning) return false;
    store.setState({ isRunning: true, failure: undefined });
    try {
      await work();
      store.setState(closed);
      say(done);
      return true;
    } catch (error) {
      store.setState({ isRunning: false, failure: messageOf(error) });
      return false;
    } finally {
      void look();
    }
  };
  return {
    store,
    askSet: (name) => store.setState({ ...closed, question: { deed: 'set', name } }),
    askDelete: (name) => store.setState({ ...closed, question: { deed: 'delete', name } }),
    set: (name, value) =>
      run(() => client.call('secrets.set', { ...name, value }), `${name.variable} is in the keychain`),
    async remove() {
      const { question } = store.getState();
      if (question?.deed !== 'delete') return;
      const { name } = question;
      await run(() => client.call('secrets.delete', name), `${name.variable} is gone from the keychain`);
    },
    cancel() {
      if (!store.getState().isRunning) store.setState(closed);
    },
  };
}
