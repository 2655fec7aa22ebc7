import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openHistoryDatabase } from '#history/history-database';
import { openTextParts } from '#history/text-parts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function opened(rowsPerPart = 4) {
  const { database } = openHistoryDatabase(temporaryFolder());
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return { database, parts: openTextParts(database, rowsPerPart) };
}

const textOf = (result: string) => ({ tool: 'Bash', args: '', result });
const tables = (database: ReturnType<typeof opened>['database']) =>
  database.prepare("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE words_%'").all().length;

/** Every byte of the index. */
function bytesOf(database: ReturnType<typeof opened>['database']): string {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'words_%_data'").all();
  const blocks = names.flatMap(({ name }) => database.prepare(`SELECT block FROM ${String(name)}`).all());
  return blocks.map(({ block }) => Buffer.from(block as Uint8Array).toString('latin1')).join('\n');
}

test('whatever is added and removed in whatever order, the same rows are found as by looking at each', () => {
  const word = fc.constantFrom('apple', 'apricot', 'banana', 'blueberry');
  const row = fc.record({ id: fc.integer({ min: 1, max: 60 }), words: fc.array(word, { minLength: 1, maxLength: 3 }) });
  const step = fc.oneof(
    { weight: 4, arbitrary: row },
    fc.record({ id: row.map(({ id }) => id), words: fc.constant([]) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(70), fc.nat(70), (steps, before, after) => {
      const { database, parts } = opened();
      const model = new Map<number, string>();
      for (const { id, words } of steps) {
        const old = model.get(id);
        if (old !== undefined) parts.remove(id, textOf(old));
        model.delete(id);
        if (words.length === 0) continue;
        model.set(id, words.join(' '));
        parts.add(id, textOf(words.join(' ')));
      }
      const expected = (is: (text: string) => boolean) =>
        [...model]
          .filter(([id, text]) => id < before && id > after && is(text))
          .map(([id]) => id)
          .sort((a, b) => b - a);
      expect([...parts.match('"apple"', { before, after })].flat()).toEqual(expected((text) => text.includes('apple')));
      expect([...parts.match('"ap" *', { before, after })].flat()).toEqual(expected((text) => text.includes('ap')));
      expect([...parts.match('"banana" NOT "apricot"', { before, after })].flat()).toEqual(
        expected((text) => text.includes('banana') && !text.includes('apricot')),
      );
      while (!parts.scrub(1));
      expect([...parts.match('"bash"', {})].flat()).toHaveLength(model.size);
      expect(parts.check()).toBe(model.size);
      database.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('rows that come newest first, as an import gives them, fill parts too', () => {
  const { database, parts } = opened();
  for (let id = 40; id > 0; id -= 1) parts.add(id, textOf(`word${id}`));
  expect(tables(database)).toBe(10);
  expect([...parts.match('"word" *', {})].flat()).toEqual(Array.from({ length: 40 }, (_each, at) => 40 - at));
});

test('words of removed rows are merged away step by step, and an empty part goes whole', () => {
  const { database, parts } = opened(100);
  for (let id = 1; id <= 250; id += 1) parts.add(id, textOf(id % 7 === 0 ? `secretplum${id}` : `word${id}`));
  for (let id = 7; id <= 250; id += 7) parts.remove(id, textOf(`secretplum${id}`));
  expect([...parts.match('"secretplum" *', {})].flat()).toEqual([]);
  expect(parts.isDirty()).toBe(true);
  while (!parts.scrub(1));
  expect(parts.isDirty()).toBe(false);
  expect(bytesOf(database)).not.toMatch(/ecretplum|sec/);
  expect(tables(database)).toBe(3);
  for (let id = 1; id < 101; id += 1) if (id % 7 !== 0) parts.remove(id, textOf(`word${id}`));
  parts.scrub(Number.POSITIVE_INFINITY);
  expect(tables(database)).toBe(2);
});

test('searches go on while others search, rows come and words are merged away', () => {
  const { parts } = opened(10);
  for (let id = 1; id <= 30; id += 1) parts.add(id, textOf('plum'));
  const [one, other] = [parts.match('"plum"', {}), parts.match('"plum"', {})];
  const newest = [30, 29, 28, 27, 26, 25, 24, 23, 22, 21];
  expect([one.next().value, other.next().value]).toEqual([newest, newest]);
  for (let id = 1; id <= 10; id += 1) parts.remove(id, textOf('plum'));
  for (let id = 21; id <= 30; id += 1) parts.remove(id, textOf('plum'));
  // Two parts are empty now, and one of them was being read: that holds nothing open, so forgetting need not wait.
  while (!parts.scrub(20));
  parts.reload();
  parts.add(31, textOf('plum'));
  one.return(undefined);
  other.return(undefined);
  while (!parts.scrub(20));
  expect([...parts.match('"plum"', {})].flat()).toEqual([31, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11]);
});

test('finds all rows of a part that grew beyond what is read at once', () => {
  const { database, parts } = opened(100_000);
  const rows = 32_768 + 5;
  database.exec('BEGIN');
  for (let id = 1; id <= rows; id += 1) parts.add(id, { tool: 'plum', args: '', result: '' });
  database.exec('COMMIT');
  const found = [...parts.match('"plum"', {})].flat();
  expect(found).toHaveLength(rows);
  expect(found.every((id, at) => id === rows - at)).toBe(true);
});

test('a search goes on when a part that it has not come to is gone', () => {
  const { parts } = opened(2);
  for (let id = 1; id <= 6; id += 1) parts.add(id, { tool: 'plum', args: '', result: '' });
  const search = parts.match('"plum"', {});
  expect(search.next().value).toEqual([6, 5]);
  for (const id of [3, 4]) parts.remove(id, { tool: 'plum', args: '', result: '' });
  expect(parts.scrub(1_000)).toBe(true);
  expect([...search].flat()).toEqual([2, 1]);
});
