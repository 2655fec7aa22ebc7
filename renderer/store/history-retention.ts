import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Retention } from '#contract/history';
import type { Client } from '#rpc/client';
import type { Forgetting } from './history-forget.ts';
import { messageOf } from './message-of.ts';

export interface Retaining {
  /** Undefined until it was read. */
  store: StoreApi<{ retention: Retention | undefined }>;
  read(): Promise<void>;
  /** Days to keep; null keeps everything. What is older now is removed after a yes. */
  keep(days: number | null): Promise<void>;
}

/** How long calls are kept, and the way to change it. */
export function createRetaining(client: Client, forgetting: Forgetting, say: (text: string) => void): Retaining {
  const store = createStore<{ retention: Retention | undefined }>()(() => ({ retention: undefined }));
  const set = async (days: number | null) => {
    // The other limit has to be known, or it would be taken off.
    const { bytes } = store.getState().retention ?? (await client.call('history.retention', {}));
    const retention = { days, bytes };
    await client.call('history.setRetention', retention);
    store.setState({ retention });
    say(days === null ? 'Calls are kept without end' : `Calls are kept for ${days} days`);
  };
  return {
    store,
    async read() {
      try {
        store.setState({ retention: await client.call('history.retention', {}) });
      } catch (error) {
        say(messageOf(error));
      }
    },
    async keep(days) {
      try {
        if (days === null) await set(null);
        else
          await forgetting.ask(`before:${days}d`, `calls older than ${days} days, now and from now on`, () =>
            set(days),
          );
      } catch (error) {
        say(messageOf(error));
      }
    },
  };
}
