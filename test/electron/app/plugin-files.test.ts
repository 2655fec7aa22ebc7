import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFilePage } from '#app/file-page';
import { fileTree } from '#app/file-tree';
import { FILE_PAGE_BYTES, FILE_TREE_LIMIT, type FilePage } from '#contract/files';

let root = '';
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'gatehouse-files-')), 'plugin');
  mkdirSync(join(root, 'a', 'b'), { recursive: true });
});
afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }));

function write(path: string, text: string | Buffer): void {
  writeFileSync(join(root, path), text);
}

/** All pages of a file, as the window reads them. */
function pages(path: string): FilePage[] {
  const all: FilePage[] = [];
  let offset: number | null = 0;
  while (offset !== null) {
    const page = readFilePage(root, path, offset);
    all.push(page);
    if (page.next !== null) expect(page.next).toBeGreaterThan(offset);
    offset = page.next;
  }
  return all;
}

test('tells folders first, with the size of what lies in them, and who may be executed', () => {
  write('z.txt', 'four');
  write('a/b/run.sh', '#!/bin/sh\n');
  chmodSync(join(root, 'a/b/run.sh'), 0o755);
  const tree = fileTree(root);
  expect(tree.entries).toEqual([
    { path: 'a', kind: 'folder', size: 10, files: 1 },
    { path: 'a/b', kind: 'folder', size: 10, files: 1 },
    { path: 'a/b/run.sh', kind: 'file', size: 10, isExecutable: true },
    { path: 'z.txt', kind: 'file', size: 4 },
  ]);
  expect(tree).toMatchObject({ size: 14, files: 2, leftOut: 0, problems: [] });
});

test('follows no link and is endless in none', () => {
  symlinkSync('..', join(root, 'a', 'loop'));
  symlinkSync('/etc/passwd', join(root, 'a', 'out'));
  symlinkSync('nowhere', join(root, 'a', 'dead'));
  expect(fileTree(root).entries.filter(({ kind }) => kind === 'link')).toEqual([
    { path: 'a/dead', kind: 'link', target: 'nowhere', leadsOut: true },
    { path: 'a/loop', kind: 'link', target: '..', leadsOut: false },
    { path: 'a/out', kind: 'link', target: '/etc/passwd', leadsOut: true },
  ]);
  expect(() => readFilePage(root, 'a/out', 0)).toThrow('It is a link');
  expect(() => readFilePage(root, 'a/loop/z.txt', 0)).toThrow('It is a link');
});

test.skipIf(process.platform === 'win32')('names a FIFO and a socket, and opens neither', async () => {
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const server = createServer().listen(join(root, 'sock'));
  await new Promise((resolve) => server.once('listening', resolve));
  expect(fileTree(root).entries.filter(({ kind }) => kind === 'other')).toHaveLength(2);
  expect(() => readFilePage(root, 'pipe', 0)).toThrow('never opened');
  expect(() => readFilePage(root, 'sock', 0)).toThrow('never opened');
  server.close();
});

test('gives nothing outside of the folder, whatever the path says', () => {
  writeFileSync(join(root, '..', 'secret'), 'no');
  for (const path of ['../secret', 'a/../../secret', '/etc/passwd', './z', 'a//b', 'a/\0', '..', 'a/b/..']) {
    expect(() => readFilePage(root, path, 0), path).toThrow('no path inside');
  }
  expect(() => readFilePage(root, 'gone.txt', 0)).toThrow('cannot be read');
  expect(() => readFilePage(root, 'a', 0)).toThrow(/no regular file|cannot be read/);
});

test('tells so many entries and counts the rest; a folder that is none is a problem', () => {
  for (let at = 0; at < FILE_TREE_LIMIT + 20; at += 1) write(`a/b/${at}`, '');
  const tree = fileTree(root);
  expect(tree.entries).toHaveLength(FILE_TREE_LIMIT);
  expect(tree.leftOut).toBe(22);
  expect(tree.files).toBe(FILE_TREE_LIMIT + 20);
  expect(fileTree(join(root, 'gone')).problems).toMatchObject([{ code: 'file-unreadable' }]);
  expect(fileTree(join(root, 'a', 'b', '0'))).toMatchObject({ isFile: true, files: 1, entries: [] });
});

test('names that are hostile stand as they are', () => {
  const names = ['\u202Egnp.exe', 'new\nline', '-rf', '<b>', "quote'", 'ü'];
  for (const name of names) write(name, name);
  expect(
    fileTree(root)
      .entries.filter(({ kind }) => kind === 'file')
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(names.toSorted());
  for (const name of names) expect(readFilePage(root, name, 0).text).toBe(name);
});

test('a page never ends inside a character, and the pages are the whole text', () => {
  const text = 'ä€😀x'.repeat(FILE_PAGE_BYTES / 4);
  write('utf8.txt', text);
  const all = pages('utf8.txt');
  expect(all.length).toBeGreaterThan(2);
  expect(all.map((page) => page.text).join('')).toBe(text);
  expect(all.every((page) => page.isClean)).toBe(true);
  write('utf16.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
  const wide = pages('utf16.txt');
  expect(wide.map((page) => page.text).join('')).toBe(text);
  expect(wide[0]).toMatchObject({ encoding: 'utf-16le', hasBom: true, kind: 'text' });
});

test('what is no text is given as bytes, and odd bytes in a text are told', () => {
  write('image.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]));
  expect(readFilePage(root, 'image.png', 0)).toMatchObject({ kind: 'binary', hex: '89504e4700000001', text: '' });
  write('latin.txt', Buffer.concat([Buffer.from('caf'), Buffer.from([0xe9]), Buffer.from(' is fine, as text goes\n')]));
  expect(readFilePage(root, 'latin.txt', 0)).toMatchObject({ kind: 'text', isClean: false });
  write('real.txt', 'a \uFFFD of its own');
  expect(readFilePage(root, 'real.txt', 0).isClean).toBe(true);
  write('bom.txt', '\uFEFFtext');
  expect(readFilePage(root, 'bom.txt', 0)).toMatchObject({ text: 'text', hasBom: true, next: null });
  write('empty.txt', '');
  expect(readFilePage(root, 'empty.txt', 0)).toMatchObject({ kind: 'text', text: '', next: null, size: 0 });
});

test('a file of many gigabytes is a page like any other', () => {
  write('huge.bin', '');
  truncateSync(join(root, 'huge.bin'), 2 ** 36);
  const page = readFilePage(root, 'huge.bin', 2 ** 35);
  expect(page.hex.length).toBeLessThanOrEqual(2 * FILE_PAGE_BYTES);
  expect(page.next).toBeGreaterThan(2 ** 35);
});
