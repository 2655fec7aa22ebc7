import { placeOf } from './column-arrays.ts';
import { BLOCK_ROWS, type ColumnFilter, columnFilter, type PlaceSet } from './column-filter.ts';
import type { ColumnView } from './columns.ts';
import type { FilterNode, QueryPlan } from './query-plan.ts';
import type { SlicedWork } from './query-slices.ts';
import type { TextExpression, TextIndex } from './query-text.ts';

/** Hits of the full-text index that are looked at between two looks at the clock; to verify one costs as much as all. */
const COST_PER_STEP = 128;

/** Ids strictly between the two. */
export interface IdRange {
  before?: number;
  after?: number;
}

/** Finds all rows a plan means: their places, newest first. The view must be held. */
export function* matchAll(plan: QueryPlan, view: ColumnView, index: TextIndex): SlicedWork<Uint32Array> {
  const sets: PlaceSet[] = [];
  for (const expression of plan.sets) sets.push(yield* findSet(expression, view, index));
  const filter = columnFilter(plan.filter, view, sets);
  if (plan.driver === undefined) return yield* scanAll(filter, view.size);
  const places = growingPlaces();
  yield* eachHit(plan.driver, timeRange(plan.filter, view), view, index, filter, places.add);
  return places.all();
}

function* scanAll(filter: ColumnFilter, size: number): SlicedWork<Uint32Array> {
  const places = growingPlaces();
  const out = new Uint8Array(BLOCK_ROWS);
  for (let to = size; to > 0; to -= BLOCK_ROWS) {
    const from = Math.max(0, to - BLOCK_ROWS);
    filter.fill(from, to, out);
    places.addBlock(from, to, out);
    yield;
  }
  return places.all();
}

function* findSet(expression: TextExpression, view: ColumnView, index: TextIndex): SlicedWork<PlaceSet> {
  const set = new Uint32Array((view.size >>> 5) + 1);
  const filter = { test: () => true };
  yield* eachHit(expression, {}, view, index, filter, (place) => {
    set[place >>> 5] = (set[place >>> 5] ?? 0) | (1 << (place & 31));
  });
  return set;
}

/**
 * Calls `accept` with every hit, newest first. The search stays open while others have their turn: to begin again below
 * the last hit costs FTS5 a walk over all hits above.
 */
function* eachHit(
  expression: TextExpression,
  range: IdRange,
  view: ColumnView,
  index: TextIndex,
  filter: Pick<ColumnFilter, 'test'>,
  accept: (place: number) => void,
): SlicedWork<void> {
  let end = view.size;
  let cost = 0;
  for (const id of index.match(expression.match, range)) {
    end = placeOf(view.ids, id, end);
    cost += 1;
    if (view.ids[end] === id && filter.test(end)) {
      if (isVerified(expression, id, index)) accept(end);
      if (expression.verify !== undefined) cost = COST_PER_STEP;
    }
    if (cost < COST_PER_STEP) continue;
    cost = 0;
    yield;
  }
}

/** Whether a hit of `match` is really meant. */
export function isVerified({ verify }: TextExpression, id: number, { withoutPositions }: TextIndex): boolean {
  return verify === undefined || withoutPositions === undefined || withoutPositions.verify(id, verify);
}

/** The ids between which all rows lie that fit the times every result must fit. Ids grow with time, but not strictly. */
export function timeRange(filter: FilterNode, { times, ids, size }: ColumnView): IdRange {
  const bounds = filter.kind === 'and' ? filter.nodes.filter((node) => node.kind === 'time') : [];
  const low = Math.max(Number.NEGATIVE_INFINITY, ...bounds.flatMap(({ from }) => from ?? []));
  const high = Math.min(Number.POSITIVE_INFINITY, ...bounds.flatMap(({ to }) => to ?? []));
  let first = 0;
  let end = size;
  if (low > Number.NEGATIVE_INFINITY) while (first < end && (times[first] ?? 0) < low) first += 1;
  if (high < Number.POSITIVE_INFINITY) while (end > first && (times[end - 1] ?? 0) >= high) end -= 1;
  const range: IdRange = {};
  if (first > 0) range.after = ids[first - 1] ?? 0;
  if (end < size) range.before = ids[end] ?? 0;
  return range;
}

function growingPlaces() {
  let places = new Uint32Array(BLOCK_ROWS);
  let length = 0;
  const reserve = (more: number) => {
    if (length + more <= places.length) return;
    const wider = new Uint32Array(Math.max(length + more, places.length * 2));
    wider.set(places);
    places = wider;
  };
  return {
    add(place: number) {
      reserve(1);
      places[length++] = place;
    },
    /** Those of a block that are marked with 1, from its end. */
    addBlock(from: number, to: number, marks: Uint8Array) {
      reserve(to - from);
      for (let place = to - 1; place >= from; place--) {
        places[length] = place;
        length += marks[place - from] ?? 0;
      }
    },
    all: () => places.slice(0, length),
  };
}
