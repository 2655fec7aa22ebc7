import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openCallStore } from '#history/call-store';
import type { NewFact } from '#history/new-facts';
import { batchOf, body, endOf, noon, startOf } from '#test/helpers/call-facts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const sessions = ['s1', 's2', 's3', 's4'] as const;
const calls = ['a', 'b', 'c'] as const;
const supplier = { tool: 'echo', server: 'probe', how: 'resolved' } as const;

/** A call is written once in a session, at one moment. Copies have the time of the original, but for those in s3. */
const start = fc.record({ session: fc.constantFrom(...sessions), id: fc.constantFrom(...calls) }).map(
  ({ session, id }): NewFact =>
    startOf(id, {
      session,
      at: noon + calls.indexOf(id) * 60_000 + (session === 's3' ? 7_000 : 0),
      name: 'mcp__probe__echo',
      supplier,
      line: sessions.indexOf(session) + 1,
      ...(session === 's4' ? { parent: 'a' } : {}),
    }),
);

const end = fc
  .record({
    session: fc.constantFrom(...sessions),
    id: fc.constantFrom(...calls),
    rank: fc.constantFrom(0 as const, 1 as const, 2 as const),
    outcome: fc.constantFrom('ok' as const, 'error' as const),
    late: fc.nat(2),
    result: fc.option(fc.constantFrom('x', 'y')),
    told: fc.option(fc.constantFrom('p@m', 'q@m'), { freq: 3 }),
  })
  .map(
    ({ session, id, late, result, told, rank, outcome }): NewFact => ({
      ...{ kind: 'end', session, callId: id, at: noon + calls.indexOf(id) * 60_000 + late, rank, outcome },
      ...(result === null ? {} : { result: body(result) }),
      ...(told === null ? {} : { supplier: { tool: 'echo', plugin: `claude-code:plugin/${told}`, how: 'explicit' } }),
    }),
  );

const lineage = fc
  .record({ session: fc.constantFrom(...sessions), from: fc.constantFrom(...sessions) })
  .map(({ session, from }): NewFact => ({ kind: 'session', session, descendsFrom: [from] }));

const note = fc.record({ session: fc.constantFrom(...sessions), at: fc.nat(3), isFailed: fc.boolean() }).map(
  ({ session, at, isFailed }): NewFact => ({
    ...{ kind: 'server', session, server: 'probe', tool: 'echo', at: noon + at * 60_000 },
    ...{ what: isFailed ? 'failed' : 'finished', durationMs: at + 1, message: isFailed ? 'it broke' : '' },
  }),
);

const facts = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: start },
    { weight: 3, arbitrary: end },
    { weight: 2, arbitrary: lineage },
    { weight: 1, arbitrary: note },
  ),
  { maxLength: 16 },
);

function opened() {
  const store = openCallStore(temporaryFolder());
  onTestFinished(() => {
    if (store.database.isOpen) store.close();
  });
  return store;
}

/** The digest once all facts came in this order, so many in a transaction. */
function digestAfter(order: readonly NewFact[], size: number): { digest: string; wrong: string[] } {
  const store = opened();
  const seen = new Map<number, unknown>();
  for (let at = 0; at < order.length; at += size) {
    const { upserted, removed } = store.takeIn(batchOf(order.slice(at, at + size), '/t.jsonl'));
    for (const id of removed) seen.delete(id);
    for (const row of upserted) seen.set(row.id, row);
  }
  const kept = [...store.columnRows()];
  const byId = [...seen].sort(([a], [b]) => a - b).map(([, row]) => row);
  const result = { digest: store.digest(), wrong: store.integrity() };
  expect(byId).toEqual(kept);
  store.close();
  return result;
}

test('any order of facts, any number of times, in batches of any size, gives the same rows', () => {
  fc.assert(
    fc.property(
      facts,
      fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      fc.integer({ min: 1, max: 20 }),
      (all, keys, size) => {
        const shuffled = [...all, ...all.slice(0, 5)]
          .map((fact, at) => ({ fact, key: keys[at] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ fact }) => fact);
        const expected = digestAfter(all, 100);
        expect(expected.wrong).toEqual([]);
        expect(digestAfter(shuffled, size)).toEqual(expected);
      },
    ),
    { numRuns: 120 },
  );
}, 180_000);

test('two rows become one when it shows late that one session began with the history of the other', () => {
  const store = opened();
  store.takeIn(batchOf([startOf('a', { session: 'b-fork', at: noon + 9_000 }), endOf('a', { session: 'b-fork' })]));
  store.takeIn(batchOf([startOf('a', { session: 'z-original' })]));
  expect(store.count()).toBe(2);
  const { upserted, removed } = store.takeIn(
    batchOf([{ kind: 'session', session: 'b-fork', descendsFrom: ['z-original'] }]),
  );
  expect(upserted).toMatchObject([{ session: 'z-original', at: noon, outcome: 'ok' }]);
  expect(removed).toHaveLength(1);
  expect([...store.fullText.match('"bash"', {})].flat()).toEqual([...store.columnRows()].map(({ id }) => id));
});

test('a line of three sessions is known though each names only the one before', () => {
  const store = opened();
  for (const [session, from] of [
    ['s-c', 's-b'],
    ['s-b', 's-z'],
  ] as const) {
    store.takeIn(batchOf([{ kind: 'session', session, descendsFrom: [from] }, startOf('a', { session })]));
  }
  store.takeIn(batchOf([startOf('a', { session: 's-z' })]));
  expect([...store.columnRows()]).toMatchObject([{ session: 's-z' }]);
});

test('calls of a sub-agent with a session of its own, or none, hang below the call that started it', () => {
  const store = opened();
  store.takeIn(
    batchOf([
      startOf('spawn'),
      startOf('inner', { session: 'own', at: noon + 1_000 }),
      startOf('side', { subAgent: 'x1', at: noon + 2_000 }),
      { kind: 'session', session: 'own', parentSession: 's1', parentCall: 'spawn' },
      { kind: 'session', session: 's1', subAgent: 'x1', parentCall: 'spawn' },
    ]),
  );
  const [spawn = 0, inner = 0, side = 0] = [...store.columnRows()].map(({ id }) => id);
  expect(store.detail(spawn)?.children).toEqual([inner, side]);
  expect(store.calls([inner, side]).map(({ parent }) => parent)).toEqual([spawn, spawn]);
});

test('an error that only the server log tells is shown with the call', () => {
  const store = opened();
  store.takeIn(
    batchOf([
      startOf('a', { name: 'mcp__probe__echo', supplier }),
      {
        kind: 'server',
        session: 's1',
        at: noon + 5,
        server: 'probe',
        tool: 'echo',
        what: 'failed',
        durationMs: 5,
        message: 'no such file',
      },
    ]),
  );
  const [row] = [...store.columnRows()];
  expect(store.detail(row?.id ?? 0)).toMatchObject({ durationMs: 5, result: { text: 'no such file' } });
});
