import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ComponentKind } from '#contract/plugin';

export interface SwitchTarget {
  id: string;
  component?: { kind: ComponentKind; name: string };
}

export interface PendingSwitch extends SwitchTarget {
  enable: boolean;
  /** Milliseconds of the page's clock. */
  since: number;
}

export interface PendingState {
  /** By `keyOf`: what was asked and has not come back from the main side. */
  pending: ReadonlyMap<string, PendingSwitch>;
  /** By `keyOf`: why the last try failed, until it has been read. */
  failures: ReadonlyMap<string, string>;
}

export type PendingStore = StoreApi<PendingState>;

export function createPendingStore(): PendingStore {
  return createStore<PendingState>()(() => ({ pending: new Map(), failures: new Map() }));
}

export function keyOf(target: SwitchTarget): string {
  return target.component === undefined ? target.id : `${target.id} ${target.component.kind} ${target.component.name}`;
}

export function begin(store: PendingStore, entry: PendingSwitch): void {
  store.setState(({ pending, failures }) => ({
    pending: new Map(pending).set(keyOf(entry), entry),
    failures: without(failures, keyOf(entry)),
  }));
}

export function settle(store: PendingStore, target: SwitchTarget): void {
  store.setState(({ pending }) => ({ pending: without(pending, keyOf(target)) }));
}

export function fail(store: PendingStore, target: SwitchTarget, reason: string): void {
  store.setState(({ pending, failures }) => ({
    pending: without(pending, keyOf(target)),
    failures: new Map(failures).set(keyOf(target), reason),
  }));
}

/** The reason has been read: the row goes back to its own Why. */
export function forget(store: PendingStore, id: string): void {
  const { failures } = store.getState();
  if (failures.has(id)) store.setState({ failures: without(failures, id) });
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

/** All at once: one change of the store, however many they are. */
export function beginAll(store: PendingStore, entries: readonly PendingSwitch[]): void {
  store.setState(({ pending, failures }) => {
    const keys = new Set(entries.map(keyOf));
    return {
      pending: new Map([...pending, ...entries.map((entry) => [keyOf(entry), entry] as const)]),
      failures: new Map([...failures].filter(([key]) => !keys.has(key))),
    };
  });
}

export function settleAll(store: PendingStore, ids: readonly string[]): void {
  const gone = new Set(ids);
  store.setState(({ pending }) => ({ pending: new Map([...pending].filter(([key]) => !gone.has(key))) }));
}

export function failAll(store: PendingStore, failed: readonly { id: string; reason: string }[]): void {
  if (failed.length === 0) return;
  store.setState(({ failures }) => ({
    failures: new Map([...failures, ...failed.map(({ id, reason }) => [id, reason] as const)]),
  }));
}
