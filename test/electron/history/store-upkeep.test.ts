import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { type CallStore, openCallStore } from '#history/call-store';
import { historyDatabaseName } from '#history/history-database';
import { createUpkeep } from '#history/store-upkeep';
import { batchOf, body, noon, startOf } from '#test/helpers/call-facts';
import { eventually } from '#test/helpers/eventually';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function opened() {
  const folder = temporaryFolder();
  const store = openCallStore(folder);
  const removed: number[] = [];
  const failures: unknown[] = [];
  const upkeep = createUpkeep({
    ask: (work) => work(store),
    removed: (ids) => removed.push(...ids),
    failed: (error) => failures.push(error),
  });
  onTestFinished(() => {
    upkeep.stop();
    store.close();
    expect(failures).toEqual([]);
  });
  const holds = (text: string) => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));
  return { folder, store, upkeep, removed, holds };
}

function idsOf(store: CallStore): number[] {
  return [...store.columnRows()].map(({ id }) => id);
}

/** Reads as another Gatehouse would, until it is told to end. */
function reader(folder: string): { end(): void } {
  const database = new DatabaseSync(join(folder, historyDatabaseName), { readOnly: true });
  database.exec('BEGIN');
  database.prepare('SELECT count(*) FROM call').get();
  return {
    end() {
      database.exec('COMMIT');
      database.close();
    },
  };
}

test('while another process reads, it is said that the file is not clean; it is cleaned when that ends', async () => {
  const { folder, store, upkeep, holds } = opened();
  store.takeIn(batchOf([startOf('a', { args: body('xylophonequartz') })]));
  const reading = reader(folder);
  store.forget(idsOf(store));
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 5);
  expect(await upkeep.clean()).toBe(false);
  clearInterval(counting);
  // The thread was free meanwhile.
  expect(turns).toBeGreaterThan(20);
  expect(holds('xylophone')).toBe(true);
  store.takeIn(batchOf([startOf('b')]));
  reading.end();
  await eventually(() => expect(holds('xylophone')).toBe(false));
  expect(idsOf(store)).toHaveLength(1);
});

test('a start cleans what an earlier run could not', async () => {
  const { folder, store, holds } = opened();
  store.takeIn(batchOf([startOf('a', { args: body('xylophonequartz') })]));
  store.forget(idsOf(store));
  expect(holds('xylophone')).toBe(true);
  const next = openCallStore(folder);
  const upkeep = createUpkeep({ ask: (work) => work(next), removed: () => undefined, failed: expect.fail });
  upkeep.cleanLater();
  await eventually(() => expect(holds('xylophone')).toBe(false));
  upkeep.stop();
  next.close();
});

test('what is too old goes until nothing is left of it, in slices', async () => {
  const { store, upkeep, removed } = opened();
  const day = 86_400_000;
  const now = Date.now();
  for (let batch = 0; batch < 20; batch += 1) {
    const calls = Array.from({ length: 500 }, (_each, at) =>
      startOf(`c${batch}-${at}`, { at: now - (batch + 0.5) * day, session: `s${batch}` }),
    );
    store.takeIn(batchOf(calls));
  }
  store.setRetention({ days: 3, bytes: null });
  const first = upkeep.expire();
  const second = upkeep.expire();
  await Promise.all([first, second]);
  expect(removed).toHaveLength(17 * 500);
  expect(store.count()).toBe(20 * 500 - removed.length);
  expect(store.isUnclean()).toBe(false);
  expect(store.integrity()).toEqual([]);
});

test('a store that is too large shrinks below its limit, and then stays as it is', async () => {
  const { store, upkeep } = opened();
  for (let batch = 0; batch < 10; batch += 1) {
    const calls = Array.from({ length: 300 }, (_each, at) =>
      startOf(`c${batch}-${at}`, {
        at: noon + batch * 1_000_000 + at * 1_000,
        args: body(`${batch} ${at} `.repeat(40)),
      }),
    );
    store.takeIn(batchOf(calls));
  }
  const bytes = Math.floor(store.size() / 2);
  store.setRetention({ days: null, bytes });
  await upkeep.expire();
  const kept = store.count();
  expect(store.size()).toBeLessThanOrEqual(bytes);
  expect(kept).toBeGreaterThan(0);
  await upkeep.expire();
  expect(store.count()).toBe(kept);
});

test('names nobody uses go, and one that is used again meanwhile stays', () => {
  const { store } = opened();
  const names = () =>
    store.database
      .prepare("SELECT text FROM name WHERE kind IN ('session', 'project', 'branch') ORDER BY text")
      .all()
      .map(({ text }) => text);
  const more = { project: '/work/old', branch: 'gone', at: noon + 5_000 };
  store.takeIn(batchOf([startOf('a', { session: 'one', ...more }), startOf('b', { session: 'one', ...more })]));
  const many = Array.from({ length: 5_000 }, (_each, at) =>
    startOf(`n${at}`, { session: 'two', at: noon - at * 1_000 }),
  );
  store.takeIn(batchOf(many));
  store.forget(idsOf(store).slice(-2));
  expect(store.clean(0)).toBe('more');
  store.takeIn(batchOf([startOf('c', { session: 'three', at: noon + 9_000, project: '/work/old' })]));
  while (store.clean(0) === 'more');
  expect(store.isUnclean()).toBe(false);
  expect(names()).toEqual(['/work/old', 'three', 'two']);
});

test('a name that a call loses when its original is found does not stay behind', () => {
  const { store } = opened();
  const at = noon;
  store.takeIn(batchOf([startOf('a', { session: 'z-copy', project: '/work/copy', at })]));
  store.takeIn(batchOf([startOf('a', { session: 'a-original', project: '/work/original', at })]));
  store.forget(idsOf(store));
  while (store.clean(5) === 'more');
  const left = store.database.prepare("SELECT text FROM name WHERE text LIKE '/work/%' OR kind = 'session'").all();
  expect(left).toEqual([]);
});
