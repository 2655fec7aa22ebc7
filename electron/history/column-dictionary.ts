/** The different values of one column, each with a small number; 0 stands for no value. */
export interface ColumnDictionary {
  /** By code; the first is empty and means none. */
  readonly values: readonly string[];
  /** Rows that have it, by code. */
  readonly counts: readonly number[];
  codeOf(value: string | undefined): number;
  add(code: number, rows: 1 | -1): void;
}

export function openDictionary(): ColumnDictionary {
  const values = [''];
  const counts = [0];
  const codes = new Map<string, number>();
  let lastValue: string | undefined;
  let lastCode = 0;
  return {
    values,
    counts,
    codeOf(value) {
      if (value === undefined) return 0;
      // Neighbours mostly share their values.
      if (value === lastValue) return lastCode;
      let code = codes.get(value);
      if (code === undefined) {
        code = values.push(value) - 1;
        counts.push(0);
        codes.set(value, code);
      }
      lastValue = value;
      lastCode = code;
      return code;
    },
    add(code, rows) {
      counts[code] = (counts[code] ?? 0) + rows;
    },
  };
}
