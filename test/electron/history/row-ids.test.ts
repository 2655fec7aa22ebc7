import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstIdAt, freeIdAt } from '#history/row-ids';

test('ids are safe, positive and never fall as time goes on, whatever the clock says', () => {
  const time = fc.oneof(
    fc.double(),
    fc.integer({ min: 0, max: 8.64e15 }),
    fc.constantFrom(Number.NaN, -1, 0, -Infinity, Infinity),
  );
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [x, y] = [firstIdAt(a), firstIdAt(b)];
      expect(Number.isSafeInteger(x) && x > 0).toBe(true);
      if (a <= b) expect(x).toBeLessThanOrEqual(y);
    }),
  );
});

test('a second with more than 64 calls goes on with the ids of the next', () => {
  const taken = new Set<number>();
  for (let at = 0; at < 100; at += 1) taken.add(freeIdAt(1_800_000_000_000, (id) => taken.has(id)));
  expect(taken.size).toBe(100);
  expect(freeIdAt(1_800_000_001_000, (id) => taken.has(id))).toBe(firstIdAt(1_800_000_000_000) + 100);
});
