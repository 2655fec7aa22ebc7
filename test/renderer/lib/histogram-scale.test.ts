import { expect, it } from 'vitest';
import { barsOf, ticksOf, timeAt } from '#renderer/lib/histogram-scale.ts';

const from = new Date(2026, 10, 17).getTime();
const day = 86_400_000;
const frame = { from, to: from + 7 * day };

it('draws bars by share, the bad part on top, and leaves out the empty', () => {
  const bucket = (n: number, count: number, bad: number) => ({
    from: from + n * day,
    to: from + (n + 1) * day,
    count,
    bad,
  });
  const bars = barsOf([bucket(0, 100, 0), bucket(1, 0, 0), bucket(2, 50, 50), bucket(3, 1, 0)], frame, 700, 50);
  expect(bars.map(({ x, good, red }) => [x, good, red])).toEqual([
    [0, 50, 0],
    [200, 0, 25],
    [300, 1.5, 0],
  ]);
});

it('labels local midnights where a day has room', () => {
  const ticks = ticksOf(frame, 1_184);
  expect(ticks.map((tick) => tick.label)).toEqual([
    'Tue 17',
    'Wed 18',
    'Thu 19',
    'Fri 20',
    'Sat 21',
    'Sun 22',
    'Mon 23',
  ]);
  expect(ticks[1]?.x).toBeCloseTo(1_184 / 7);
});

it('finds round labels for a minute, an hour, a year and ten years', () => {
  for (const span of [60_000 * 20, 3_600_000, day * 365, day * 3_650]) {
    const ticks = ticksOf({ from, to: from + span }, 1_000);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThan(13);
  }
});

it('turns a place back into a time, inside the frame', () => {
  expect(timeAt(350, frame, 700)).toBe(from + 3.5 * day);
  expect(timeAt(-9, frame, 700)).toBe(from);
  expect(timeAt(9_999, frame, 700)).toBe(frame.to);
});
