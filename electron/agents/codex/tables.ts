import { asRecord, type UnknownRecord } from '#agents/shapes';

/** The value a table itself holds at a path of keys; undefined when any step is missing or no table. */
export function valueAt(table: UnknownRecord, path: readonly string[]): unknown {
  let at: unknown = table;
  for (const key of path) {
    const record = asRecord(at);
    if (record === undefined || !Object.hasOwn(record, key)) return undefined;
    at = record[key];
  }
  return at;
}

export function tableAt(table: UnknownRecord, path: readonly string[]): UnknownRecord {
  return asRecord(valueAt(table, path)) ?? {};
}

/** Codex's merge of config layers: tables key by key, everything else replaced by the stronger one. */
export function mergeTables(weak: UnknownRecord, strong: UnknownRecord): UnknownRecord {
  const keys = new Set([...Object.keys(weak), ...Object.keys(strong)]);
  return Object.fromEntries(
    [...keys].map((key) => {
      const below = valueAt(weak, [key]);
      const above = valueAt(strong, [key]);
      if (above === undefined) return [key, below];
      const [belowTable, aboveTable] = [plainTable(below), plainTable(above)];
      return [key, belowTable && aboveTable ? mergeTables(belowTable, aboveTable) : above];
    }),
  );
}

/** Dates are objects too, and no tables. */
function plainTable(value: unknown): UnknownRecord | undefined {
  return value instanceof Date ? undefined : asRecord(value);
}
