import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Call, QueryProblem, SearchPage } from '#contract/history';
import type { Day } from '#renderer/lib/day-lines.ts';
import { dayEdges, daysBetween, withoutNewest } from '#renderer/lib/history-days.ts';
import type { Client } from '#rpc/client';
import { createCallPages, pageSize } from './history-pages.ts';
import { messageOf } from './message-of.ts';
import { steady } from './steady.ts';

export interface CallListState {
  /** What the rows are of; a newer query may be on its way or be wrong. */
  query: string;
  phase: 'waiting' | 'ready' | 'failed';
  failure: string | undefined;
  /** Of the newest query; the rows of an older one stay meanwhile. */
  problem: QueryProblem | undefined;
  /** Rows laid out: all that match but the fresh ones. */
  count: number;
  days: readonly Day[];
  /** Rows that match, the fresh ones among them. */
  matched: number;
  isExact: boolean;
  /** Newer than the rows laid out; they wait above the list while it is held. */
  fresh: number;
  /** Another result: the reader starts at its top. */
  epoch: number;
  /** Grows whenever rows were read. */
  version: number;
}

export interface CallList {
  store: StoreApi<CallListState>;
  row(index: number): Call | undefined;
  /** Position of a call among the rows at hand. */
  find(id: number): number | undefined;
  show(query: string): void;
  /** Positions in view; their pages are read, others on their way are given up. */
  want(first: number, last: number): void;
  /** While held, nothing enters at the top. */
  hold(isHeld: boolean): void;
  /** Lets in what waits, also while held. */
  catchUp(): void;
  /** Reads the same again. */
  again(): void;
  /** Position of a call in the result; undefined when it is not in it. */
  locate(id: number): Promise<number | undefined>;
  stop(): void;
}

/** Milliseconds a query rests before it is asked, so that not every letter is. */
const typingPause = 120;
/** Milliseconds between two readings of a store that changes. */
const readPause = 500;
/** Rows asked beyond a page: as many may have come in at the top meanwhile without a row being missed. */
const spare = 16;

const start: CallListState = {
  ...{ query: '', phase: 'waiting', failure: undefined, problem: undefined, count: 0, days: [], matched: 0 },
  ...{ isExact: true, fresh: 0, epoch: 0, version: 0 },
};

export interface HistorySight {
  /** When the history begins, as far as that is known. */
  first: () => number | undefined;
  now: () => number;
  /** Whether anybody looks; nothing is read for nobody. */
  isShown: () => boolean;
}

