import { placeOf } from './column-arrays.ts';
import { BLOCK_ROWS, type ColumnFilter, columnFilter } from './column-filter.ts';
import type { Columns, ColumnView } from './columns.ts';
import { isVerified, timeRange } from './query-pass.ts';
import type { FilterNode, QueryPlan } from './query-plan.ts';
import { openSlices, type Slices } from './query-slices.ts';
import type { TextExpression, TextIndex } from './query-text.ts';

/** How far a search for a page has come. */
interface Search {
  /** What was found, newest first. */
  ids: number[];
  wanted: number;
  /** Everything from this id on was looked at. */
  before: number;
  isAtEnd: boolean;
}

/**
 * The newest rows below `before`, up to `wanted`; fewer mean that there are no more. For plans without sets. Looks no
 * further than it must, and each time others had a turn it goes on with the columns as they are then.
 */
export async function findPage(
  plan: QueryPlan,
  columns: Columns,
  index: TextIndex,
  range: { before: number; wanted: number },
  signal?: AbortSignal,
): Promise<number[]> {
  const slices = openSlices(signal);
  const search: Search = { ids: [], ...range, isAtEnd: false };
  const hits = plan.driver && openHits(plan.driver, plan.filter, columns.view(), index, range.before);
  let view = columns.view();
  let filter = columnFilter(plan.filter, view, []);
  try {
    for (;;) {
      if (view.revision !== columns.revision) {
        view = columns.view();
        filter = columnFilter(plan.filter, view, []);
      }
      if (hits === undefined) scan(search, filter, view, slices);
      else pick(search, hits, filter, view, slices);
      if (search.isAtEnd || search.ids.length >= search.wanted) return search.ids;
      await slices.next();
    }
  } finally {
    hits?.close();
  }
}

function scan(search: Search, filter: ColumnFilter, view: ColumnView, slices: Slices): void {
  const out = new Uint8Array(BLOCK_ROWS);
  let to = placeOf(view.ids, search.before, view.size);
  // Most pages are full soon: begin with few rows.
  let rows = 512;
  while (to > 0) {
    const from = Math.max(0, to - rows);
    filter.fill(from, to, out);
    for (let place = to - 1; place >= from && search.ids.length < search.wanted; place--) {
      if (out[place - from] === 1) search.ids.push(view.ids[place] ?? 0);
    }
    search.before = view.ids[from] ?? 0;
    if (search.ids.length >= search.wanted || slices.isOver()) return;
    to = from;
    rows = Math.min(BLOCK_ROWS, rows * 2);
  }
  search.isAtEnd = true;
}

/** A text search under way. */
interface Hits {
  /** Undefined at the end. */
  next(): number | undefined;
  isMeant(id: number): boolean;
  close(): void;
}

function openHits(driver: TextExpression, filter: FilterNode, view: ColumnView, index: TextIndex, from: number): Hits {
  const range = timeRange(filter, view);
  const before = Math.min(from, range.before ?? Number.POSITIVE_INFINITY);
  const bounds = before === Number.POSITIVE_INFINITY ? range : { ...range, before };
  const iterator = index.match(driver.match, bounds)[Symbol.iterator]();
  return {
    next() {
      const hit = iterator.next();
      return hit.done === true ? undefined : hit.value;
    },
    isMeant: (id) => isVerified(driver, id, index),
    close: () => void iterator.return?.(),
  };
}

function pick(search: Search, hits: Hits, filter: ColumnFilter, view: ColumnView, slices: Slices): void {
  let end = view.size;
  while (search.ids.length < search.wanted && !slices.isOver()) {
    const id = hits.next();
    if (id === undefined) {
      search.isAtEnd = true;
      return;
    }
    end = placeOf(view.ids, id, end);
    if (view.ids[end] === id && filter.test(end) && hits.isMeant(id)) search.ids.push(id);
  }
}
