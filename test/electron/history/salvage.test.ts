import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type CallStore, openCallStore } from '#history/call-store';
import { historyDatabaseName, isDamage, salvagedName } from '#history/history-database';
import { salvageHistory } from '#history/salvage';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { numberedBatch } from './store-facts.ts';

const BATCHES = 60;
const PAGE = 8_192;
const when = new Date('2026-11-20T12:00:00Z');

function filled(folder = temporaryFolder()): { folder: string; store: CallStore } {
  const store = openCallStore(folder);
  onTestFinished(() => {
    if (store.database.isOpen) store.close();
  });
  for (let number = 0; number < BATCHES; number += 1) store.takeIn(numberedBatch(number));
  return { folder, store };
}

/** Writes noise over some pages, not the first. The same seed damages in the same way. */
function damage(folder: string, seed: number, pages: number): void {
  const path = join(folder, historyDatabaseName);
  const count = statSync(path).size / PAGE;
  const file = openSync(path, 'r+');
  for (let each = 0; each < pages; each += 1) {
    const noise = createHash('shake256', { outputLength: PAGE }).update(`${seed} ${each}`).digest();
    writeSync(file, noise, 0, PAGE, (1 + (noise.readUInt32BE() % (count - 1))) * PAGE);
  }
  closeSync(file);
}

function reopened(folder: string): CallStore {
  const store = openCallStore(folder);
  onTestFinished(() => {
    if (store.database.isOpen) store.close();
  });
  return store;
}

test.each(Array.from({ length: 12 }, (_each, seed) => seed))(
  'what can be read of a damaged store is saved, the rest comes back from transcripts (noise %i)',
  (seed) => {
    const { folder, store } = filled();
    const forgotten = [...store.columnRows()].slice(10, 15).map(({ id }) => id);
    store.forget(forgotten);
    const calm = store.digest();
    store.close();
    damage(folder, seed, 1 + (seed % 4) * 3);
    const { file, calls } = salvageHistory(folder, when);
    expect(existsSync(file)).toBe(true);
    const saved = reopened(folder);
    expect(saved.integrity()).toEqual([]);
    expect(saved.count()).toBe(calls);
    expect(saved.allProgress()).toEqual([]);
    for (let number = 0; number < BATCHES; number += 1) saved.takeIn(numberedBatch(number));
    expect(saved.digest()).toBe(calm);
    if (process.platform !== 'win32') expect(statSync(join(folder, historyDatabaseName)).mode & 0o077).toBe(0);
  },
);

test('one damaged page costs few calls, and forgotten ones stay away', () => {
  const { folder, store } = filled();
  const [first] = [...store.columnRows()];
  store.forget([first?.id ?? 0]);
  const root = Number(
    store.database.prepare("SELECT pageno FROM dbstat WHERE name = 'body' AND pagetype = 'leaf' LIMIT 1").get()?.[
      'pageno'
    ],
  );
  const count = store.count();
  store.close();
  const file = openSync(join(folder, historyDatabaseName), 'r+');
  writeSync(file, Buffer.alloc(PAGE, 0xa5), 0, PAGE, (root - 1) * PAGE);
  closeSync(file);
  const { calls } = salvageHistory(folder, when);
  expect(calls).toBeLessThan(count);
  expect(calls).toBeGreaterThan(count * 0.8);
  const saved = reopened(folder);
  saved.takeIn(numberedBatch(0));
  expect([...saved.columnRows()].map(({ id }) => id)).not.toContain(first?.id);
});

test('forgotten calls stay away when all pages of their hashes are damaged, and when the copy of these was lost before', () => {
  for (const isCopyLost of [false, true]) {
    const { folder, store } = filled();
    const forgotten = [...store.columnRows()].slice(0, 400).map(({ id }) => id);
    store.forget(forgotten);
    store.close();
    const copy = join(folder, 'history.forgotten');
    expect(statSync(copy).size).toBe(forgotten.length * 2 * 16);
    if (isCopyLost) rmSync(copy);
    // As a kill in the middle of a write leaves it.
    else appendFileSync(copy, 'half');
    const next = reopened(folder);
    const calm = next.digest();
    const pages = next.database
      .prepare("SELECT pageno FROM dbstat WHERE name = 'forgotten'")
      .all()
      .map(({ pageno }) => Number(pageno));
    next.close();
    const file = openSync(join(folder, historyDatabaseName), 'r+');
    for (const page of pages) writeSync(file, Buffer.alloc(PAGE, 0xa5), 0, PAGE, (page - 1) * PAGE);
    closeSync(file);
    salvageHistory(folder, when);
    const saved = reopened(folder);
    for (let number = 0; number < BATCHES; number += 1) saved.takeIn(numberedBatch(number));
    expect(saved.digest()).toBe(calm);
    expect(saved.integrity()).toEqual([]);
  }
});

test('a file that is no database is moved aside, never deleted, and a new store begins', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, historyDatabaseName), 'this is no database at all, not in the least\n'.repeat(500));
  let damaged: unknown;
  try {
    reopened(folder);
  } catch (error) {
    damaged = error;
  }
  expect(isDamage(damaged)).toBe(true);
  const { file, calls } = salvageHistory(folder, when);
  expect([calls, statSync(file).size]).toEqual([0, 22_500]);
  expect(reopened(folder).count()).toBe(0);
});

test('a kill between moving the damaged file aside and putting the new one there loses nothing', () => {
  const { folder, store } = filled();
  const calm = store.digest();
  store.close();
  renameSync(join(folder, historyDatabaseName), join(folder, salvagedName));
  writeFileSync(join(folder, `${historyDatabaseName}-wal`), 'left of the damaged one');
  const next = reopened(folder);
  expect(next.digest()).toBe(calm);
  expect(readdirSync(folder)).not.toContain(salvagedName);
});
