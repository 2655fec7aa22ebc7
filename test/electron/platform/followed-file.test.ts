import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followFile } from '#platform/followed-file';
import { temporaryFolder } from '#test/helpers/temporary-folder';

test('a file is read again when it changed, and not more often than it is worth', () => {
  const path = join(temporaryFolder(), 'policy.json');
  let now = 0;
  let parsed = 0;
  const file = followFile(
    path,
    (text) => {
      parsed += 1;
      return text instanceof Error ? 'unreadable' : (text ?? 'missing');
    },
    () => now,
  );
  expect(file.read()).toBe('missing');
  writeFileSync(path, 'one');
  expect(file.read()).toBe('missing');
  now = 300;
  expect(file.read()).toBe('one');
  now = 600;
  expect(file.read()).toBe('one');
  expect(parsed).toBe(2);
  writeFileSync(`${path}.new`, 'two');
  renameSync(`${path}.new`, path);
  now = 900;
  expect(file.read()).toBe('two');
  rmSync(path);
  mkdirSync(path);
  now = 1_200;
  expect(file.read()).toBe('unreadable');
  rmSync(path, { recursive: true });
  now = 1_500;
  expect(file.read()).toBe('missing');
});
