import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openHistoryDatabase } from '#history/history-database';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const program = join(import.meta.dirname, 'open-program.ts');

test('several that open a new store at the same moment all get it', async () => {
  const threads = 4;
  for (let round = 0; round < 15; round += 1) {
    const folder = temporaryFolder();
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const opened = Array.from({ length: threads }, () =>
      once(new Worker(program, { workerData: { folder, gate, threads }, execArgv: [] }), 'exit'),
    );
    expect(await Promise.all(opened)).toEqual(Array.from({ length: threads }, () => [0]));
  }
});

test('a store of a newer Gatehouse is left alone', () => {
  const folder = temporaryFolder();
  const { database, path } = openHistoryDatabase(folder);
  database.exec('PRAGMA user_version = 1000');
  database.close();
  expect(() => openHistoryDatabase(folder)).toThrow(`${path} was written by a newer Gatehouse. Update this one.`);
});
