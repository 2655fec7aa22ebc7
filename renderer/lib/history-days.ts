import type { Day } from './day-lines.ts';
import { midnight } from './time-range.ts';

/** More days than the main side counts at once. */
const mostDays = 4_990;

/** Local midnights from the first day of the history to the end of tomorrow, growing. */
export function dayEdges(first: number | undefined, now: number): number[] {
  const edges = [nextMidnight(nextMidnight(now))];
  const start = midnight(first ?? now);
  let edge = midnight(now + 86_400_000);
  while (edge > start && edges.length < mostDays) {
    edges.push(edge);
    edge = midnight(edge - 1);
  }
  edges.push(edge);
  return edges.toReversed();
}

function nextMidnight(time: number): number {
  return midnight(midnight(time) + 36 * 3_600_000);
}

/** Newest first; days without calls are left out. */
export function daysBetween(edges: readonly number[], counts: readonly number[]): Day[] {
  return counts
    .map((count, index) => ({ from: edges[index] ?? 0, count }))
    .filter((day) => day.count > 0)
    .toReversed();
}

/** The same days without the newest rows. */
export function withoutNewest(days: readonly Day[], rows: number): Day[] {
  let left = rows;
  return days.flatMap((day) => {
    const taken = Math.min(left, day.count);
    left -= taken;
    return day.count > taken ? [{ ...day, count: day.count - taken }] : [];
  });
}
