/** A moment or a whole day, month, minute: ms since 1970, the end not included; from === to for a moment. */
export interface Period {
  from: number;
  to: number;
}

const unitMs: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const relativePattern = /^-?(\d{1,6})(s|min|m|h|d|w)$/;
const namedPattern = /^(\d{1,2})-([a-z]{3})[a-z]{0,6}(?:-(\d{4}))?$/;
const isoPattern =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[t ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(z|[+-]\d{2}:?\d{2})?)?)?)?$/;

/** Relative times count from here, so that a question put again a moment later is the same question. */
const RELATIVE_GRAIN_MS = 1_000;

/**
 * What a time in a query means. Undefined for what is no time. Days begin at midnight in `timeZone`; a day without a
 * year is the latest that has begun.
 */
export function periodOf(text: string, now: number, timeZone: string): Period | undefined {
  const lower = text.toLowerCase();
  const zone = zoneOf(timeZone);
  if (lower === 'now') return { from: now, to: now };
  if (lower === 'today') return dayOf(zone.dateAt(now), zone);
  if (lower === 'yesterday') return dayOf(shifted(zone.dateAt(now), -1), zone);
  return relative(lower, now) ?? namedDay(lower, now, zone) ?? isoPeriod(lower, zone);
}

function relative(text: string, now: number): Period | undefined {
  const [, amount, unit = ''] = relativePattern.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const from = Math.floor(now / RELATIVE_GRAIN_MS) * RELATIVE_GRAIN_MS - Number(amount) * (unitMs[unit] ?? 0);
  return { from, to: from };
}

interface CalendarDate {
  year: number;
  /** 0 to 11. */
  month: number;
  day: number;
}

function namedDay(text: string, now: number, zone: Zone): Period | undefined {
  const [, day, name = '', year] = namedPattern.exec(text) ?? [];
  const month = months.indexOf(name);
  if (day === undefined || month < 0) return undefined;
  if (year !== undefined) return realDay({ year: Number(year), month, day: Number(day) }, zone);
  const thisYear = zone.dateAt(now).year;
  // 29-Feb may be up to eight years back.
  for (let back = 0; back <= 8; back++) {
    const period = realDay({ year: thisYear - back, month, day: Number(day) }, zone);
    if (period !== undefined && period.from <= now) return period;
  }
  return undefined;
}

function isoPeriod(text: string, zone: Zone): Period | undefined {
  const match = isoPattern.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const date = { year, month: month - 1, day };
  if (!isReal(date) || hour > 23 || minute > 59 || second > 59) return undefined;
  if (match[2] === undefined) return { from: zone.midnight(date), to: zone.midnight({ ...date, year: year + 1 }) };
  if (match[3] === undefined) return { from: zone.midnight(date), to: zone.midnight({ ...date, month }) };
  if (match[4] === undefined) return dayOf(date, zone);
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0'));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const from = match[8] === undefined ? zone.timeOf(wall) : wall - offsetMs(match[8]);
  const grain = match[7] !== undefined ? 1 : match[6] !== undefined ? 1_000 : 60_000;
  return { from, to: from + grain };
}

function offsetMs(zone: string): number {
  if (zone === 'z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600_000 + Number(minutes) * 60_000);
}

function isReal({ year, month, day }: CalendarDate): boolean {
  const date = new Date(Date.UTC(year, month, day));
  return year >= 1970 && date.getUTCMonth() === month && date.getUTCDate() === day;
}

function realDay(date: CalendarDate, zone: Zone): Period | undefined {
  return isReal(date) ? dayOf(date, zone) : undefined;
}

function dayOf(date: CalendarDate, zone: Zone): Period {
  return { from: zone.midnight(date), to: zone.midnight(shifted(date, 1)) };
}

function shifted({ year, month, day }: CalendarDate, days: number): CalendarDate {
  const date = new Date(Date.UTC(year, month, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
}

interface Zone {
  dateAt(time: number): CalendarDate;
  /** The moment at which the clocks show `wall` (as if it were UTC); the first of two in autumn. */
  timeOf(wall: number): number;
  midnight(date: CalendarDate): number;
}

function zoneOf(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const wallAt = (time: number): number => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
  const offsetAt = (time: number) => wallAt(time) - Math.floor(time / 1_000) * 1_000;
  const timeOf = (wall: number): number => {
    // The offset a day before and a day after: across a change of clocks one of the two fits, in a gap neither does.
    const candidates = [offsetAt(wall - 86_400_000), offsetAt(wall + 86_400_000)].map((offset) => wall - offset);
    const fitting = candidates.filter((time) => time + offsetAt(time) === wall);
    return fitting.length > 0 ? Math.min(...fitting) : Math.max(...candidates);
  };
  return {
    timeOf,
    midnight: ({ year, month, day }) => timeOf(Date.UTC(year, month, day)),
    dateAt(time) {
      const wall = new Date(wallAt(time));
      return { year: wall.getUTCFullYear(), month: wall.getUTCMonth(), day: wall.getUTCDate() };
    },
  };
}
