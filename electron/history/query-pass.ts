import { placeOf } from './column-arrays.ts';
import { BLOCK_ROWS, type ColumnFilter, columnFilter } from './column-filter.ts';
import type { ColumnView } from './columns.ts';
import type { QueryPlan } from './query-plan.ts';
import { openSets, type TextSets } from './query-sets.ts';
import type { SlicedWork } from './query-slices.ts';
import { type IdRange, isVerified, type TextExpression, type TextIndex } from './query-text.ts';

/** Hits of the full-text index that are looked at between two looks at the clock; to verify one costs as much as all. */
const COST_PER_STEP = 32;

/** Finds all rows a plan means: their places, newest first. The view must be held. */
export function* matchAll(plan: QueryPlan, view: ColumnView, index: TextIndex): SlicedWork<Uint32Array> {
  const range = timeRange(plan, view);
  const sets = openSets(plan.sets, range, index);
  sets.turnTo(view);
  try {
    const filter = columnFilter(plan.filter, view, sets.marks);
    if (plan.driver === undefined) return yield* scanAll(filter, sets, view.size);
    return yield* driveAll(plan.driver, range, view, index, filter, sets);
  } finally {
    sets.close();
  }
}

function* scanAll(filter: ColumnFilter, sets: TextSets, size: number): SlicedWork<Uint32Array> {
  const places = growingPlaces();
  const out = new Uint8Array(BLOCK_ROWS);
  for (let to = size; to > 0; to -= BLOCK_ROWS) {
    const from = Math.max(0, to - BLOCK_ROWS);
    while (!sets.reach(from)) yield;
    filter.fill(from, to, out);
    places.addBlock(from, to, out);
    sets.passed();
    yield;
  }
  return places.all();
}

/** Tries every hit of a text search. */
function* driveAll(
  driver: TextExpression,
  range: IdRange,
  view: ColumnView,
  index: TextIndex,
  filter: ColumnFilter,
  sets: TextSets,
): SlicedWork<Uint32Array> {
  const places = growingPlaces();
  let end = view.size;
  let cost = 0;
  for (const run of index.match(driver.match, range)) {
    for (const id of run) {
      end = placeOf(view.ids, id, end);
      cost += 1;
      if (view.ids[end] === id) {
        while (!sets.reach(end)) yield;
        sets.passed();
        if (filter.test(end)) {
          if (isVerified(driver, id, index)) places.add(end);
          if (driver.verify !== undefined) cost = COST_PER_STEP;
        }
      }
      if (cost < COST_PER_STEP) continue;
      cost = 0;
      yield;
    }
    yield;
  }
  return places.all();
}

/**
 * The ids between which all rows lie that fit the times every result must fit; ids grow with time, but not strictly.
 * For searches of text: columns alone are faster without.
 */
export function timeRange({ filter, driver, sets }: QueryPlan, { times, ids, size }: ColumnView): IdRange {
  if (driver === undefined && sets.length === 0) return {};
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
