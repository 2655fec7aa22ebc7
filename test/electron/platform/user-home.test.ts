import { homedir, userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { userHome } from '#platform/user-home';

test('an absolute HOME counts', () => {
  expect(userHome(homedir())).toBe(homedir());
});

test.each(['', 'relative', '.'])('HOME=%j means the home of the account, never the folder one stands in', (home) => {
  expect(userHome(home)).toBe(userInfo().homedir);
});
