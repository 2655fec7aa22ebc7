import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '#contract/errors';
import { openCallStore } from '#history/call-store';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { numberedBatch } from './store-facts.ts';

/** `max_page_count` makes SQLite say what it says when the disk is full, at a chosen page and on every system. */
test.each([0, 1, 3, 7, 12, 20])('with %i pages left a batch is taken in whole or not at all', (room) => {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder);
  const store = openCallStore(folder);
  onTestFinished(() => store.close());
  const pages = () => Number(store.database.prepare('PRAGMA page_count').get()?.['page_count']);
  const limit = (count: number) => store.database.exec(`PRAGMA max_page_count = ${count}`);
  for (let number = 0; number < 20; number += 1) store.takeIn(numberedBatch(number));
  limit(pages() + room);
  let number = 20;
  let failure: unknown;
  while (failure === undefined) {
    const before = store.digest();
    try {
      store.takeIn(numberedBatch(number));
      number += 1;
    } catch (error) {
      failure = error;
      expect(store.digest()).toBe(before);
    }
  }
  expect(failure).toBeInstanceOf(AppError);
  expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringContaining('the disk is full') });
  expect(store.allProgress()[0]?.offset).toBe(number);
  expect(store.integrity()).toEqual([]);
  limit(1_000_000);
  const end = number + 20;
  for (; number < end; number += 1) store.takeIn(numberedBatch(number));
  const calm = openCallStore(temporaryFolder());
  for (let each = 0; each < end; each += 1) calm.takeIn(numberedBatch(each));
  expect(store.digest()).toBe(calm.digest());
  expect(store.integrity()).toEqual([]);
  calm.close();
});
