import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf } from '#history/column-arrays';
import { type ColumnRow, type Columns, type ColumnView, openColumns } from '#history/columns';
import { valueFields } from '#history/query-ast';
import { sampleRows } from './query-sample.ts';

function rowAt(view: ColumnView, place: number): ColumnRow {
  const row: Record<string, unknown> = { id: view.ids[place], at: view.times[place] };
  const took = view.durations[place] ?? Number.NaN;
  if (!Number.isNaN(took)) row.durationMs = took;
  row.isSubAgent = ((view.flags[place] ?? 0) & 2) !== 0;
  for (const field of valueFields) {
    const code = view.codes[field][place] ?? 0;
    if (code > 0) row[field] = view.dictionaries[field].values[code];
  }
  return row as unknown as ColumnRow;
}

function rowsOf(view: ColumnView): ColumnRow[] {
  return Array.from({ length: view.size }, (_, place) => rowAt(view, place));
}

/** As a column keeps it. */
function kept(row: ColumnRow): ColumnRow {
  const { words: _words, ...rest } = row as ColumnRow & { words?: unknown };
  return { ...rest, ...(row.durationMs === undefined ? {} : { durationMs: Math.fround(row.durationMs) }) };
}

function expectSame(columns: Columns, model: ReadonlyMap<number, ColumnRow>): void {
  const expected = [...model.values()].sort((a, b) => a.id - b.id).map(kept);
  expect(rowsOf(columns.view())).toEqual(expected);
  expect(columns.size).toBe(model.size);
  for (const field of valueFields) {
    const counts = Map.groupBy(
      expected.filter((row) => row[field] !== undefined),
      (row) => row[field],
    );
    const found = columns.values(field).map(({ value, count }) => [value, count]);
    expect(new Map(found as [string, number][])).toEqual(
      new Map([...counts].map(([value, rows]) => [value, rows.length])),
    );
  }
}

const row = (id: number, tool = 'Bash'): ColumnRow => ({
  id,
  at: id,
  type: 'tool',
  outcome: 'ok',
  source: 'transcript',
  agent: 'codex',
  session: 's',
  tool,
  isSubAgent: false,
});

describe('the columns', () => {
  it('hold the rows in the order of their ids, whatever comes, changes and goes in whichever order', () => {
    const step = fc.record({
      rows: sampleRows,
      spread: fc.constantFrom(1, 3, 5),
      shift: fc.nat(200),
      removed: fc.array(fc.nat(400), { maxLength: 20 }),
      look: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const columns = openColumns();
        const model = new Map<number, ColumnRow>();
        for (const { rows, spread, shift, removed, look } of steps) {
          const moved = rows.map((each, place) => ({ ...each, id: ((place * 37) % 60) * spread + shift }));
          columns.upsertMany(moved);
          for (const each of moved) model.set(each.id, each);
          if (look) expectSame(columns, model);
          columns.remove(removed);
          for (const id of removed) model.delete(id);
        }
        expectSame(columns, model);
      }),
      { numRuns: 200 },
    );
  });

  it('keep places and rows of a held view, and take in what waited afterwards', () => {
    const columns = openColumns();
    columns.load([row(10), row(20), row(30)], 3);
    const { view, release } = columns.hold();
    columns.upsertMany([row(5), row(40)]);
    columns.remove([20]);
    expect(rowsOf(view).map(({ id }) => id)).toEqual([10, 20, 30]);
    const meanwhile = columns.view();
    expect(meanwhile).toMatchObject({ size: 3, hasDead: true, revision: view.revision });
    expect(columns.size).toBe(4);
    release();
    release();
    expect(rowsOf(columns.view()).map(({ id }) => id)).toEqual([5, 10, 30, 40]);
    expect(columns.view().revision).toBe(columns.revision);
  });

  it('keep hundreds and tens of thousands of different values', () => {
    const columns = openColumns();
    const count = 70_000;
    columns.load(
      Array.from({ length: count }, (_, place) => row(place, `tool ${place}`)),
      count,
    );
    const view = columns.view();
    for (const place of [0, 254, 255, 256, 65_534, 65_535, 65_536, count - 1]) {
      expect(rowAt(view, place).tool).toBe(`tool ${place}`);
    }
    expect(columns.values('tool')).toHaveLength(count);
  });

  it('need no more than forty bytes a row', () => {
    const columns = openColumns();
    const count = 100_000;
    const tools = (place: number) => `tool ${place % 5_000}`;
    columns.load(
      (function* () {
        for (let place = 0; place < count; place++) yield row(place * 64, tools(place));
      })(),
      count,
    );
    expect(columns.bytes() / count).toBeLessThanOrEqual(40);
  });

  it('find the place of an id, or where it would stand', () => {
    const ids = Float64Array.of(2, 4, 4_000_000_000_000, 0);
    expect([1, 2, 3, 4_000_000_000_000, 5e12].map((id) => placeOf(ids, id, 3))).toEqual([0, 0, 1, 2, 3]);
  });
});
