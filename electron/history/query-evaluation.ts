import type { Overview } from '#contract/history';
import type { Columns, ColumnView } from './columns.ts';
import { countBetween, overviewOf } from './overview.ts';
import type { QueryNode } from './query-ast.ts';
import { findPage } from './query-page.ts';
import { matchAll } from './query-pass.ts';
import { planQuery } from './query-plan.ts';
import { runSliced, type SlicedWork } from './query-slices.ts';
import type { TextIndex } from './query-text.ts';

/** Places of whole results that are kept, for pages by number: 8 MB. */
const KEPT_PLACES = 2_000_000;

export interface PageRequest {
  limit: number;
  /** Only rows with smaller ids. */
  cursor?: number;
  /** Instead of a cursor: the place of the first row in the whole result; 0 is the newest. */
  index?: number;
}

export interface FoundPage {
  /** Newest first. */
  ids: number[];
  /** Cursor of the next page; absent at the end. */
  next?: number;
  matched: number;
  /** False: at least `matched`. */
  isExact: boolean;
}

/**
 * Answers queries over the columns and the full-text index. Works in slices of a few milliseconds; everything throws
 * AppError `cancelled` soon after its signal is aborted.
 */
export interface QueryEvaluation {
  page(query: QueryNode, request: PageRequest, signal?: AbortSignal): Promise<FoundPage>;
  overview(query: QueryNode, buckets: number, signal?: AbortSignal): Promise<Omit<Overview, 'problem'>>;
  /** For each two edges the number of rows between them; see `countBetween`. */
  days(query: QueryNode, edges: readonly number[], signal?: AbortSignal): Promise<number[]>;
  /**
   * Hands the places of all matching rows (newest first) to `use`, whose steps may lie far apart in time; the view stays
   * as it is until it ends.
   */
  withMatches<T>(
    query: QueryNode,
    use: (view: ColumnView, places: Uint32Array) => SlicedWork<T>,
    signal?: AbortSignal,
  ): Promise<T>;
}

export function openEvaluation(columns: Columns, index: TextIndex): QueryEvaluation {
  const results = keptResults();
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: the columns take in what is new only while nobody holds them. */
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = turn.then(run);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const withMatches: QueryEvaluation['withMatches'] = (query, use, signal) =>
    inTurn(async () => {
      const { view, release } = columns.hold();
      try {
        const key = JSON.stringify(query);
        let places = results.get(key, view.revision);
        if (places === undefined) {
          places = await runSliced(matchAll(planQuery(query, index), view, index), signal);
          results.set(key, view.revision, places);
        }
        return await runSliced(use(view, places), signal);
      } finally {
        release();
      }
    });

  return {
    withMatches,
    overview: (query, buckets, signal) =>
      withMatches(query, (view, places) => overviewOf(view, places, buckets), signal),
    days: (query, edges, signal) => withMatches(query, (view, places) => countBetween(view, places, edges), signal),
    async page(query, request, signal) {
      const kept = results.get(JSON.stringify(query), columns.revision);
      if (kept !== undefined) return cutPage(columns.view(), kept, request);
      if ((request.index ?? 0) > 0) {
        return withMatches(query, (view, places) => pageWork(view, places, request), signal);
      }
      const range = { before: request.cursor ?? Number.POSITIVE_INFINITY, wanted: request.limit + 1 };
      const found = await findPage(planQuery(query, index), columns, index, range, signal);
      const isWhole = request.cursor === undefined && found.length <= request.limit;
      return pageOf(found, request.limit, found.length, isWhole);
    },
  };
}

function* pageWork(view: ColumnView, places: Uint32Array, request: PageRequest): SlicedWork<FoundPage> {
  yield;
  return cutPage(view, places, request);
}

function cutPage(view: ColumnView, places: Uint32Array, { limit, cursor, index = 0 }: PageRequest): FoundPage {
  const from = cursor === undefined ? index : firstBelow(view, places, cursor);
  const ids = Array.from(places.subarray(from, from + limit + 1), (place) => view.ids[place] ?? 0);
  return pageOf(ids, limit, places.length, true);
}

/** `found` has one id more than the page when there is another page. */
function pageOf(found: number[], limit: number, matched: number, isExact: boolean): FoundPage {
  const ids = found.slice(0, limit);
  const last = ids.at(-1);
  return { ids, ...(found.length > limit && last !== undefined ? { next: last } : {}), matched, isExact };
}

/** Index of the first place whose id is smaller. Ids fall. */
function firstBelow({ ids }: ColumnView, places: Uint32Array, id: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[places[middle] ?? 0] ?? 0) >= id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whole results of the last queries, good for one revision of the columns. */
function keptResults() {
  const kept = new Map<string, Uint32Array>();
  let revision = -1;
  return {
    get(key: string, now: number): Uint32Array | undefined {
      return now === revision ? kept.get(key) : undefined;
    },
    set(key: string, now: number, places: Uint32Array): void {
      if (now !== revision) kept.clear();
      revision = now;
      kept.delete(key);
      kept.set(key, places);
      let total = 0;
      for (const { length } of kept.values()) total += length;
      for (const [oldest, { length }] of kept) {
        if (total <= KEPT_PLACES || kept.size === 1) break;
        kept.delete(oldest);
        total -= length;
      }
    },
  };
}
