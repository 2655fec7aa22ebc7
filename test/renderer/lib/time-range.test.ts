import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameAround, rangeOf, scaledRange, timeText, withRange } from '#renderer/lib/time-range.ts';

const now = new Date(2026, 10, 23, 14, 2, 31).getTime();
const day = 86_400_000;
const whole = { from: now - 90 * day, to: now };
const at = (...parts: [number, number, number, number?, number?, number?]) => new Date(...parts).getTime();

describe('what a query says of time', () => {
  it.each([
    ['after:2026-11-21', { from: at(2026, 10, 21) }],
    ['cart before:2026-11-21T14:30 after:2d', { from: now - 2 * day, to: at(2026, 10, 21, 14, 30) }],
    ['on:today', { from: at(2026, 10, 23), to: at(2026, 10, 24) }],
    ['after:yesterday', { from: at(2026, 10, 22) }],
    ['after:whenever', {}],
    ['-after:2d', {}],
  ])('%s', (query, range) => {
    expect(rangeOf(query, now)).toEqual(range);
  });

  it('is put in as exactly as its width asks for, and comes back', () => {
    const range = { from: at(2026, 10, 10, 3), to: at(2026, 10, 20, 7) };
    expect(withRange('cart on:today', range, whole)).toBe('cart after:2026-11-10 before:2026-11-21');
    const short = { from: at(2026, 10, 21, 14, 30, 12), to: at(2026, 10, 21, 14, 31, 5) };
    expect(withRange('', short, whole)).toBe('after:2026-11-21T14:30:12 before:2026-11-21T14:31:05');
  });

  it('goes away where it reaches the ends', () => {
    expect(withRange('cart after:2d', { from: 0, to: now + 1 }, whole)).toBe('cart');
    expect(withRange('', { from: at(2026, 10, 21), to: now }, whole)).toBe('after:2026-11-21');
  });

  it('holds at least what was chosen', () => {
    const time = fc.integer({ min: whole.from, max: whole.to - 1 });
    fc.assert(
      fc.property(time, time, (one, two) => {
        const range = { from: Math.min(one, two), to: Math.max(one, two) + 1 };
        const { from = whole.from, to = whole.to } = rangeOf(withRange('', range, whole), now);
        expect(from).toBeLessThanOrEqual(range.from);
        expect(to).toBeGreaterThanOrEqual(range.to);
      }),
    );
  });
});

it('writes midnight as a day', () => {
  expect(timeText(at(2026, 0, 5))).toBe('2026-01-05');
  expect(timeText(at(2026, 0, 5, 9, 7))).toBe('2026-01-05T09:07');
});

it('narrows around a focus, else towards the end', () => {
  expect(scaledRange({ from: 0, to: 100_000 }, 0.5, undefined)).toEqual({ from: 50_000, to: 100_000 });
  expect(scaledRange({ from: 0, to: 100_000 }, 0.5, 20_000)).toEqual({ from: 10_000, to: 60_000 });
  expect(scaledRange({ from: 0, to: 100_000 }, 2, 500_000)).toEqual({ from: -100_000, to: 100_000 });
});

it('shows a chosen range with its neighbourhood, never more than there is', () => {
  expect(frameAround({}, whole)).toEqual(whole);
  const frame = frameAround({ from: now - 10 * day, to: now - 5 * day }, whole);
  expect(frame).toEqual({ from: now - 18 * day, to: now - 2 * day });
});
