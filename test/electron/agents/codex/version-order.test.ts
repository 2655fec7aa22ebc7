import { expect, test } from 'vitest';
import { isVersionName, newestVersion } from '#agents/codex/version-order';

/** Asked of codex 0.169.0 with real folders. */
test.each([
  [['1.0.0', 'local'], 'local'],
  [['1.0.0', '1.9.0', '1.10.0'], '1.10.0'],
  [['1.10.0', '1.11.0-rc.1'], '1.11.0-rc.1'],
  [['1.0.0', '1.0.0-rc.1', '1.0.0-rc.2'], '1.0.0'],
  [['1.0.0-rc.2', '1.0.0-rc.10'], '1.0.0-rc.10'],
  [['1.0.0', '1.0.0+b2'], '1.0.0+b2'],
  [['1.0.0', '01.2.3'], '1.0.0'],
  [['1.0.0', 'e'], 'e'],
  [['1.10.0', 'latest'], 'latest'],
  [['3fdeeb49', '2aaaaaaa'], '3fdeeb49'],
  [[], undefined],
])('of %j Codex loads %s', (versions, taken) => {
  expect(newestVersion(versions)).toBe(taken);
  expect(newestVersion(versions.toReversed())).toBe(taken);
});

test.each([
  ['1.0.0', true],
  ['a_b+c-d', true],
  ['..', false],
  ['.', false],
  ['bad name', false],
  ['', false],
])('%j is a version folder: %s', (name, isOne) => {
  expect(isVersionName(name)).toBe(isOne);
});
