import { placeOf } from './column-arrays.ts';
import { BLOCK_ROWS, type ColumnFilter, columnFilter } from './column-filter.ts';
import type { Columns, ColumnView } from './columns.ts';
import { isVerified, timeRange } from './query-pass.ts';
import type { QueryPlan } from './query-plan.ts';
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
  const search: Search = { ids: [], ...range, isAtEnd: false };
  const slices = openSlices(signal);
  for (;;) {
    const view = columns.view();
    const filter = columnFilter(plan.filter, view, []);
    if (plan.driver === undefined) scan(search, filter, view, slices);
    else drive(search, plan.driver, plan, filter, view, index, slices);
    if (search.isAtEnd || search.ids.length >= search.wanted) return search.ids;
    await slices.next();
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

function drive(
  search: Search,
  driver: TextExpression,
  plan: QueryPlan,
  filter: ColumnFilter,
  view: ColumnView,
  index: TextIndex,
  slices: Slices,
): void {
  const bounds = timeRange(plan.filter, view);
  const before = Math.min(search.before, bounds.before ?? Number.POSITIVE_INFINITY);
  const range = { ...bounds, ...(before === Number.POSITIVE_INFINITY ? {} : { before }) };
  let end = view.size;
  for (const id of index.match(driver.match, range)) {
    search.before = id;
    end = placeOf(view.ids, id, end);
    if (view.ids[end] === id && filter.test(end) && isVerified(driver, id, index)) search.ids.push(id);
    if (search.ids.length >= search.wanted || slices.isOver()) return;
  }
  search.isAtEnd = true;
}
