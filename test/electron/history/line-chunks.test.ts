import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineChunks } from '#history/line-chunks';
import { temporaryFolder } from '#test/helpers/temporary-folder';

async function read(path: string, offset = 0, isCompressed = false) {
  const lines: string[] = [];
  let end = offset;
  for await (const chunk of lineChunks({ path, isCompressed }, offset)) {
    lines.push(...(chunk.isTooLong ? ['(too long)'] : chunk.lines));
    end = chunk.offset;
  }
  return { lines, end };
}

test('gives complete lines only, with and without carriage returns, and says where it got to', async () => {
  const path = join(temporaryFolder(), 'a.jsonl');
  writeFileSync(path, 'one\r\n\ntwo ä\nhalf');
  expect(await read(path)).toEqual({ lines: ['one', '', 'two ä'], end: 13 });
  appendFileSync(path, ' a line\n');
  expect(await read(path, 13)).toEqual({ lines: ['half a line'], end: 25 });
  expect(await read(path, 25)).toEqual({ lines: [], end: 25 });
});

test('lines that span many reads come whole, and characters are never torn', async () => {
  const path = join(temporaryFolder(), 'a.jsonl');
  const long = '€'.repeat(400_000);
  writeFileSync(path, `short\n${long}\n${long}\nend\n`);
  const { lines, end } = await read(path);
  expect(lines.map((line) => line.length)).toEqual([5, 400_000, 400_000, 3]);
  expect(lines[1]).toBe(long);
  expect(end).toBe(6 + 2 * 1_200_001 + 4);
});

test('a line longer than 64 MiB is passed over and told, and the next one is read', async () => {
  const path = join(temporaryFolder(), 'a.jsonl');
  writeFileSync(path, 'first\n');
  for (let at = 0; at < 66; at += 1) appendFileSync(path, 'x'.repeat(1024 * 1024));
  appendFileSync(path, '\nlast\n');
  const { lines, end } = await read(path);
  expect(lines).toEqual(['first', '(too long)', 'last']);
  expect(end).toBe(6 + 66 * 1024 * 1024 + 1 + 5);
});

test('any text, continued from any line, gives the same lines, compressed or not', async () => {
  const folder = temporaryFolder();
  const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.nat(), async (wanted, cut) => {
      const plain = join(folder, 'a.jsonl');
      const bytes = Buffer.from(wanted.map((each) => `${each}\n`).join(''));
      writeFileSync(plain, bytes);
      writeFileSync(`${plain}.zst`, zstdCompressSync(bytes));
      const expected = wanted.map((each) => Buffer.from(each).toString());
      expect((await read(plain)).lines).toEqual(expected);
      const from = wanted.length === 0 ? 0 : cut % wanted.length;
      const offset = Buffer.byteLength(
        wanted
          .slice(0, from)
          .map((each) => `${each}\n`)
          .join(''),
      );
      expect(await read(plain, offset)).toEqual({ lines: expected.slice(from), end: bytes.length });
      expect(await read(`${plain}.zst`, offset, true)).toEqual({ lines: expected.slice(from), end: bytes.length });
    }),
    { numRuns: 60 },
  );
});
