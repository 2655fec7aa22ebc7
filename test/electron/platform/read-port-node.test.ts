import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodeReadPort } from '#platform/read-port-node';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const port = nodeReadPort();
const isWindows = process.platform === 'win32';

test('reads text with its byte order mark and says when it is not UTF-8', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a'), '\uFEFF{}');
  writeFileSync(join(folder, 'b'), Buffer.from([0x61, 0xff]));
  expect(port.read(join(folder, 'a'))).toMatchObject({ ok: true, text: '\uFEFF{}', hasInvalidUtf8: false });
  expect(port.read(join(folder, 'b'))).toMatchObject({ ok: true, hasInvalidUtf8: true });
});

test('what is not there, a folder, and a file below a file are values', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(port.read(join(folder, 'none'))).toMatchObject({ ok: false, reason: 'missing' });
  expect(port.read(folder)).toMatchObject({ ok: false, reason: 'not-a-file' });
  expect(port.read(join(folder, 'file', 'below'))).toMatchObject({ ok: false, reason: 'missing' });
  expect(port.list(join(folder, 'file'))).toMatchObject({ ok: false, reason: 'not-a-directory' });
  expect(port.list(join(folder, 'none'))).toMatchObject({ ok: false, reason: 'missing' });
  expect(port.stat(join(folder, 'none')).kind).toBe('missing');
});

test('a file of 100 MB is refused without reading it', () => {
  const file = join(temporaryFolder(), 'large');
  writeFileSync(file, '');
  truncateSync(file, 100 * 1024 * 1024);
  expect(port.read(file)).toMatchObject({ ok: false, reason: 'too-large' });
});

test.skipIf(isWindows)('a FIFO, a socket and a device neither block nor throw', () => {
  const folder = temporaryFolder();
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  const server = createServer().listen(join(folder, 'socket'));
  onTestFinished(() => {
    server.close();
  });
  expect(port.read(join(folder, 'fifo'))).toMatchObject({ ok: false, reason: 'not-a-file' });
  expect(port.stat(join(folder, 'fifo')).kind).toBe('other');
  expect(port.read('/dev/null')).toMatchObject({ ok: false, reason: 'not-a-file' });
});

test.skipIf(isWindows)('a loop of links is as good as nothing there', () => {
  const folder = temporaryFolder();
  symlinkSync(join(folder, 'b'), join(folder, 'a'));
  symlinkSync(join(folder, 'a'), join(folder, 'b'));
  mkdirSync(join(folder, 'deep'));
  symlinkSync('..', join(folder, 'deep', 'up'));
  expect(port.stat(join(folder, 'a'))).toMatchObject({ kind: 'missing', isLink: true });
  expect(port.read(join(folder, 'a'))).toMatchObject({ ok: false, reason: 'missing' });
  expect(port.realpath(join(folder, 'a'))).toBeUndefined();
  expect(port.realpath(join(folder, 'deep', 'up', 'deep', 'up'))).toBe(folder);
});

test('lists names in order with what each entry itself is', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'a'), '');
  if (!isWindows) symlinkSync('a', join(folder, 'c'));
  const listed = port.list(folder);
  expect(listed.ok && listed.entries.slice(0, 2)).toEqual([
    { name: 'a', kind: 'file' },
    { name: 'b', kind: 'directory' },
  ]);
});
