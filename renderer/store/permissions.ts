import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Input } from '#contract/methods';
import type { PermissionMatrix, PermissionsView, PermissionWhy, WantedRule } from '#contract/permissions';
import type { Effect, Rule, ToolClass } from '#contract/policy';
import type { Client } from '#rpc/client';
import type { InventoryStore } from './inventory.ts';
import { messageOf } from './message-of.ts';
import { steady } from './steady.ts';
import type { ViewStore } from './view.ts';

/** A change that can be taken back. */
export interface RuleUndo {
  words: string;
  take(): Promise<void>;
}

export interface PermissionsState {
  /** Of the plugin whose tab is open. */
  shown: { id: string; view?: PermissionsView; failure?: string } | undefined;
  /** The folder that the tab shows and sets rules for; undefined follows the project of the window. */
  folder: string | null | undefined;
  matrix: PermissionMatrix | undefined;
  matrixFailure: string | undefined;
  /** Of the call that is open. */
  why: { call: number; why?: PermissionWhy; failure?: string } | undefined;
  isWriting: boolean;
  /** Why the last change was not made, until the next one. */
  failure: string | undefined;
  undo: RuleUndo | undefined;
}

export interface PermissionsPart {
  store: StoreApi<PermissionsState>;
  setRule(rule: WantedRule, words: string): Promise<void>;
  removeRule(rule: Rule, words: string): Promise<void>;
  setDefault(kind: ToolClass, effect: Effect, before: Effect, words: string): Promise<void>;
  setStrict(isStrict: boolean, words: string): Promise<void>;
  accept(input: Input<'permissions.accept'>): Promise<void>;
  setFolder(folder: string | null): void;
  /** The last change was seen, or undone. */
  forgetUndo(): void;
  stop(): void;
}

const nothing: PermissionsState = {
  ...{ shown: undefined, folder: undefined, matrix: undefined, matrixFailure: undefined, why: undefined },
  ...{ isWriting: false, failure: undefined, undo: undefined },
};

interface Parts {
  client: Client;
  view: ViewStore;
  inventory: InventoryStore;
}

/** Reads what is looked at, again whenever rules, tools or plugins change, and changes rules; each change can be undone. */
export function followPermissions({ client, view, inventory }: Parts): PermissionsPart {
  const store = createStore<PermissionsState>()(() => nothing);
  const project = (): string | null => inventory.getState().snapshot?.project ?? null;

  const readView = async (): Promise<void> => {
    const { shown, folder } = store.getState();
    if (shown === undefined) return;
    const { id } = shown;
    const put = (next: Partial<PermissionsState['shown']>) =>
      store.setState((now) => (now.shown?.id === id && now.folder === folder ? { shown: { id, ...next } } : {}));
    try {
      const asked = { id, project: project(), folder: folder === undefined ? project() : folder };
      put({ view: await client.call('permissions.view', asked) });
    } catch (error) {
      put({ failure: messageOf(error) });
    }
  };
  const readMatrix = async (): Promise<void> => {
    if (view.getState().screen !== 'permissions') return;
    try {
      store.setState({
        matrix: await client.call('permissions.matrix', { project: project() }),
        matrixFailure: undefined,
      });
    } catch (error) {
      store.setState({ matrixFailure: messageOf(error) });
    }
  };
  const readWhy = async (): Promise<void> => {
    const call = store.getState().why?.call;
    if (call === undefined) return;
    const put = (next: object) => store.setState((now) => (now.why?.call === call ? { why: { call, ...next } } : {}));
    try {
      put({ why: await client.call('permissions.why', { call }) });
    } catch (error) {
      put({ failure: messageOf(error) });
    }
  };
  const readAll = async (): Promise<void> => {
    if (client.state() === 'open') await Promise.all([readView(), readMatrix(), readWhy()]);
  };
  const again = steady(readAll, 300);

  /** What the window shows now; reads what came into sight. */
  const look = (): void => {
    const { screen, selected, inspector, tab, call } = view.getState();
    const isTabOpen = (screen === 'plugins' || screen === 'permissions') && inspector && tab === 'permissions';
    const id = isTabOpen && selected !== null ? selected : undefined;
    const open = screen === 'activity' && call !== null ? call : undefined;
    const before = store.getState();
    if (id !== before.shown?.id) {
      store.setState({ shown: id === undefined ? undefined : { id }, failure: undefined, undo: undefined });
    }
    if (open !== before.why?.call) {
      store.setState({ why: open === undefined ? undefined : { call: open }, failure: undefined, undo: undefined });
    }
    if (id !== undefined && id !== before.shown?.id) void readView();
    if (open !== undefined && open !== before.why?.call) void readWhy();
  };

  /** One after the other, in the order they were pressed. */
  let last = Promise.resolve();
  const write = (work: () => Promise<RuleUndo | undefined>): Promise<void> => {
    store.setState({ isWriting: true, failure: undefined, undo: undefined });
    const mine = last.then(async () => {
      try {
        store.setState({ undo: await work() });
      } catch (error) {
        store.setState({ failure: messageOf(error) });
      }
      if (last === mine) store.setState({ isWriting: false });
      await readAll();
    });
    last = mine;
    return mine;
  };
  /** Undoing is a change too, but not one that is offered to be undone. */
  const undoing = (words: string, work: () => Promise<unknown>): RuleUndo => ({
    words,
    take: () =>
      write(async () => {
        await work();
        return undefined;
      }),
  });
  const put = (rule: WantedRule) => client.call('permissions.setRule', rule);
  const remove = (id: string) => client.call('permissions.removeRule', { rule: id });

  const stops = [
    client.onState((state) => state === 'open' && again.ask()),
    client.on('permissions.changed', again.ask),
    client.on('inventory.changed', again.ask),
    client.on('app.homeChanged', () => {
      store.setState(nothing);
      look();
      again.ask();
    }),
    view.subscribe((state, before) => {
      if (state.project !== before.project) store.setState({ folder: undefined });
      look();
      if (state.screen !== before.screen && state.screen === 'permissions') void readMatrix();
    }),
    inventory.subscribe((state, before) => {
      if (state.snapshot?.project !== before.snapshot?.project) again.ask();
    }),
    again.stop,
  ];
  look();
  return {
    store,
    setRule: (wanted, words) =>
      write(async () => {
        const { rule, before } = await put(wanted);
        return undoing(words, () => (before === undefined ? remove(rule.id) : put(wantedOf(before))));
      }),
    removeRule: (rule, words) =>
      write(async () => {
        const { rule: removed } = await remove(rule.id);
        return undoing(words, () => put(wantedOf(removed)));
      }),
    setDefault: (kind, effect, before, words) =>
      write(async () => {
        await client.call('permissions.setDefault', { class: kind, effect });
        return undoing(words, () => client.call('permissions.setDefault', { class: kind, effect: before }));
      }),
    setStrict: (isStrict, words) =>
      write(async () => {
        await client.call('permissions.setStrict', { isStrict });
        return undoing(words, () => client.call('permissions.setStrict', { isStrict: !isStrict }));
      }),
    accept: (input) =>
      write(async () => {
        await client.call('permissions.accept', input);
        return undefined;
      }),
    setFolder(folder) {
      store.setState({ folder, undo: undefined });
      void readView();
    },
    forgetUndo: () => store.setState({ undo: undefined, failure: undefined }),
    stop: () => stops.forEach((stop) => stop()),
  };
}

function wantedOf({ id: _id, at: _at, ...wanted }: Rule): WantedRule {
  return wanted;
}
