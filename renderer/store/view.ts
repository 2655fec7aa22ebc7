import { createStore, type StoreApi } from 'zustand/vanilla';
import type { GroupName } from '#renderer/lib/groups.ts';
import { startState, type UrlState, writeUrlState } from '#renderer/lib/url-state.ts';

export interface ViewState extends UrlState {
  /** The folded group the keys stand on; the selected row stays what the inspector shows. */
  activeGroup: GroupName | undefined;
  /** Rows that keep their place although they changed, until the next visit. */
  held: ReadonlySet<string>;
  /** What the status bar says for a while; `at` makes the same words said twice two messages. */
  message: { text: string; at: number } | undefined;
  helpOpen: boolean;
  /** The report of a fault is being looked at. */
  isReporting: boolean;
}

export type ViewStore = StoreApi<ViewState>;

export function createViewStore(from: UrlState = startState): ViewStore {
  return createStore<ViewState>()(() => ({
    ...from,
    activeGroup: undefined,
    held: new Set(),
    message: undefined,
    helpOpen: false,
    isReporting: false,
  }));
}

/** Another list: what was held in place may move now. */
export function showList(store: ViewStore, list: Partial<Pick<UrlState, 'project' | 'query' | 'view' | 'sort'>>): void {
  store.setState({ ...list, held: new Set() });
}

export function hold(store: ViewStore, id: string): void {
  const { held } = store.getState();
  if (!held.has(id)) store.setState({ held: new Set(held).add(id) });
}

export function holdAll(store: ViewStore, ids: readonly string[]): void {
  store.setState(({ held }) => ({ held: new Set([...held, ...ids]) }));
}

export function select(store: ViewStore, id: string, options: { inspect?: boolean } = {}): void {
  store.setState((state) => ({
    ...{ selected: id, activeGroup: undefined, inspector: options.inspect ?? state.inspector },
    // A file is one of the plugin that was shown.
    ...(state.selected === id ? {} : { file: null, fileLine: null }),
  }));
}

export function toggleFold(store: ViewStore, group: GroupName): void {
  store.setState(({ folded }) => ({
    folded: folded.includes(group) ? folded.filter((each) => each !== group) : [...folded, group],
  }));
}

/** Writes the state behind the page's address, without an entry in the history for each key press. */
export function mirrorInAddress(store: ViewStore, location: Location, history: History): () => void {
  return store.subscribe((state) => {
    const search = writeUrlState(state, location.search);
    if (search !== location.search)
      history.replaceState(history.state, '', `${location.pathname}${search}${location.hash}`);
  });
}
