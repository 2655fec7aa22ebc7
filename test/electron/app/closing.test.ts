import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '#app/app';
import { openHistory } from '#history/history';
import { nodeMachine } from '#platform/machine';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

/** Threads that were started since, and have not ended. */
function livingThreads(): ReadonlySet<Worker> {
  const living = new Set<Worker>();
  const note = (worker: Worker) => {
    living.add(worker);
    worker.once('exit', () => living.delete(worker));
  };
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  return living;
}

test('the app ends whole at any moment of its start', async () => {
  const living = livingThreads();
  const { home } = smallHome(temporaryFolder());
  const said: string[] = [];
  // The history opens 700 ms after the list: the moments lie before, within and behind that.
  await Promise.all(
    Array.from({ length: 16 }, async (_, at) => {
      const log = (message: string) => void said.push(message);
      const app = await createApp({ home, data: temporaryFolder(), resources: '', door: 'serve', version: '1', log });
      await new Promise((resolve) => setTimeout(resolve, 620 + at * 60));
      await app.close();
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(living.size).toBe(0);
  expect(said).toEqual([]);
});

test('a history that is closed starts nothing any more, and leaves no question open', async () => {
  const living = livingThreads();
  const history = await openHistory({
    folder: temporaryFolder(),
    machine: nodeMachine(smallHome(temporaryFolder()).home),
    table: { plugins: [], standalone: [] },
    watch: false,
    log: () => {},
  });
  const asked = history.ask('figures', null).catch(() => null);
  const closing = history.close();
  await expect(history.startImport()).rejects.toMatchObject({ code: 'unavailable' });
  await closing;
  await asked;
  await expect(history.status()).rejects.toMatchObject({ code: 'unavailable' });
  expect(living.size).toBe(0);
});
