import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCallStore } from '#history/call-store';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { CALLS_PER_BATCH, numberedBatch } from './store-facts.ts';

const program = join(import.meta.dirname, 'store-program.ts');
const KILLS = 36;

/** Kills the program so many ms after it began to write. True when the blow fell before its end. */
function killAfter(folder: string, ms: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), ms));
    child.on('error', reject);
    child.on('close', (_code, signal) => resolve(signal === 'SIGKILL'));
  });
}

test('a process killed at any moment leaves rows and progress that agree, and the store goes on from there', async () => {
  const folder = temporaryFolder();
  let done = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    expect(await killAfter(folder, (kill * 7) % 61)).toBe(true);
    const store = openCallStore(folder);
    const batches = store.allProgress()[0]?.offset ?? 0;
    const forgotten = Number(store.database.prepare('SELECT count(*) AS n FROM forgotten').get()?.['n']);
    expect(batches).toBeGreaterThanOrEqual(done);
    // Three rows are forgotten after each tenth batch; a blow may fall between the two. Each leaves two hashes.
    const [least, most] = [Math.floor(batches / 10) * 3 - KILLS * 3, Math.floor(batches / 10) * 3];
    expect(store.count()).toBe(batches * CALLS_PER_BATCH - forgotten / 2);
    expect(forgotten / 2).toBeLessThanOrEqual(most);
    expect(forgotten / 2).toBeGreaterThanOrEqual(least);
    store.close();
    done = batches;
  }
  const store = openCallStore(folder);
  expect(store.integrity()).toEqual([]);
  const kept = new Set([...store.columnRows()].map(({ id }) => id));
  const calm = openCallStore(temporaryFolder());
  for (let number = 0; number < done; number += 1) calm.takeIn(numberedBatch(number));
  calm.forget([...calm.columnRows()].map(({ id }) => id).filter((id) => !kept.has(id)));
  expect(done).toBeGreaterThan(20);
  expect(store.digest()).toBe(calm.digest());
  // Read again from the beginning, what is there stays and what was forgotten stays away.
  for (let number = 0; number < done; number += 1) store.takeIn(numberedBatch(number));
  expect(store.digest()).toBe(calm.digest());
  store.close();
  calm.close();
}, 240_000);
