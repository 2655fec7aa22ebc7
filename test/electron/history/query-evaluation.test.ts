import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openColumns } from '#history/columns';
import { openEvaluation } from '#history/query-evaluation';
import type { TextIndex } from '#history/query-text';
import { fits, meaningOf, type SampleRow, sampleIndex, sampleNow, sampleQueries, sampleRows } from './query-sample.ts';

function opened(rows: readonly SampleRow[], detail: 'full' | 'none' = 'full') {
  const columns = openColumns();
  columns.load(rows, rows.length);
  return { columns, evaluation: openEvaluation(columns, sampleIndex(rows, detail)) };
}

function expectedIds(rows: readonly SampleRow[], query: string): number[] {
  const meaning = meaningOf(query);
  const fitting = rows.filter((row) => fits(meaning, row));
  return fitting.map(({ id }) => id).reverse();
}

const plainRow = (id: number): SampleRow => ({
  id,
  at: sampleNow - 1_000_000 + id,
  type: 'tool',
  outcome: 'ok',
  source: 'transcript',
  agent: 'codex',
  session: 's1',
  tool: id % 2 === 0 ? 'even' : 'odd',
  isSubAgent: false,
  words: ['alpha'],
});

describe('a query over columns and full text', () => {
  it.each(['full', 'none'] as const)(
    'finds what reading every row finds, with an index of detail=%s',
    async (detail) => {
      await fc.assert(
        fc.asyncProperty(sampleRows, sampleQueries, fc.integer({ min: 1, max: 7 }), async (rows, query, limit) => {
          const { evaluation } = opened(rows, detail);
          const expected = expectedIds(rows, query);
          const meaning = meaningOf(query);
          const found: number[] = [];
          let cursor: number | undefined;
          do {
            const page = await evaluation.page(meaning, { limit, ...(cursor === undefined ? {} : { cursor }) });
            expect(page.matched).toBeLessThanOrEqual(expected.length);
            found.push(...page.ids);
            cursor = page.next;
          } while (cursor !== undefined);
          expect(found).toEqual(expected);
          const index = Math.floor(expected.length / 2);
          const middle = await evaluation.page(meaning, { limit, index });
          expect(middle.ids).toEqual(expected.slice(index, index + limit));
          const { matched } = await evaluation.overview(meaning, 10);
          expect(matched).toBe(expected.length);
          // Now the whole result is known.
          expect(await evaluation.page(meaning, { limit })).toEqual({
            ids: expected.slice(0, limit),
            ...(expected.length > limit ? { next: expected[limit - 1] } : {}),
            matched: expected.length,
            isExact: true,
          });
        }),
        { numRuns: 250 },
      );
    },
  );

  it('says when it knows only part of the result', async () => {
    const rows = Array.from({ length: 3_000 }, (_, place) => plainRow(place + 1));
    const { evaluation } = opened(rows);
    expect(await evaluation.page(meaningOf('tool:even'), { limit: 2 })).toEqual({
      ids: [3_000, 2_998],
      next: 2_998,
      matched: 3,
      isExact: false,
    });
    expect(await evaluation.page(meaningOf('alpha tool:odd'), { limit: 1, cursor: 2 })).toMatchObject({ ids: [1] });
  });

  it('keeps the first moment of a time range and leaves out its end, also where it narrows a text search', async () => {
    // Ids grow with time, but neighbours may stand the wrong way round.
    const offsets = [9, 10, 12, 11, 19, 21, 20, 18, 22];
    const rows = offsets.map((offset, place) => ({ ...plainRow(place), at: sampleNow + offset * 1_000 }));
    const { evaluation } = opened(rows);
    const time = (offset: number) => new Date(sampleNow + offset * 1_000).toISOString();
    const range = `after:${time(10)} before:${time(20)}`;
    for (const query of [range, `alpha ${range}`, `-nowhere ${range}`, `on:${time(10)}..${time(19)}`]) {
      const expected = expectedIds(rows, query);
      expect(expected).toEqual([7, 4, 3, 2, 1]);
      expect((await evaluation.page(meaningOf(query), { limit: 9 })).ids).toEqual(expected);
      expect((await evaluation.overview(meaningOf(query), 10)).matched).toBe(5);
    }
  });

  it('sees rows that come, change and go between two questions', async () => {
    const { columns, evaluation } = opened([plainRow(10), plainRow(20)]);
    const ids = async () => (await evaluation.page(meaningOf('tool:even'), { limit: 9 })).ids;
    await evaluation.overview(meaningOf('tool:even'), 10);
    columns.upsertMany([plainRow(14)]);
    expect(await ids()).toEqual([20, 14, 10]);
    columns.upsertMany([{ ...plainRow(20), tool: 'other' }]);
    columns.remove([10]);
    expect(await ids()).toEqual([14]);
    expect(await evaluation.overview(meaningOf('tool:even'), 10)).toMatchObject({ matched: 1, total: 2 });
  });

  it('finishes on one state of the columns while others write', async () => {
    const rows = Array.from({ length: 5_000 }, (_, place) => plainRow((place + 1) * 10));
    const { columns, evaluation } = opened(rows);
    const places = await evaluation.withMatches(meaningOf('tool:even'), function* (view, found) {
      columns.upsertMany([plainRow(4), plainRow(60_000)]);
      columns.remove([20]);
      yield;
      return Array.from(found, (place) => view.ids[place]);
    });
    expect(places).toEqual(rows.map(({ id }) => id).reverse());
    const after = await evaluation.overview(meaningOf('tool:even'), 10);
    expect(after.matched).toBe(5_001);
  });

  it('gives others a turn and stops when it is cancelled', async () => {
    const columns = openColumns();
    columns.load([plainRow(1)], 1);
    /** An index that has ever more hits, each of them slow. */
    const endless: TextIndex = {
      *match(_expression, { before = Number.MAX_SAFE_INTEGER }) {
        for (let id = before - 1; ; id--) {
          const until = performance.now() + 0.05;
          while (performance.now() < until);
          yield [id];
        }
      },
    };
    const evaluation = openEvaluation(columns, endless);
    for (const query of ['alpha', 'alpha or tool:odd', '-alpha']) {
      const abort = new AbortController();
      let turns = 0;
      const turn = setInterval(() => {
        turns += 1;
        if (turns === 3) abort.abort();
      }, 1);
      const cancelled = expect.objectContaining({ code: 'cancelled' });
      await expect(evaluation.page(meaningOf(query), { limit: 1 }, abort.signal)).rejects.toEqual(cancelled);
      await expect(evaluation.overview(meaningOf(query), 10, abort.signal)).rejects.toEqual(cancelled);
      clearInterval(turn);
    }
    // A cancelled query leaves nothing behind that the next one would wait for.
    expect(await evaluation.overview(meaningOf('tool:odd'), 10)).toMatchObject({ matched: 1 });
  });

  it('keeps a slow search open while others write, and closes it', async () => {
    const rows = Array.from({ length: 400 }, (_, place) => plainRow((place + 1) * 10));
    const columns = openColumns();
    columns.load(rows, rows.length);
    let open = 0;
    let opened = 0;
    const evaluation = openEvaluation(columns, {
      *match() {
        opened += 1;
        open += 1;
        try {
          for (let id = 4_000; id > 0; id -= 10) {
            const until = performance.now() + 0.2;
            while (performance.now() < until);
            yield [id];
          }
        } finally {
          open -= 1;
        }
      },
    });
    const writing = setInterval(
      () => columns.upsertMany([plainRow(columns.size * 10 + 5), plainRow(-columns.size)]),
      1,
    );
    const overview = evaluation.overview(meaningOf('alpha tool:even'), 10);
    const page = evaluation.page(meaningOf('alpha tool:odd'), { limit: 5 });
    const firstPage = evaluation.page(meaningOf('alpha'), { limit: 2 });
    expect(await page).toMatchObject({ ids: [], isExact: true });
    expect(await firstPage).toMatchObject({ ids: [4_000, 3_990] });
    expect((await overview).matched).toBe(400);
    clearInterval(writing);
    expect(columns.size).toBeGreaterThan(402);
    expect({ open, opened }).toEqual({ open: 0, opened: 3 });
  });

  it('keeps what it knows of text that is left out while rows come below and above', async () => {
    const rows = Array.from({ length: 400 }, (_, place) => plainRow((place + 1) * 10));
    const columns = openColumns();
    columns.load(rows, rows.length);
    const evaluation = openEvaluation(columns, {
      *match(_expression, { before = 4_001 }) {
        for (let id = 4_000; id > 0; id -= 1) {
          const until = performance.now() + 0.03;
          while (performance.now() < until);
          if (id < before && id % 20 === 0) yield [id];
        }
      },
    });
    const writing = setInterval(() => columns.upsertMany([plainRow(columns.size + 5_000), plainRow(-columns.size)]), 1);
    for (const query of ['-alpha', '-alpha or tool:odd', 'tool:even -(alpha tool:even)']) {
      const page = await evaluation.page(meaningOf(query), { limit: 200, cursor: 4_001 });
      expect(page.ids).toEqual(Array.from({ length: 200 }, (_, place) => 3_990 - place * 20));
    }
    clearInterval(writing);
    expect(columns.size).toBeGreaterThan(410);
  });

  it('searches a real index while rows are added to it and taken from it', async () => {
    const database = new DatabaseSync(':memory:');
    database.exec("create virtual table found using fts5(words, content='', detail=none)");
    const add = database.prepare('insert into found (rowid, words) values (?, ?)');
    const take = database.prepare("insert into found (found, rowid, words) values ('delete', ?, ?)");
    const rows = Array.from({ length: 30_000 }, (_, place) => plainRow((place + 1) * 10));
    database.exec('begin');
    for (const { id } of rows) add.run(id, 'alpha');
    database.exec('commit');
    const columns = openColumns();
    columns.load(rows, rows.length);
    const select = 'select rowid as id from found where found match ? order by rowid desc';
    const evaluation = openEvaluation(columns, {
      *match(expression) {
        for (const { id } of database.prepare(select).iterate(expression)) yield [Number(id)];
      },
    });
    let turns = 0;
    let isDone = false;
    const write = () => {
      if (isDone) return;
      turns += 1;
      database.exec('begin');
      for (let each = 0; each < 50; each++) add.run(turns * 1_000 * 10 + each * 10 + 3, 'alpha beta');
      take.run(turns * 10, 'alpha');
      database.exec(turns % 3 === 0 ? 'rollback' : 'commit');
      columns.remove(turns % 3 === 0 ? [] : [turns * 10]);
      setImmediate(write);
    };
    setImmediate(write);
    const { matched } = await evaluation.overview(meaningOf('alpha'), 10);
    isDone = true;
    expect(turns).toBeGreaterThan(0);
    expect(matched).toBeGreaterThanOrEqual(30_000 - turns);
    expect(matched).toBeLessThanOrEqual(30_000);
    expect((await evaluation.overview(meaningOf('tool:even'), 10)).matched).toBe(columns.size);
  });
});
