import { placeOf } from './column-arrays.ts';
import { BLOCK_ROWS, type ColumnFilter, columnFilter } from './column-filter.ts';
import type { Columns, ColumnView } from './columns.ts';
import { timeRange } from './query-pass.ts';
import type { QueryPlan } from './query-plan.ts';
import { openSets, type TextSets } from './query-sets.ts';
import { openSlices, type Slices } from './query-slices.ts';
import { type IdRange, isVerified, type TextExpression, type TextIndex } from './query-text.ts';
import { openWalk, type TextWalk } from './text-walk.ts';

/** A page is looked for in small blocks: most are full soon. */
const FIRST_ROWS = 512;
/** Beside sets of text, whose every hit in the block costs time, most of all when it is verified. */
const SET_ROWS = 1_024;
const VERIFIED_SET_ROWS = 32;

/** How far a search for a page has come. */
interface Search {
  /** What was found, newest first. */
  ids: number[];
  wanted: number;
  /** Everything from this id on was looked at. */
  before: number;
  isAtEnd: boolean;
}

/** What a search looks at, until others have their turn. */
interface Sight {
  view: ColumnView;
  filter: ColumnFilter;
}

/**
 * The newest rows below `before`, up to `wanted`; fewer mean that there are no more. Looks no further than it must, and
 * each time others had a turn it goes on with the columns as they are then.
 */
export async function findPage(
  plan: QueryPlan,
  columns: Columns,
  index: TextIndex,
  { before, wanted }: { before: number; wanted: number },
  signal?: AbortSignal,
): Promise<number[]> {
  const slices = openSlices(signal);
  const search: Search = { ids: [], wanted, before, isAtEnd: false };
  const range = rangeBelow(before, timeRange(plan, columns.view()));
  const sets = openSets(plan.sets, range, index);
  const hits = plan.driver && openHits(plan.driver, range, index);
  const look = (): Sight => {
    const view = columns.view();
    sets.turnTo(view);
    return { view, filter: columnFilter(plan.filter, view, sets.marks) };
  };
  const rows = plan.sets.some(({ verify }) => verify !== undefined) ? VERIFIED_SET_ROWS : SET_ROWS;
  try {
    for (let sight = look(); ; sight = sight.view.revision === columns.revision ? sight : look()) {
      if (hits === undefined) scan(search, sight, sets, slices, plan.sets.length === 0 ? BLOCK_ROWS : rows);
      else pick(search, sight, sets, slices, hits);
      if (search.isAtEnd || search.ids.length >= wanted) return search.ids;
      await slices.next();
    }
  } finally {
    hits?.close();
    sets.close();
  }
}

function rangeBelow(before: number, range: IdRange): IdRange {
  const lower = Math.min(before, range.before ?? Number.POSITIVE_INFINITY);
  return lower === Number.POSITIVE_INFINITY ? range : { ...range, before: lower };
}

function scan(search: Search, { view, filter }: Sight, sets: TextSets, slices: Slices, mostRows: number): void {
  const out = new Uint8Array(mostRows);
  let to = placeOf(view.ids, search.before, view.size);
  let rows = Math.min(FIRST_ROWS, mostRows);
  while (to > 0) {
    const from = Math.max(0, to - rows);
    while (!sets.reach(from)) if (slices.isOver()) return;
    filter.fill(from, to, out);
    for (let place = to - 1; place >= from && search.ids.length < search.wanted; place--) {
      if (out[place - from] === 1) search.ids.push(view.ids[place] ?? 0);
    }
    search.before = view.ids[from] ?? 0;
    sets.passed();
    if (search.ids.length >= search.wanted || slices.isOver()) return;
    to = from;
    rows = Math.min(mostRows, rows * 2);
  }
  search.isAtEnd = true;
}

/** A text search under way, newest first. It stays open while others have their turn. */
interface Hits extends TextWalk {
  isMeant(id: number): boolean;
}

function openHits(driver: TextExpression, range: IdRange, index: TextIndex): Hits {
  return { ...openWalk(index.match(driver.match, range)), isMeant: (id) => isVerified(driver, id, index) };
}

function pick(search: Search, { view, filter }: Sight, sets: TextSets, slices: Slices, hits: Hits): void {
  let end = view.size;
  while (search.ids.length < search.wanted && !slices.isOver()) {
    const id = hits.current();
    if (id === undefined) {
      search.isAtEnd = true;
      return;
    }
    end = placeOf(view.ids, id, end);
    if (view.ids[end] === id) {
      if (!sets.reach(end)) continue;
      if (filter.test(end) && hits.isMeant(id)) search.ids.push(id);
    }
    sets.passed();
    hits.pass();
  }
}
