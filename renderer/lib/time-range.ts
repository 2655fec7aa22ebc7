import { fieldValue, withField, withoutFields } from './query-text.ts';

/** Milliseconds since 1970; the end does not belong to it. */
export interface TimeRange {
  from: number;
  to: number;
}

const units: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** What a query says of time, as far as the window understands it; the store understands more. */
export function rangeOf(query: string, now: number): { from?: number; to?: number } {
  const day = timeOf(fieldValue(query, 'on'), now);
  if (day !== undefined) return { from: midnight(day), to: midnight(midnight(day) + 36 * 3_600_000) };
  const from = timeOf(fieldValue(query, 'after'), now);
  const to = timeOf(fieldValue(query, 'before'), now);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function timeOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const ago = /^(\d{1,6})(s|m|min|h|d|w)$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * (units[ago[2] ?? ''] ?? 0);
  if (text === 'today') return midnight(now);
  if (text === 'yesterday') return midnight(midnight(now) - 1);
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(Z)?$/.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((each) => Number(each ?? 0));
  const time =
    parts[7] === 'Z'
      ? Date.UTC(year, month - 1, day, hour, minute, second)
      : new Date(year, month - 1, day, hour, minute, second).getTime();
  return Number.isNaN(time) ? undefined : time;
}

/** The local midnight at or before it. */
export function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

export function withoutTime(query: string): string {
  return withoutFields(query, ['after', 'before', 'on']);
}

/** Puts the range into the query, at a grain that fits its width; what it said of time before is replaced. */
export function withRange(query: string, range: TimeRange, whole: TimeRange): string {
  const rest = withoutTime(query);
  const grain = grainOf(range.to - range.from);
  const from = roundDown(range.from, grain);
  const to = roundUp(range.to, grain);
  const bounded = from <= whole.from ? rest : withField(rest, 'after', timeText(from));
  return to > whole.to ? bounded : withField(bounded, 'before', timeText(to));
}

const day = 86_400_000;

function grainOf(width: number): number {
  if (width >= 4 * day) return day;
  if (width >= 6 * 3_600_000) return 900_000;
  return width >= 600_000 ? 60_000 : 1_000;
}

function roundDown(time: number, grain: number): number {
  return grain === day ? midnight(time) : Math.floor(time / grain) * grain;
}

function roundUp(time: number, grain: number): number {
  if (grain !== day) return Math.ceil(time / grain) * grain;
  const start = midnight(time);
  return start === time ? time : midnight(start + 36 * 3_600_000);
}

/** As the query language writes local time: only as exact as needed. */
export function timeText(time: number): string {
  const at = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  if (midnight(time) === time) return date;
  const seconds = at.getSeconds() === 0 ? '' : `:${two(at.getSeconds())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}${seconds}`;
}

/** Half as long or twice as long, around `focus` where it lies inside, else with the same end. */
export function scaledRange(range: TimeRange, factor: 0.5 | 2, focus: number | undefined): TimeRange {
  const width = Math.max(1_000, (range.to - range.from) * factor);
  if (focus === undefined || focus < range.from || focus > range.to) return { from: range.to - width, to: range.to };
  const share = (focus - range.from) / Math.max(1, range.to - range.from);
  return { from: focus - width * share, to: focus + width * (1 - share) };
}

/** What the histogram shows: the chosen range with its neighbourhood, never more than everything. */
export function frameAround(chosen: { from?: number; to?: number }, whole: TimeRange): TimeRange {
  if (chosen.from === undefined && chosen.to === undefined) return whole;
  const from = Math.max(whole.from, Math.min(chosen.from ?? whole.from, whole.to));
  const to = Math.min(whole.to, Math.max(chosen.to ?? whole.to, from + 1_000));
  const width = to - from;
  return { from: Math.max(whole.from, from - width * 1.6), to: Math.min(whole.to, to + width * 0.6) };
}
