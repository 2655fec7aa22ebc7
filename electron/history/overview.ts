import { type FacetName, facetNames, type Overview } from '#contract/history';
import type { ColumnView } from './columns.ts';
import { optionalFields } from './query-fields.ts';
import type { SlicedWork } from './query-slices.ts';

const FACET_VALUES = 20;
/** Rows between two looks at the clock. */
const STEP_ROWS = 32_768;

type Counted = Omit<Overview, 'problem'>;

/** Counts the rows at `places` over time and over the values of each field. */
export function* overviewOf(view: ColumnView, places: Uint32Array, buckets: number): SlicedWork<Counted> {
  const span = yield* timeSpan(view.times, places);
  return {
    matched: places.length,
    isExact: true,
    total: toolCalls(view),
    ...(span === undefined ? {} : span),
    histogram: span === undefined ? [] : yield* histogram(view, places, span, buckets),
    facets: yield* facets(view, places),
  };
}

function toolCalls({ dictionaries }: ColumnView): number {
  return dictionaries.type.counts[dictionaries.type.values.indexOf('tool')] ?? 0;
}

function* timeSpan(times: Float64Array, places: Uint32Array): SlicedWork<{ first: number; last: number } | undefined> {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < places.length; from += STEP_ROWS) {
    const to = Math.min(places.length, from + STEP_ROWS);
    for (let index = from; index < to; index++) {
      const time = times[places[index] ?? 0] ?? 0;
      if (time < first) first = time;
      if (time > last) last = time;
    }
    yield;
  }
  return places.length === 0 ? undefined : { first, last };
}

/** Bars of the same width that together hold all rows; fewer than `buckets` when the rows lie within so many ms. */
function* histogram(
  view: ColumnView,
  places: Uint32Array,
  { first, last }: { first: number; last: number },
  buckets: number,
): SlicedWork<Counted['histogram']> {
  const width = Math.max(1, Math.ceil((last - first + 1) / buckets));
  const number = Math.floor((last - first) / width) + 1;
  const counts = new Uint32Array(number);
  const bad = new Uint32Array(number);
  const isBad = Uint8Array.from(view.dictionaries.outcome.values, (value) =>
    value === 'error' || value === 'denied' ? 1 : 0,
  );
  const { times } = view;
  const outcomes = view.codes.outcome;
  for (let from = 0; from < places.length; from += STEP_ROWS) {
    const to = Math.min(places.length, from + STEP_ROWS);
    for (let index = from; index < to; index++) {
      const place = places[index] ?? 0;
      const bucket = Math.floor(((times[place] ?? 0) - first) / width);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      bad[bucket] = (bad[bucket] ?? 0) + (isBad[outcomes[place] ?? 0] ?? 0);
    }
    yield;
  }
  return Array.from(counts, (count, index) => {
    const from = first + index * width;
    return { from, to: from + width, count, bad: bad[index] ?? 0 };
  });
}

function* facets(view: ColumnView, places: Uint32Array): SlicedWork<Counted['facets']> {
  const found: Counted['facets'] = [];
  for (const name of facetNames) {
    const { values } = view.dictionaries[name];
    const counts = new Uint32Array(values.length);
    const codes = view.codes[name];
    for (let from = 0; from < places.length; from += STEP_ROWS) {
      const to = Math.min(places.length, from + STEP_ROWS);
      for (let index = from; index < to; index++) {
        const code = codes[places[index] ?? 0] ?? 0;
        counts[code] = (counts[code] ?? 0) + 1;
      }
      yield;
    }
    found.push(facet(name, values, counts));
  }
  return found;
}

/** The most frequent values; rows that have none count as `none`, which is also how a query asks for them. */
function facet(name: FacetName, values: readonly string[], counts: Uint32Array): Counted['facets'][number] {
  const rows = Array.from(counts, (count, code) => ({ value: code === 0 ? 'none' : (values[code] ?? ''), count }));
  const present = rows.filter(({ count }, code) => count > 0 && (code > 0 || optionalFields.has(name)));
  present.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { name, values: present.slice(0, FACET_VALUES), more: Math.max(0, present.length - FACET_VALUES) };
}

/** How many of the rows lie between each two edges (ms since 1970, growing): the first edge included, the second not. */
export function* countBetween(view: ColumnView, places: Uint32Array, edges: readonly number[]): SlicedWork<number[]> {
  const sorted = Float64Array.from(edges);
  const counts = edges.slice(1).map(() => 0);
  let span = 0;
  for (let index = 0; index < places.length; index++) {
    const time = view.times[places[index] ?? 0] ?? 0;
    // Neighbours mostly lie in the same span.
    if (!(time >= (sorted[span] ?? 0) && time < (sorted[span + 1] ?? 0))) span = spanOf(sorted, time);
    if (span >= 0 && span < counts.length) counts[span] = (counts[span] ?? 0) + 1;
    if (index % STEP_ROWS === 0) yield;
  }
  return counts;
}

/** Index of the last edge that is not above; -1 when all are. */
function spanOf(edges: Float64Array, time: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
