import { type CodeArray, flag } from './column-arrays.ts';
import type { ColumnView } from './columns.ts';
import type { DurationNode, TimeNode } from './query-ast.ts';
import type { FilterNode } from './query-plan.ts';
import { acceptedValues } from './query-values.ts';

/** Most places that `fill` is asked for at once. */
export const BLOCK_ROWS = 8_192;

/** One bit for each place of a view. */
export type PlaceSet = Uint32Array;

/** Decides about places of the view it was made for. */
export interface ColumnFilter {
  test(place: number): boolean;
  /** Writes 1 or 0 for the places `from` up to `to`, at most BLOCK_ROWS, beginning at `out[0]`. */
  fill(from: number, to: number, out: Uint8Array): void;
}

/** The filter for one view; `sets` are those of the plan, in their order. */
export function columnFilter(node: FilterNode, view: ColumnView, sets: readonly PlaceSet[]): ColumnFilter {
  const filter = filterOf(node, view, sets);
  return view.hasDead ? bothOf([flagFilter(view.flags, flag.alive), filter]) : filter;
}

function filterOf(node: FilterNode, view: ColumnView, sets: readonly PlaceSet[]): ColumnFilter {
  switch (node.kind) {
    case 'value':
      return codeFilter(view.codes[node.field], acceptedValues(node, view.dictionaries[node.field].values));
    case 'time':
      return timeFilter(view.times, node);
    case 'duration':
      return durationFilter(view.durations, node);
    case 'subagent':
      return flagFilter(view.flags, flag.subAgent);
    case 'set':
      return setFilter(sets[node.index] ?? new Uint32Array(0), node.isComplement);
    case 'not':
      return notFilter(filterOf(node.node, view, sets));
    case 'and':
      return bothOf(node.nodes.map((each) => filterOf(each, view, sets)));
    case 'or':
      // a or b is not (not a and not b).
      return notFilter(bothOf(node.nodes.map((each) => notFilter(filterOf(each, view, sets)))));
  }
}

function codeFilter(codes: CodeArray, accepted: Uint8Array): ColumnFilter {
  return {
    test: (place) => accepted[codes[place] ?? 0] === 1,
    fill(from, to, out) {
      // A value that came after the table was made is none of those asked for.
      for (let place = from; place < to; place++) out[place - from] = accepted[codes[place] ?? 0] ?? 0;
    },
  };
}

function timeFilter(times: Float64Array, node: TimeNode): ColumnFilter {
  const low = node.from ?? Number.NEGATIVE_INFINITY;
  const high = node.to ?? Number.POSITIVE_INFINITY;
  const test = (place: number) => {
    const time = times[place] ?? Number.NaN;
    return time >= low && time < high;
  };
  return {
    test,
    fill(from, to, out) {
      for (let place = from; place < to; place++) out[place - from] = test(place) ? 1 : 0;
    },
  };
}

function durationFilter(durations: Float32Array, node: DurationNode): ColumnFilter {
  // Rounded as the column is, so that 200.1 ms still fits dur<=200.1ms.
  const low = Math.fround(node.from ?? Number.NEGATIVE_INFINITY);
  const high = Math.fround(node.to ?? Number.POSITIVE_INFINITY);
  const test = (place: number) => {
    const duration = durations[place] ?? Number.NaN;
    return node.isOpen ? duration > low && duration < high : duration >= low && duration <= high;
  };
  return {
    test,
    fill(from, to, out) {
      for (let place = from; place < to; place++) out[place - from] = test(place) ? 1 : 0;
    },
  };
}

function flagFilter(flags: Uint8Array, bit: number): ColumnFilter {
  return {
    test: (place) => ((flags[place] ?? 0) & bit) !== 0,
    fill(from, to, out) {
      for (let place = from; place < to; place++) out[place - from] = ((flags[place] ?? 0) & bit) === 0 ? 0 : 1;
    },
  };
}

function setFilter(set: PlaceSet, isComplement: boolean): ColumnFilter {
  const inverse = isComplement ? 1 : 0;
  const bit = (place: number) => (((set[place >>> 5] ?? 0) >>> (place & 31)) & 1) ^ inverse;
  return {
    test: (place) => bit(place) === 1,
    fill(from, to, out) {
      for (let place = from; place < to; place++) out[place - from] = bit(place);
    },
  };
}

function notFilter(inner: ColumnFilter): ColumnFilter {
  return {
    test: (place) => !inner.test(place),
    fill(from, to, out) {
      inner.fill(from, to, out);
      for (let index = 0; index < to - from; index++) out[index] = (out[index] ?? 0) ^ 1;
    },
  };
}

function bothOf(filters: readonly ColumnFilter[]): ColumnFilter {
  const [first, ...others] = filters;
  if (first === undefined) return { test: () => true, fill: (from, to, out) => void out.fill(1, 0, to - from) };
  if (others.length === 0) return first;
  const scratch = new Uint8Array(BLOCK_ROWS);
  return {
    test: (place) => filters.every((filter) => filter.test(place)),
    fill(from, to, out) {
      const length = to - from;
      first.fill(from, to, out);
      for (const other of others) {
        if (!out.subarray(0, length).includes(1)) return;
        other.fill(from, to, scratch);
        for (let index = 0; index < length; index++) out[index] = (out[index] ?? 0) & (scratch[index] ?? 0);
      }
    },
  };
}
