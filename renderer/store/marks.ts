import { createStore, type StoreApi } from 'zustand/vanilla';

/** Rows that are picked for one action together; the row that the keys stand on is another thing. */
export interface MarksState {
  ids: ReadonlySet<string>;
  /** Where a range begins: the row that was last picked by itself. */
  anchor: string | undefined;
}

export type MarksStore = StoreApi<MarksState>;

const nothing: MarksState = { ids: new Set(), anchor: undefined };

export function createMarksStore(): MarksStore {
  return createStore<MarksState>()(() => nothing);
}

export function toggleMark(store: MarksStore, id: string): void {
  store.setState(({ ids }) => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    return { ids: next, anchor: id };
  });
}

/** Picks everything from the anchor, or `from` without one, up to `to`, in the order the rows are shown. */
export function extendMarks(store: MarksStore, shown: readonly string[], from: string | null, to: string): void {
  store.setState(({ ids, anchor }) => {
    const start = anchor !== undefined && shown.includes(anchor) ? anchor : (from ?? to);
    const ends = [shown.indexOf(start), shown.indexOf(to)].map((at) => Math.max(0, at));
    const range = shown.slice(Math.min(...ends), Math.max(...ends) + 1);
    return { ids: new Set([...ids, ...range]), anchor: start };
  });
}

/** Everything that is shown; when that is picked already, none of it. */
export function markAll(store: MarksStore, shown: readonly string[]): void {
  store.setState(({ ids }) => {
    const isAll = shown.every((id) => ids.has(id));
    const rest = [...ids].filter((id) => !isAll || !shown.includes(id));
    return { ids: new Set(isAll ? rest : [...ids, ...shown]), anchor: undefined };
  });
}

export function clearMarks(store: MarksStore): void {
  store.setState(nothing, true);
}
