import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileEntry, FileTree } from '#contract/files';
import { appendText, hexRows, nextPlace, noLines, rowOfLine, rowsWith, sizeWords } from '#renderer/lib/file-lines.ts';
import { firstOpen, linesOf, placeIn, toggled, treeMove } from '#renderer/lib/file-tree.ts';

function tree(root: string, paths: readonly string[]): FileTree {
  const entries = paths.map(
    (path): FileEntry =>
      path.endsWith('/')
        ? { path: path.slice(0, -1), kind: 'folder', size: 0, files: 0 }
        : { path, kind: 'file', size: 1 },
  );
  return { root, isFile: false, size: paths.length, files: paths.length, entries, leftOut: 0, problems: [] };
}

const small = tree('/p', ['hooks/', 'hooks/deep/', 'hooks/deep/run.sh', 'hooks/hooks.json', 'README.md']);

test('the pages of a text are its lines, wherever the pages end', () => {
  const texts = fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', '\r', '\u200B', '😀', '\t', 'x'.repeat(1_500)));
  fc.assert(
    fc.property(texts, fc.nat(), (parts, cut) => {
      const text = parts.join('');
      const at = text.length === 0 ? 0 : cut % text.length;
      const pages = appendText(appendText(noLines, text.slice(0, at)), text.slice(at));
      const atOnce = appendText(noLines, text);
      const lines = (of: typeof pages) => {
        const joined: string[] = [];
        for (const { goesOn, text: part } of of.rows) {
          if (goesOn) joined[joined.length - 1] += part;
          else joined.push(part);
        }
        return joined;
      };
      expect(lines(pages)).toEqual(lines(atOnce));
      expect(lines(atOnce)).toEqual(text === '' ? [] : text.split(/\r?\n/));
      expect(pages.hiddenCount).toBe(atOnce.hiddenCount);
      expect(pages.crlf).toBe(text.match(/\r\n/g)?.length ?? 0);
    }),
  );
});

test('hidden characters are counted, and the rows they stand in are known', () => {
  const { rows, hidden, hiddenCount, lines } = appendText(noLines, 'plain\nzero\u200Bwidth\n\n\u202Eturned\u202C\n');
  expect({ hidden, hiddenCount, lines }).toEqual({ hidden: [1, 3], hiddenCount: 3, lines: 5 });
  expect(rowOfLine(rows, 4)).toBe(3);
  expect(rowOfLine(rows, 9)).toBeUndefined();
  expect(rowsWith(rows, 'TURNED')).toEqual([3]);
  expect([nextPlace([1, 3], 1, 1), nextPlace([1, 3], 3, 1), nextPlace([1, 3], 1, -1), nextPlace([], 1, 1)]).toEqual([
    ...[3, 1, 3],
    undefined,
  ]);
});

test('bytes stand in rows of eight, and sizes in few words', () => {
  expect(hexRows(16, '00414243444546475a')).toEqual([
    { offset: 16, hex: '00 41 42 43 44 45 46 47', text: '·ABCDEFG' },
    { offset: 24, hex: '5a', text: 'Z' },
  ]);
  expect([0, 1023, 1024, 10_240, 1_048_000, 3_000_000_000].map(sizeWords)).toEqual([
    ...['0 B', '1023 B', '1.0 kB', '10 kB', '1.0 MB', '2.8 GB'],
  ]);
});

test('a tree is walked by its keys', () => {
  const open = firstOpen([small]);
  const lines = linesOf([small], open, '');
  expect(lines.map(({ name, level, place, siblings }) => [name, level, place, siblings])).toEqual([
    ['hooks', 1, 1, 2],
    ['deep', 2, 1, 2],
    ['run.sh', 3, 1, 1],
    ['hooks.json', 2, 2, 2],
    ['README.md', 1, 2, 2],
  ]);
  expect(treeMove(lines, 0, 'ArrowRight')).toBe(1);
  expect(treeMove(lines, 2, 'ArrowLeft')).toBe(1);
  expect(treeMove(lines, 1, 'ArrowLeft')).toBe('press');
  expect(treeMove(lines, 4, 'ArrowDown')).toBe(4);
  expect(treeMove(lines, 4, 'Home')).toBe(0);
  expect(treeMove(lines, 4, 'x')).toBeUndefined();
  const [first] = lines;
  const shut = first === undefined ? open : toggled(open, first);
  expect(linesOf([small], shut, '').map(({ name }) => name)).toEqual(['hooks', 'README.md']);
  expect(linesOf([small], shut, 'RUN').map(({ name }) => name)).toEqual(['hooks', 'deep', 'run.sh']);
});

test('of several folders each has a line, and an address leads into the right one', () => {
  const trees = [small, tree('/q', ['a.md']), { ...tree('/one.md', []), isFile: true }];
  const lines = linesOf(trees, firstOpen(trees), '');
  expect(lines.filter(({ level }) => level === 1).map(({ name }) => name)).toEqual(['/p', '/q', '/one.md']);
  expect(lines.find(({ name }) => name === 'a.md')).toMatchObject({ level: 2, file: '/q/a.md' });
  expect(placeIn(trees, '/q/a.md')).toEqual({ root: '/q', path: 'a.md' });
  expect(placeIn(trees, '/one.md')).toEqual({ root: '/one.md', path: '' });
  expect(placeIn(trees, '/etc/passwd')).toBeUndefined();
  expect(placeIn(trees, '/pp/x')).toBeUndefined();
});
