import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSpoolFile } from '#platform/spool-file';
import { temporaryFolder } from '#test/helpers/temporary-folder';

test('the file is made with the first lines, for this user alone, and holds what was added', () => {
  const path = join(temporaryFolder(), 'spool', 'a.jsonl');
  const file = openSpoolFile(path);
  expect(existsSync(path)).toBe(false);
  file.append('{"a":1}\n');
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n');
  file.append('{"b":2}\n{"c":3}\n');
  file.close();
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"b":2}\n{"c":3}\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
});

test.runIf(existsSync('/dev/full'))('a full disk is an error in words, and the next try writes again', () => {
  const path = join(temporaryFolder(), 'b.jsonl');
  symlinkSync('/dev/full', path);
  const file = openSpoolFile(path);
  expect(() => file.append('{}\n')).toThrow(/disk is full/);
  expect(() => file.append('{}\n')).toThrow(/disk is full/);
  file.close();
});
