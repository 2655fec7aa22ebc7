import { type CodedRow, type ColumnArrays, flag, moveRows, placeOf, reserve, writeRow } from './column-arrays.ts';

/**
 * Puts rows between those that are there; `rows` has growing ids, none of them there yet. Every old row behind the
 * first new one is moved once. Returns the new size.
 */
export function mergeRows(arrays: ColumnArrays, size: number, rows: readonly CodedRow[]): number {
  reserve(arrays, size + rows.length, false);
  let end = size;
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (row === undefined) continue;
    const place = placeOf(arrays.ids, row.id, end);
    moveRows(arrays, place + index + 1, place, end);
    writeRow(arrays, place + index, row);
    end = place;
  }
  return size + rows.length;
}

/** Closes the gaps of rows that are no longer alive. Returns the new size. */
export function dropDeadRows(arrays: ColumnArrays, size: number): number {
  const isAlive = (place: number) => ((arrays.flags[place] ?? 0) & flag.alive) !== 0;
  let target = 0;
  let place = 0;
  while (place < size) {
    while (place < size && !isAlive(place)) place += 1;
    const from = place;
    while (place < size && isAlive(place)) place += 1;
    moveRows(arrays, target, from, place);
    target += place - from;
  }
  return target;
}
