import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayLines } from '#renderer/lib/day-lines.ts';
import { dayEdges, daysBetween, withoutNewest } from '#renderer/lib/history-days.ts';

it('puts a head before each day but the first', () => {
  const lines = dayLines(5, [
    { from: 300, count: 2 },
    { from: 200, count: 0 },
    { from: 100, count: 3 },
  ]);
  expect(lines.count).toBe(6);
  expect([0, 1, 2, 3, 4, 5].map((line) => lines.lineAt(line))).toEqual([
    { kind: 'row', index: 0 },
    { kind: 'row', index: 1 },
    { kind: 'day', day: { from: 100, count: 3 } },
    { kind: 'row', index: 2 },
    { kind: 'row', index: 3 },
    { kind: 'row', index: 4 },
  ]);
  expect(lines.dayOfRow(1)?.from).toBe(300);
  expect(lines.dayOfRow(2)?.from).toBe(100);
});

it('stands without days, and with rows that no day holds', () => {
  expect(dayLines(3, []).lineAt(2)).toEqual({ kind: 'row', index: 2 });
  expect(dayLines(3, []).count).toBe(3);
  const lines = dayLines(4, [{ from: 1, count: 2 }]);
  expect(lines.lineAt(3)).toEqual({ kind: 'row', index: 3 });
});

it('gives each row one line and each line one row or head', () => {
  const counts = fc.array(fc.nat(5), { maxLength: 20 });
  fc.assert(
    fc.property(counts, fc.nat(10), (list, extra) => {
      const rows = list.reduce((all, each) => all + each, 0) + extra;
      const lines = dayLines(
        rows,
        list.map((count, index) => ({ from: -index, count })),
      );
      const all = Array.from({ length: lines.count }, (_, line) => lines.lineAt(line));
      expect(all.flatMap((line) => (line.kind === 'row' ? [line.index] : []))).toEqual(
        Array.from({ length: rows }, (_, index) => index),
      );
      for (let row = 0; row < rows; row += 1) expect(all[lines.lineOfRow(row)]).toEqual({ kind: 'row', index: row });
    }),
  );
});

it('cuts the time into local days, the longest history included', () => {
  const now = new Date(2026, 10, 23, 14, 2).getTime();
  const edges = dayEdges(new Date(2026, 9, 20, 7).getTime(), now);
  expect(new Date(edges[0] ?? 0)).toEqual(new Date(2026, 9, 20));
  expect(new Date(edges.at(-1) ?? 0)).toEqual(new Date(2026, 10, 25));
  expect(edges).toHaveLength(37);
  expect(edges.every((edge) => new Date(edge).getHours() === 0)).toBe(true);
  expect(dayEdges(0, now).length).toBeLessThanOrEqual(5_000);
  expect(dayEdges(undefined, now).length).toBeGreaterThanOrEqual(2);
});

it('lists days with calls, newest first, without what waits at the top', () => {
  const days = daysBetween([0, 10, 20, 30], [4, 0, 2]);
  expect(days).toEqual([
    { from: 20, count: 2 },
    { from: 0, count: 4 },
  ]);
  expect(withoutNewest(days, 3)).toEqual([{ from: 0, count: 3 }]);
});
