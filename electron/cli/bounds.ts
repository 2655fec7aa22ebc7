import { UsageError } from './arguments.ts';

const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since 1970, of `30m`, `2h`, `3d` ago or a date; undefined when not given. Throws UsageError. */
export function sinceFrom(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
  const at = amount === undefined ? Date.parse(value) : now - Number(amount) * (unitMs[unit] ?? 0);
  if (Number.isNaN(at)) throw new UsageError('--since must be a time such as 30m, 2h, 3d or 2026-11-23T14:00.');
  return at;
}

/** A whole number from 1 to `most`; undefined when not given. Throws UsageError. */
export function limitFrom(value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > most) {
    throw new UsageError(`--limit must be a whole number from 1 to ${most}.`);
  }
  return number;
}
