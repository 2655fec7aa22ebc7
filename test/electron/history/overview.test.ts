import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facetNames } from '#contract/history';
import { openColumns } from '#history/columns';
import { openEvaluation } from '#history/query-evaluation';
import { fits, meaningOf, sampleIndex, sampleNow, sampleQueries, sampleRows } from './query-sample.ts';

describe('the overview of a result', () => {
  it('counts what a look at every row counts', async () => {
    await fc.assert(
      fc.asyncProperty(sampleRows, sampleQueries, fc.integer({ min: 10, max: 40 }), async (rows, query, buckets) => {
        const columns = openColumns();
        columns.load(rows, rows.length);
        const evaluation = openEvaluation(columns, sampleIndex(rows, 'full'));
        const meaning = meaningOf(query);
        const matched = rows.filter((row) => fits(meaning, row));
        const overview = await evaluation.overview(meaning, buckets);

        expect(overview).toMatchObject({ matched: matched.length, isExact: true });
        expect(overview.total).toBe(rows.filter(({ type }) => type === 'tool').length);
        const times = matched.map(({ at }) => at);
        if (times.length > 0) {
          expect(overview).toMatchObject({ first: Math.min(...times), last: Math.max(...times) });
        }
        expect(overview.histogram.length).toBeLessThanOrEqual(buckets);
        for (const [place, { from, to, count, bad }] of overview.histogram.entries()) {
          const inside = matched.filter(({ at }) => at >= from && at < to);
          expect(count).toBe(inside.length);
          expect(bad).toBe(inside.filter(({ outcome }) => outcome === 'error' || outcome === 'denied').length);
          expect(overview.histogram[place + 1]?.from ?? to).toBe(to);
        }
        expect(overview.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(matched.length);
        expect(overview.facets.map(({ name }) => name)).toEqual(facetNames);
        for (const { name, values, more } of overview.facets) {
          const expected = Map.groupBy(matched, (row) => row[name] ?? 'none');
          expect(more).toBe(0);
          expect(Object.fromEntries(values.map(({ value, count }) => [value, count]))).toEqual(
            Object.fromEntries([...expected].map(([value, found]) => [value, found.length])),
          );
          expect(values.map(({ count }) => count)).toEqual(values.map(({ count }) => count).sort((a, b) => b - a));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves off rare values and says how many', async () => {
    const columns = openColumns();
    const rows = Array.from({ length: 20_000 }, (_, place) => ({
      id: place,
      at: place,
      type: 'tool' as const,
      outcome: 'ok' as const,
      source: 'transcript' as const,
      agent: 'codex',
      session: 's',
      // Tool n is called 2 n + 1 times.
      tool: `tool ${Math.floor(Math.sqrt(place))}`,
      isSubAgent: false,
    }));
    columns.load(rows, rows.length);
    const overview = await openEvaluation(columns, { match: () => [] }).overview(meaningOf(''), 10);
    const tools = overview.facets.find(({ name }) => name === 'tool');
    expect(tools?.values[0]).toEqual({ value: 'tool 140', count: 281 });
    expect(tools?.values).toHaveLength(20);
    expect(tools?.more).toBe(142 - 20);
    expect(overview.facets.find(({ name }) => name === 'plugin')?.values).toEqual([{ value: 'none', count: 20_000 }]);
    expect(overview.histogram.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 2_000));
  });

  it('counts days by their edges', async () => {
    const columns = openColumns();
    const row = { type: 'tool', outcome: 'ok', source: 'transcript', agent: 'codex', session: 's', tool: 't' } as const;
    const times = [5, 10, 19, 20, 20, 29, 30, 31].map((offset) => sampleNow + offset);
    columns.load(
      times.map((at, id) => ({ ...row, id, at, isSubAgent: false })),
      times.length,
    );
    const evaluation = openEvaluation(columns, { match: () => [] });
    const edges = [10, 20, 30].map((offset) => sampleNow + offset);
    expect(await evaluation.days(meaningOf(''), edges)).toEqual([2, 3]);
    expect(await evaluation.days(meaningOf('tool:other'), edges)).toEqual([0, 0]);
  });
});
