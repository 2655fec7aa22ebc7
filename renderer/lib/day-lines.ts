/** A day that has calls. */
export interface Day {
  /** Its local midnight, ms since 1970. */
  from: number;
  count: number;
}

/** One line of the list: a day's head or a row. The first day's head stands above the list and is no line of it. */
export type Line = { kind: 'day'; day: Day } | { kind: 'row'; index: number };

/** Places of rows and heads in a list of any length, newest day first. */
export interface DayLines {
  count: number;
  lineAt(line: number): Line;
  lineOfRow(index: number): number;
  /** The day of a row; undefined where the days are not known. */
  dayOfRow(index: number): Day | undefined;
}

/** `rows` may be more than the days hold, while they are not known or not known to the end. */
export function dayLines(rows: number, days: readonly Day[]): DayLines {
  const shown = days.filter((day) => day.count > 0);
  const firstRows: number[] = [];
  let seen = 0;
  for (const day of shown) {
    if (seen >= rows) break;
    firstRows.push(seen);
    seen += day.count;
  }
  const dayIndex = (index: number) => lastAtMost(firstRows, index, (firstRow) => firstRow);
  return {
    count: rows + Math.max(0, firstRows.length - 1),
    lineOfRow: (index) => index + Math.max(0, dayIndex(index)),
    dayOfRow: (index) => shown[dayIndex(index)],
    lineAt(line) {
      // The head of day n is line firstRows[n] + n - 1.
      const at = Math.max(
        0,
        lastAtMost(firstRows, line, (firstRow, n) => firstRow + Math.max(0, n - 1)),
      );
      const day = shown[at];
      if (at > 0 && day !== undefined && line === (firstRows[at] ?? 0) + at - 1) return { kind: 'day', day };
      return { kind: 'row', index: line - at };
    },
  };
}

/** Index of the last element whose key is at most `value`; -1 for none. Keys grow. */
function lastAtMost(list: readonly number[], value: number, key: (element: number, index: number) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(list[middle] ?? 0, middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
