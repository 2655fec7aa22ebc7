import { expect, test } from 'vitest';
import { createRestartPolicy } from '#runtime/restart-policy';

test('waits longer at each death, gives up after the fifth, and forgets what was long ago', () => {
  let now = 0;
  const policy = createRestartPolicy(() => now);
  expect([1, 2, 3, 4, 5, 6].map(() => policy.next())).toEqual([200, 500, 1_000, 2_000, 5_000, undefined]);
  now = 11 * 60_000;
  expect(policy.next()).toBe(200);
});
