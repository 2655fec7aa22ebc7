import type { CallType, Outcome } from '#contract/history';
import {
  arrayBytes,
  type CodedRow,
  type ColumnArrays,
  emptyArrays,
  flag,
  placeOf,
  reserve,
  writeRow,
} from './column-arrays.ts';
import { type ColumnDictionary, openDictionary } from './column-dictionary.ts';
import { dropDeadRows, mergeRows } from './column-merge.ts';
import { type ValueField, valueFields } from './query-ast.ts';

/** What the columns keep of one row of the store. */
export interface ColumnRow {
  /** The store's rowid, which grows with time. */
  id: number;
  /** Milliseconds since 1970. */
  at: number;
  durationMs?: number;
  type: CallType;
  outcome: Outcome;
  source: 'transcript' | 'runtime';
  agent: string;
  session: string;
  tool: string;
  project?: string;
  plugin?: string;
  server?: string;
  decision?: string;
  isSubAgent: boolean;
}

export type Dictionaries = Readonly<Record<ValueField, ColumnDictionary>>;

/** All rows at one moment, oldest first. Good until control is given away, or while it is held. */
export interface ColumnView extends Readonly<ColumnArrays> {
  size: number;
  dictionaries: Dictionaries;
  /** Some rows are removed but still stand there, without the flag `alive`. */
  hasDead: boolean;
  /** Of the columns when this was made; rows that came since a hold are not in it. */
  revision: number;
}

/** Every row of the store in memory, about 35 bytes each, so that filters and counts need no database. */
export interface Columns {
  /** Grows with every change. */
  readonly revision: number;
  /** Rows of all types. */
  readonly size: number;
  /** Adds rows or replaces those with the same id; cheap in any order, cheapest in batches. */
  upsertMany(rows: Iterable<ColumnRow>): void;
  /** Unknown ids are passed over. */
  remove(ids: Iterable<number>): void;
  /** For the start: like `upsertMany`, with exact room for `count` rows. */
  load(rows: Iterable<ColumnRow>, count: number): void;
  view(): ColumnView;
  /** A view whose rows keep their places until `release`; changes wait. Hold it briefly. */
  hold(): { view: ColumnView; release(): void };
  /** Values of a field with the number of rows that have them; without those that have none. */
  values(field: ValueField): { value: string; count: number }[];
  /** Of the arrays; the texts of the dictionaries come on top. */
  bytes(): number;
}

export function openColumns(): Columns {
  const arrays = emptyArrays();
  const names = valueFields.map((field) => [field, openDictionary()] as const);
  const dictionaries = Object.fromEntries(names) as Dictionaries;
  const pending = new Map<number, ColumnRow>();
  let size = 0;
  let dead = 0;
  let holds = 0;
  let revision = 0;
  /** The revision whose rows all stand in their places. */
  let settled = 0;

  const count = (codes: CodedRow['codes'], rows: 1 | -1) => {
    for (const field of valueFields) dictionaries[field].add(codes[field], rows);
  };
  const coded = (row: ColumnRow): CodedRow => {
    const codes = Object.fromEntries(valueFields.map((field) => [field, dictionaries[field].codeOf(row[field])]));
    return {
      id: row.id,
      time: row.at,
      duration: row.durationMs ?? Number.NaN,
      flags: flag.alive | (row.isSubAgent ? flag.subAgent : 0),
      codes: codes as Record<ValueField, number>,
    };
  };
  const placeWith = (id: number) => {
    const place = placeOf(arrays.ids, id, size);
    return place < size && arrays.ids[place] === id ? place : undefined;
  };
  const bury = (place: number) => {
    const flags = arrays.flags[place] ?? 0;
    if ((flags & flag.alive) === 0) return;
    arrays.flags[place] = flags & ~flag.alive;
    const codes = Object.fromEntries(valueFields.map((field) => [field, arrays.codes[field][place] ?? 0]));
    count(codes as CodedRow['codes'], -1);
    dead += 1;
  };
  const append = (row: CodedRow) => {
    reserve(arrays, size + 1, false);
    writeRow(arrays, size, row);
    size += 1;
  };
  const upsert = (row: ColumnRow) => {
    const isLast = size === 0 || row.id > (arrays.ids[size - 1] ?? 0);
    const place = isLast ? undefined : placeWith(row.id);
    // While it is held, views rely on the size they were made with: what is new waits.
    if (place === undefined && (!isLast || holds > 0 || pending.size > 0)) return void pending.set(row.id, row);
    const next = coded(row);
    count(next.codes, 1);
    if (place === undefined) return append(next);
    bury(place);
    dead -= 1;
    writeRow(arrays, place, next);
  };
  const settle = () => {
    if (holds > 0) return;
    settled = revision;
    if (dead > 0) size = dropDeadRows(arrays, size);
    dead = 0;
    if (pending.size === 0) return;
    const rows = [...pending.values()].sort((a, b) => a.id - b.id).map(coded);
    pending.clear();
    for (const row of rows) count(row.codes, 1);
    size = mergeRows(arrays, size, rows);
  };
  const upsertMany = (rows: Iterable<ColumnRow>) => {
    revision += 1;
    for (const row of rows) upsert(row);
    // Moving everything once for this many rows costs little for each.
    if (pending.size > Math.max(16_384, size / 16)) settle();
  };
  const view = (): ColumnView => {
    settle();
    return { ...arrays, codes: { ...arrays.codes }, size, dictionaries, hasDead: dead > 0, revision: settled };
  };

  return {
    get revision() {
      return revision;
    },
    get size() {
      return size - dead + pending.size;
    },
    upsertMany,
    remove(ids) {
      revision += 1;
      for (const id of ids) {
        if (pending.delete(id)) continue;
        const place = placeWith(id);
        if (place !== undefined) bury(place);
      }
    },
    load(rows, expected) {
      if (holds === 0) reserve(arrays, size + expected, true);
      upsertMany(rows);
    },
    view,
    hold() {
      const held = view();
      holds += 1;
      let isHeld = true;
      const release = () => {
        if (isHeld) holds -= 1;
        isHeld = false;
      };
      return { view: held, release };
    },
    values(field) {
      settle();
      const { values, counts } = dictionaries[field];
      const rows = values.map((value, code) => ({ value, count: counts[code] ?? 0 }));
      return rows.filter((row, code) => code > 0 && row.count > 0);
    },
    bytes: () => arrayBytes(arrays),
  };
}
