import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '#contract/errors';
import type { PluginSet, SavedSet, SetView } from '#contract/sets';
import type { Client } from '#rpc/client';
import type { Bulk } from './bulk.ts';
import type { InventoryStore } from './inventory.ts';
import { messageOf } from './message-of.ts';

export interface SetsState {
  /** Of the view that is shown; undefined until they were read. */
  sets: readonly SetView[] | undefined;
  /** Why they cannot be used. */
  problem: string | undefined;
  /** `save` with ids keeps those, without them what is on now. */
  dialog: { kind: 'save'; ids: readonly string[] | undefined } | { kind: 'manage' } | undefined;
  failure: { text: string; isTaken: boolean } | undefined;
  isRunning: boolean;
  /** Was just deleted, and can be saved again. */
  deleted: PluginSet | undefined;
}

export interface Sets {
  store: StoreApi<SetsState>;
  look(): Promise<void>;
  askSave(ids?: readonly string[]): void;
  manage(): void;
  /** True when it is saved; otherwise the failure is in the store. */
  save(wanted: Omit<SavedSet, 'project'>): Promise<boolean>;
  rename(name: string, to: string): Promise<boolean>;
  remove(name: string): Promise<void>;
  restore(): Promise<void>;
  forgetDeleted(): void;
  /** Asks, with the diff, whether to switch to it. */
  use(name: string): Promise<void>;
  close(): void;
  stop(): void;
}

interface SetsParts {
  client: Client;
  inventory: InventoryStore;
  bulk: Bulk;
  say: (text: string) => void;
}

const start: SetsState = {
  ...{ sets: undefined, problem: undefined, dialog: undefined, failure: undefined, isRunning: false },
  deleted: undefined,
};

export function followSets({ client, inventory, bulk, say }: SetsParts): Sets {
  const store = createStore<SetsState>()(() => start);
  const project = () => inventory.getState().snapshot?.project ?? null;
  let turn = 0;

  async function look(): Promise<void> {
    turn += 1;
    const mine = turn;
    try {
      const { sets, problem } = await client.call('sets.list', { project: project() });
      if (turn === mine) store.setState({ sets, problem });
    } catch (error) {
      if (turn === mine) store.setState({ problem: messageOf(error) });
    }
  }

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (store.getState().isRunning) return false;
    store.setState({ isRunning: true, failure: undefined });
    try {
      await work();
      await look();
      return true;
    } catch (error) {
      const isTaken = error instanceof AppError && error.code === 'conflict';
      store.setState({ failure: { text: messageOf(error), isTaken } });
      return false;
    } finally {
      store.setState({ isRunning: false });
    }
  }

  const open = (dialog: SetsState['dialog']) => {
    store.setState({ dialog, failure: undefined, deleted: undefined });
    void look();
  };

  const stops = [client.on('app.homeChanged', () => store.setState(start, true))];

  return {
    store,
    look,
    askSave: (ids) => open({ kind: 'save', ids }),
    manage: () => open({ kind: 'manage' }),
    async save(wanted) {
      const isSaved = await run(() => client.call('sets.save', { ...wanted, project: project() }));
      if (isSaved) {
        store.setState({ dialog: undefined });
        say(`The set “${wanted.name.trim()}” is saved`);
      }
      return isSaved;
    },
    rename: (name, to) => run(() => client.call('sets.rename', { name, project: project(), to })),
    async remove(name) {
      await run(async () => {
        const { set } = await client.call('sets.delete', { name, project: project() });
        store.setState({ deleted: set });
      });
    },
    async restore() {
      const { deleted } = store.getState();
      if (deleted === undefined) return;
      const { savedAt: _savedAt, ...set } = deleted;
      const isBack = await run(() => client.call('sets.save', { ...set, replace: false }));
      if (isBack) store.setState({ deleted: undefined });
    },
    forgetDeleted: () => store.setState({ deleted: undefined, failure: undefined }),
    use(name) {
      store.setState({ dialog: undefined });
      const which = { name, project: project() };
      return bulk.askWith(`Switch to “${name}”?`, () => client.call('sets.plan', which));
    },
    close() {
      if (!store.getState().isRunning) store.setState({ dialog: undefined, failure: undefined, deleted: undefined });
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}
