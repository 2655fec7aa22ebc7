import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '#contract/errors';
import { answerThread, callThread } from '#history/worker-calls';

type Sums = {
  add: (input: { a: number; b: number }) => number;
  refuse: (input: null) => never;
  wait: (input: null, signal: AbortSignal) => Promise<string>;
};

function connected() {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => {
    port1.close();
    port2.close();
  });
  const other = answerThread<Sums>(port2, {
    add: ({ a, b }) => a + b,
    refuse: () => {
      throw new AppError('conflict', 'Not now.');
    },
    wait: (_input, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new AppError('cancelled', 'It was cancelled.')));
      }),
  });
  return { calls: callThread<Sums>(port1), other };
}

test('answers come back to the call that asked, whatever the order', async () => {
  const { calls } = connected();
  const answers = await Promise.all([1, 2, 3].map((a) => calls.call('add', { a, b: 10 })));
  expect(answers).toEqual([11, 12, 13]);
});

test('an expected failure keeps its code, an unexpected one is internal', async () => {
  const { calls } = connected();
  await expect(calls.call('refuse', null)).rejects.toMatchObject({ code: 'conflict', message: 'Not now.' });
  await expect(calls.call('add', null as never)).rejects.toMatchObject({ code: 'internal' });
});

test('an aborted call is cancelled at the other end, and one that was aborted before is never sent', async () => {
  const { calls } = connected();
  const abort = new AbortController();
  const waiting = calls.call('wait', null, abort.signal);
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  await expect(calls.call('add', { a: 1, b: 2 }, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
});

test('events arrive, and after the end nothing waits for ever', async () => {
  const { calls, other } = connected();
  const seen: unknown[] = [];
  calls.onEvent((name, payload) => seen.push([name, payload]));
  other.emit('changed', { rows: 2 });
  expect(await calls.call('add', { a: 1, b: 1 })).toBe(2);
  expect(seen).toEqual([['changed', { rows: 2 }]]);
  const waiting = calls.call('wait', null);
  calls.end('It stopped.');
  await expect(waiting).rejects.toMatchObject({ code: 'unavailable', message: 'It stopped.' });
  await expect(calls.call('add', { a: 1, b: 1 })).rejects.toMatchObject({ code: 'unavailable' });
});