/** The result of one query, read page by page where the reader looks. */
export function followCallList(client: Client, { first: firstDay, now, isShown }: HistorySight): CallList {
  const store = createStore<CallListState>()(() => start);
  const pages = createCallPages();
  /** Pages that were read since the store last changed. */
  const current = new Set<number>();
  const onTheirWay = new Map<number, AbortController>();
  let asked = '';
  let turn = 0;
  let isHeld = false;
  /** The next answer is of another query, or the first: it replaces the rows. A reading that overtakes keeps it so. */
  let isNewDue = true;
  let topId = 0;
  let view = { first: 0, last: 0 };
  let typing: ReturnType<typeof setTimeout> | undefined;

  async function read(isNew: boolean): Promise<void> {
    isNewDue ||= isNew;
    turn += 1;
    const mine = turn;
    try {
      const [page, days] = await Promise.all([search(asked, 0), readDays(asked)]);
      if (turn !== mine) return;
      if (page.problem !== undefined) store.setState({ problem: page.problem, phase: readyOr(store, 'ready') });
      else layOut(page, days);
    } catch (error) {
      if (turn === mine) store.setState({ failure: messageOf(error), phase: readyOr(store, 'failed') });
    }
  }

  function layOut(page: SearchPage, days: readonly Day[]): void {
    const isNew = isNewDue;
    isNewDue = false;
    const { epoch, version, matched } = store.getState();
    const fresh = isHeld && !isNew ? freshOf(page, matched) : 0;
    if (fresh === 0) topId = page.calls[0]?.id ?? 0;
    giveUp();
    current.clear();
    if (isNew) pages.clear();
    if (fresh === 0) putPage(0, page.calls.slice(0, pageSize));
    store.setState({
      ...{ query: asked, phase: 'ready', failure: undefined, problem: undefined },
      ...{ count: page.matched - fresh, days: withoutNewest(days, fresh) },
      ...{ matched: page.matched, isExact: page.isExact, fresh },
      ...{ epoch: isNew ? epoch + 1 : epoch, version: version + 1 },
    });
    want(view.first, view.last);
  }

  /** How many rows are newer than the first one laid out. */
  function freshOf(page: SearchPage, before: number): number {
    const newer = page.calls.filter((call) => call.id > topId).length;
    return newer < page.calls.length ? newer : Math.max(newer, page.matched - before + store.getState().fresh);
  }

  function search(query: string, index: number, signal?: AbortSignal): Promise<SearchPage> {
    return client.call(
      'history.search',
      { query, limit: pageSize + spare, index },
      signal === undefined ? {} : { signal },
    );
  }

  async function readDays(query: string): Promise<readonly Day[]> {
    const edges = dayEdges(firstDay(), now());
    try {
      const { counts } = await client.call('history.days', { query, edges });
      return daysBetween(edges, counts);
    } catch {
      // The list stands without heads; what is wrong with the query or the link is said by the search.
      return [];
    }
  }

  function want(first: number, last: number): void {
    view = { first, last };
    const { count, phase } = store.getState();
    if (phase !== 'ready' || count === 0) return;
    const from = Math.max(0, Math.floor((first - pageSize / 2) / pageSize));
    const to = Math.floor(Math.min(count - 1, last + pageSize / 2) / pageSize);
    for (const page of onTheirWay.keys()) if (page < from || page > to) giveUp(page);
    for (let page = from; page <= to; page += 1) {
      const isThere = pages.has(page) && current.has(page);
      if (!isThere && !onTheirWay.has(page)) void readPage(page);
    }
  }

  async function readPage(page: number): Promise<void> {
    const request = new AbortController();
    onTheirWay.set(page, request);
    const { query, fresh, matched } = store.getState();
    try {
      const answer = await search(query, page * pageSize + fresh, request.signal);
      if (request.signal.aborted) return;
      const late = answer.isExact ? Math.min(spare, Math.max(0, answer.matched - matched)) : 0;
      putPage(page, answer.calls.slice(late, late + pageSize));
      store.setState(({ version }) => ({ version: version + 1, failure: undefined }));
    } catch (error) {
      if (!request.signal.aborted) store.setState({ failure: messageOf(error) });
    } finally {
      if (onTheirWay.get(page) === request) onTheirWay.delete(page);
    }
  }

  function putPage(page: number, calls: readonly Call[]): void {
    pages.put(page, calls);
    current.add(page);
  }

  function giveUp(page?: number): void {
    for (const [number, request] of onTheirWay) {
      if (page !== undefined && number !== page) continue;
      onTheirWay.delete(number);
      request.abort();
    }
  }

  async function locate(id: number): Promise<number | undefined> {
    const known = pages.find(id);
    if (known !== undefined) return known;
    const { query, fresh, count } = store.getState();
    let [low, high] = [0, count - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { calls } = await client.call('history.search', { query, limit: 1, index: middle + fresh });
      const found = calls[0]?.id ?? 0;
      if (found === id) return middle;
      if (found > id) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  const following = steady(() => read(false), readPause);
  const readIfShown = () => isShown() && following.ask();
  const stops = [
    client.onState((state) => state === 'open' && readIfShown()),
    client.on('app.homeChanged', () => {
      isNewDue = true;
      readIfShown();
    }),
    client.on('history.changed', readIfShown),
  ];

  return {
    store,
    row: pages.row,
    find: pages.find,
    want,
    locate,
    again: readIfShown,
    show(query) {
      if (query === asked) return;
      asked = query;
      isNewDue = true;
      turn += 1;
      clearTimeout(typing);
      typing = setTimeout(() => isShown() && void read(true), typingPause);
    },
    hold(next) {
      const isLetGo = isHeld && !next;
      isHeld = next;
      if (isLetGo && store.getState().fresh > 0) void read(false);
    },
    catchUp() {
      const wasHeld = isHeld;
      isHeld = false;
      void read(false).finally(() => {
        isHeld ||= wasHeld;
      });
    },
    stop() {
      turn += 1;
      clearTimeout(typing);
      following.stop();
      giveUp();
      for (const each of stops) each();
    },
  };
}

/** Rows once read stay on screen, whatever comes after. */
function readyOr(store: StoreApi<CallListState>, phase: CallListState['phase']): CallListState['phase'] {
  return store.getState().phase === 'ready' ? 'ready' : phase;
}
