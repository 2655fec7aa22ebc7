import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathsFor } from '#agents/paths';

const part = fc.constantFrom('a', 'b.c', '..', '.', 'X y', 'ü');

test('joins and splits POSIX paths as Node does', () => {
  const paths = pathsFor('linux');
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const path = `/${parts.join('/')}`;
      expect(paths.normalize(path)).toBe(posix.normalize(path).replace(/(.)\/$/, '$1'));
      expect(paths.dirname(path)).toBe(posix.dirname(posix.normalize(path).replace(/(.)\/$/, '$1')));
    }),
  );
});

test('joins and splits Windows paths as Node does', () => {
  const paths = pathsFor('win32');
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const path = `C:\\${parts.join('/')}`;
      expect(paths.normalize(path)).toBe(win32.normalize(path).replace(/(\w)\\$/, '$1'));
    }),
  );
  expect(paths.isAbsolute('C:\\x')).toBe(true);
  expect(paths.isAbsolute('\\x')).toBe(false);
  expect(paths.isSame('C:\\Users\\Me', 'c:/users/me')).toBe(true);
  expect(paths.normalize('\\\\?\\C:\\a\\..\\b')).toBe('C:\\b');
});

test('knows what lies inside a folder', () => {
  const paths = pathsFor('linux');
  expect(paths.isInside('/a/b', '/a/b/c')).toBe(true);
  expect(paths.isInside('/a/b', '/a/b')).toBe(true);
  expect(paths.isInside('/a/b', '/a/bc')).toBe(false);
  expect(paths.isInside('/a/b', '/a/b/../c')).toBe(false);
});
