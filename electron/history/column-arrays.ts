import { type ValueField, valueFields } from './query-ast.ts';

/** Codes of a dictionary, as narrow as their number allows. */
export type CodeArray = Uint8Array | Uint16Array | Uint32Array;

/** Bits of `flags`. */
export const flag = { alive: 1, subAgent: 2 } as const;

/** Columns of the same capacity; the first `size` places of each are filled, in the order of growing ids. */
export interface ColumnArrays {
  ids: Float64Array;
  /** Milliseconds since 1970. */
  times: Float64Array;
  /** Milliseconds; NaN where nothing is known. */
  durations: Float32Array;
  flags: Uint8Array;
  codes: Record<ValueField, CodeArray>;
}

/** One row as it lies in the columns. */
export interface CodedRow {
  id: number;
  time: number;
  duration: number;
  flags: number;
  codes: Record<ValueField, number>;
}

export function emptyArrays(): ColumnArrays {
  const codes = Object.fromEntries(valueFields.map((field) => [field, new Uint8Array(0)]));
  return {
    ids: new Float64Array(0),
    times: new Float64Array(0),
    durations: new Float32Array(0),
    flags: new Uint8Array(0),
    codes: codes as unknown as Record<ValueField, CodeArray>,
  };
}

export function arrayBytes(arrays: ColumnArrays): number {
  return everyArray(arrays).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Makes room for `rows` rows and a little more, so that appending costs little and wastes less than an eighth. */
export function reserve(arrays: ColumnArrays, rows: number, isExact: boolean): void {
  if (rows <= arrays.ids.length) return;
  const capacity = isExact ? rows : Math.max(4_096, Math.ceil(rows * 1.125));
  arrays.ids = copied(new Float64Array(capacity), arrays.ids);
  arrays.times = copied(new Float64Array(capacity), arrays.times);
  arrays.durations = copied(new Float32Array(capacity), arrays.durations);
  arrays.flags = copied(new Uint8Array(capacity), arrays.flags);
  for (const field of valueFields) {
    const old = arrays.codes[field];
    arrays.codes[field] = copied(newLike(old, capacity), old);
  }
}

export function writeRow(arrays: ColumnArrays, place: number, row: CodedRow): void {
  arrays.ids[place] = row.id;
  arrays.times[place] = row.time;
  arrays.durations[place] = row.duration;
  arrays.flags[place] = row.flags;
  for (const field of valueFields) writeCode(arrays, field, place, row.codes[field]);
}

function writeCode(arrays: ColumnArrays, field: ValueField, place: number, code: number): void {
  let array = arrays.codes[field];
  const wanted = code < 0x100 ? 1 : code < 0x1_0000 ? 2 : 4;
  if (wanted > array.BYTES_PER_ELEMENT) {
    const wider = wanted === 2 ? new Uint16Array(array.length) : new Uint32Array(array.length);
    array = copied(wider, array);
    arrays.codes[field] = array;
  }
  array[place] = code;
}

/** Moves the rows `from` up to `to` so that they begin at `target`; they may overlap. */
export function moveRows(arrays: ColumnArrays, target: number, from: number, to: number): void {
  if (target === from || from === to) return;
  for (const array of everyArray(arrays)) array.copyWithin(target, from, to);
}

/** First of the places 0 up to `end` whose id is not below `id`; the nearer to `end`, the sooner found. */
export function placeOf(ids: Float64Array, id: number, end: number): number {
  let high = end;
  let step = 1;
  while (high >= step && (ids[high - step] ?? 0) >= id) {
    high -= step;
    step *= 2;
  }
  let low = Math.max(0, high - step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function everyArray({ ids, times, durations, flags, codes }: ColumnArrays) {
  return [ids, times, durations, flags, ...valueFields.map((field) => codes[field])];
}

function newLike(array: CodeArray, length: number): CodeArray {
  if (array instanceof Uint8Array) return new Uint8Array(length);
  return array instanceof Uint16Array ? new Uint16Array(length) : new Uint32Array(length);
}

function copied<A extends Float64Array | Float32Array | CodeArray>(
  target: A,
  source: Float64Array | Float32Array | CodeArray,
): A {
  target.set(source);
  return target;
}
