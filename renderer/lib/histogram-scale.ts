import type { Overview } from '#contract/history';
import { midnight, type TimeRange } from './time-range.ts';

export interface Bar {
  from: number;
  to: number;
  count: number;
  bad: number;
  /** Pixels. */
  x: number;
  width: number;
  /** Pixels of the good part and of the bad part above it. */
  good: number;
  red: number;
}

/** Bars of a histogram over a frame. What is there is seen: no bar with calls is lower than a pixel and a half. */
export function barsOf(histogram: Overview['histogram'], frame: TimeRange, width: number, height: number): Bar[] {
  const tallest = Math.max(1, ...histogram.map((bucket) => bucket.count));
  const tall = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / tallest) * height));
  return histogram.flatMap((bucket) => {
    const x = Math.max(0, positionOf(bucket.from, frame, width));
    const end = Math.min(width, positionOf(bucket.to, frame, width));
    if (bucket.count === 0 || end <= 0 || x >= width) return [];
    const bad = Math.min(bucket.bad, bucket.count);
    const red = bad === 0 ? 0 : Math.max(2, (bad / tallest) * height);
    const good = bad === bucket.count ? 0 : Math.min(height - red, tall(bucket.count - bad));
    return [{ ...bucket, x, width: Math.max(1.5, Math.min(end - x - 2, 24)), good, red }];
  });
}

export function positionOf(time: number, frame: TimeRange, width: number): number {
  return ((time - frame.from) / Math.max(1, frame.to - frame.from)) * width;
}

export function timeAt(position: number, frame: TimeRange, width: number): number {
  const share = Math.min(1, Math.max(0, position / Math.max(1, width)));
  return frame.from + share * (frame.to - frame.from);
}

export interface Tick {
  at: number;
  label: string;
  /** Pixels. */
  x: number;
}

const hour = 3_600_000;
const steps = [60_000, 300_000, 900_000, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour, 168 * hour];

/** Labels at round local times, at least `apart` pixels from each other. */
export function ticksOf(frame: TimeRange, width: number, apart = 88): Tick[] {
  const span = frame.to - frame.from;
  if (span <= 0 || width < apart) return [];
  const least = (span * apart) / width;
  const step = steps.find((each) => each >= least);
  const starts = step === undefined ? monthStarts(frame, least) : stepStarts(frame, step);
  const ticks = starts.map((at) => ({ at, label: tickLabel(at, step), x: positionOf(at, frame, width) }));
  return ticks.filter((tick) => tick.x >= 0 && tick.x <= width - apart / 2);
}

function stepStarts(frame: TimeRange, step: number): number[] {
  const starts: number[] = [];
  // Steps are counted from local midnight, day by day, so that a change of the clock moves no label off its hour.
  for (let day = midnight(frame.from); day < frame.to; day = midnight(day + 36 * hour)) {
    if (step >= 24 * hour) {
      const number = Math.round((day - new Date(day).getTimezoneOffset() * 60_000) / (24 * hour));
      if ((number - 4) % Math.round(step / (24 * hour)) === 0) starts.push(day);
    } else for (let at = day; at < midnight(day + 36 * hour); at += step) if (at >= frame.from) starts.push(at);
  }
  return starts;
}

function monthStarts(frame: TimeRange, least: number): number[] {
  const every = Math.max(1, Math.ceil(least / (31 * 24 * hour)));
  const first = new Date(frame.from);
  const starts: number[] = [];
  for (let month = 0; ; month += every) {
    const at = new Date(first.getFullYear(), first.getMonth() + month, 1).getTime();
    if (at > frame.to) return starts;
    if (at >= frame.from) starts.push(at);
  }
}

function tickLabel(at: number, step: number | undefined): string {
  const date = new Date(at);
  const isMidnight = midnight(at) === at;
  if (step === undefined) return date.toLocaleDateString('en-GB', { month: 'short', year: 'numeric' });
  if (step < 24 * hour && !isMidnight) return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (step > 24 * hour) return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${date.toLocaleDateString('en-GB', { weekday: 'short' })} ${date.getDate()}`;
}
