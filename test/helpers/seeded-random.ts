/** Numbers that look random and are the same for the same seed, so that what is made from them can be made again. */
export interface SeededRandom {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  chance(share: number): boolean;
  /** `values` must not be empty. */
  pick<T>(values: readonly T[]): T;
  /** Like `pick`; each value with its weight. */
  weighted<T>(values: readonly (readonly [value: T, weight: number])[]): T;
  /** So many hexadecimal digits. */
  hex(digits: number): string;
  uuid(): string;
  /** A size between the given quantiles, which stand in equal steps from the smallest to the largest. */
  size(quantiles: readonly number[]): number;
}

/** Mulberry32 (public domain, Tommy Ettinger). */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number) => Math.floor(next() * end);
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits)
      text += Math.floor(next() * 0x100000000)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  };
  return {
    next,
    below,
    hex,
    chance: (share) => next() < share,
    pick(values) {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error('There is nothing to pick from.');
      return value;
    },
    weighted(values) {
      let left = next() * values.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of values) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = values.at(-1);
      if (last === undefined) throw new Error('There is nothing to pick from.');
      return last[0];
    },
    uuid() {
      const digits = hex(32);
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
    size(quantiles) {
      const place = next() * (quantiles.length - 1);
      const low = quantiles[Math.floor(place)] ?? 0;
      const high = quantiles[Math.floor(place) + 1] ?? low;
      return Math.round(low + (high - low) * (place % 1));
    },
  };
}
