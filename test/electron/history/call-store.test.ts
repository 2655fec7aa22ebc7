import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openCallStore } from '#history/call-store';
import type { NewFact } from '#history/new-facts';
import { batchOf, body, endOf, noon, startOf } from '#test/helpers/call-facts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function opened(folder = temporaryFolder()) {
  const store = openCallStore(folder);
  onTestFinished(() => {
    if (store.database.isOpen) store.close();
  });
  const takeIn = (...facts: NewFact[]) => store.takeIn(batchOf(facts));
  const all = () => [...store.columnRows()].map((row) => store.detail(row.id) ?? expect.fail());
  const found = (words: string) => [...store.fullText.match(words, {})].flat();
  return { folder, store, takeIn, all, found };
}

test('a call joins from its start and its end, in one batch or two', () => {
  const { takeIn, all } = opened();
  takeIn(startOf('a'), endOf('a'));
  takeIn(startOf('b'));
  takeIn(endOf('b', { outcome: 'error', durationMs: 7, decision: { by: 'user', allowed: true, reason: 'asked' } }));
  expect(all()).toMatchObject([
    { callId: 'a', outcome: 'ok', durationMs: 500, preview: 'command="echo a"', result: { text: 'result of a' } },
    { callId: 'b', outcome: 'error', durationMs: 7, decision: 'user', reason: 'asked' },
  ]);
});

test('an end that comes first waits, and one whose start never comes is no call', () => {
  const { takeIn, all } = opened();
  takeIn(endOf('a'), endOf('never'));
  expect(all()).toEqual([]);
  takeIn(startOf('a'));
  expect(all()).toMatchObject([{ callId: 'a', outcome: 'ok' }]);
});

test('a native record counts more than an output, whichever comes first', () => {
  const native = endOf('a', { rank: 2, outcome: 'error', at: noon + 900, durationMs: 3 });
  for (const order of [
    [endOf('a'), native],
    [native, endOf('a')],
  ]) {
    const { takeIn, all } = opened();
    takeIn(startOf('a'), ...order);
    expect(all()).toMatchObject([{ outcome: 'error', durationMs: 3 }]);
  }
});

test('the same id in another session is another call, unless it began at the same moment', () => {
  const { takeIn, all } = opened();
  takeIn(startOf('a'), startOf('a', { session: 's2', at: noon + 60_000 }));
  expect(all().map((call) => call.session)).toEqual(['s1', 's2']);
  takeIn(startOf('a', { session: 's0' }), endOf('a', { session: 's0' }));
  expect(all()).toMatchObject([
    { session: 's0', outcome: 'ok' },
    { session: 's2', outcome: 'unknown' },
  ]);
});

test('a copy in a session that descends from another one is the same call, under the older session', () => {
  const facts: NewFact[] = [
    { kind: 'session', session: 'a-fork', descendsFrom: ['z-original'] },
    startOf('a', { session: 'a-fork', at: noon + 9_000 }),
    startOf('a', { session: 'z-original' }),
    endOf('a', { session: 'a-fork' }),
  ];
  const { takeIn, all } = opened();
  takeIn(...facts);
  expect(all()).toMatchObject([{ session: 'z-original', at: noon, outcome: 'ok' }]);
});

test('an explicit supplier in the end stays, whatever the start was resolved to', () => {
  const explicit = { tool: 'list', server: 'web', plugin: 'claude-code:plugin/web@m', how: 'explicit' } as const;
  const { takeIn, all } = opened();
  takeIn(startOf('a'), endOf('a', { rank: 0, supplier: explicit }), endOf('a'));
  expect(all()).toMatchObject([{ plugin: 'claude-code:plugin/web@m', attribution: 'explicit', outcome: 'ok' }]);
});

test('ids grow with time, also for calls that are taken in late', () => {
  const { takeIn, all } = opened();
  takeIn(startOf('new', { at: noon }));
  takeIn(...Array.from({ length: 200 }, (_each, at) => startOf(`old${at}`, { at: noon - 86_400_000 })));
  takeIn(startOf('odd', { at: -5 }), startOf('far', { at: Date.UTC(2400, 0, 1) }));
  const ids = all().map((call) => call.callId);
  expect(ids.indexOf('odd')).toBe(0);
  expect(ids.indexOf('new')).toBe(201);
  expect(ids.at(-1)).toBe('far');
});

test('words of tool, arguments and result are found, and only as they stand now', () => {
  const { takeIn, found, all, store } = opened();
  takeIn(startOf('a', { args: body('{"path":"/tmp/apple pie"}', 'json') }), startOf('b'));
  expect(found('"apple"')).toEqual([all()[0]?.id]);
  expect(found('"result"')).toEqual([]);
  takeIn(endOf('a', { result: body('pears and apples') }));
  expect(found('"pears"')).toEqual([all()[0]?.id]);
  expect(found('"pea" *')).toHaveLength(1);
  expect(found('"bash"')).toHaveLength(2);
  expect(found('"bash"')).toEqual([...found('"bash"')].sort((x, y) => y - x));
  const { verify } = store.fullText.withoutPositions ?? expect.fail();
  expect(verify(all()[0]?.id ?? 0, '"apple pie"')).toBe(true);
  expect(verify(all()[0]?.id ?? 0, '"pie apple"')).toBe(false);
  expect(store.integrity()).toEqual([]);
});

test('long bodies are kept whole and compressed, and the numbers of redactions with them', () => {
  const { takeIn, all, store } = opened();
  const text = 'word '.repeat(20_000);
  takeIn(startOf('a', { redactions: { 'github-pat': 2 } }), endOf('a', { result: body(text), redactions: { jwt: 1 } }));
  expect(all()[0]).toMatchObject({
    result: { text, size: 100_000, isCut: false },
    redactions: [
      { kind: 'github-pat', count: 2 },
      { kind: 'jwt', count: 1 },
    ],
  });
  expect(store.size()).toBeLessThan(400_000);
});

test('calls of one session stand around a call, and children name their parent', () => {
  const { takeIn, all, store } = opened();
  takeIn(
    ...['a', 'b', 'c', 'd'].map((id, at) =>
      startOf(id, { at: noon + at * 1_000, ...(id === 'd' ? { parent: 'b' } : {}) }),
    ),
  );
  const [a, b, c, d] = all().map((call) => call.id);
  expect(store.around(b ?? 0, 5, 1)).toEqual({ ids: [a, b, c], total: 4 });
  expect(store.detail(d ?? 0)?.parent).toBe(b);
  expect(store.detail(b ?? 0)?.children).toEqual([d]);
});

test('durations of a server log join calls by session, server, tool and order', () => {
  const call = (id: string, at: number) =>
    startOf(id, {
      at,
      name: 'mcp__plugin_demo_probe__echo',
      supplier: { tool: 'echo', server: 'probe', how: 'resolved' },
    });
  const note = (at: number, ms: number) =>
    ({
      kind: 'server',
      session: 's1',
      at,
      server: 'plugin-demo-probe',
      tool: 'echo',
      what: 'finished',
      durationMs: ms,
    }) as const;
  const { takeIn, all } = opened();
  takeIn(call('a', noon), endOf('a', { at: noon + 40 }), call('b', noon + 5_000), endOf('b', { at: noon + 5_090 }));
  takeIn(note(noon + 38, 7), note(noon + 5_080, 11));
  expect(all().map((each) => each.durationMs)).toEqual([7, 11]);
  const late = opened();
  late.takeIn(note(noon + 38, 7), note(noon + 5_080, 11));
  expect(late.all()).toEqual([]);
  late.takeIn(
    call('a', noon),
    endOf('a', { at: noon + 40 }),
    call('b', noon + 5_000),
    endOf('b', { at: noon + 5_090 }),
  );
  expect(late.all().map((each) => each.durationMs)).toEqual([7, 11]);
});

describe('forgotten calls', () => {
  const planted = 'xylophonequartz';

  test('are gone from rows, words and every file, and do not come back', () => {
    const { folder, takeIn, all, store, found } = opened();
    const start = startOf('a', { args: body(`{"command":"${planted}"}`, 'json'), project: `/work/${planted}` });
    const end = endOf('a', { result: body(`${planted} `.repeat(50)) });
    takeIn(start, end, startOf('b'), endOf('b'));
    const id = all().find((call) => call.callId === 'a')?.id ?? expect.fail();
    const isPlanted = () =>
      readdirSync(folder)
        .filter((name) => statSync(join(folder, name)).isFile())
        .some((name) => readFileSync(join(folder, name)).includes(planted.slice(0, 10)));
    expect(isPlanted()).toBe(true);
    store.forget([id]);
    expect(store.clean(Number.POSITIVE_INFINITY)).toBe('done');
    expect(isPlanted()).toBe(false);
    expect(all().map((call) => call.callId)).toEqual(['b']);
    expect(found(`"${planted}"`)).toEqual([]);
    takeIn(start, end);
    takeIn({ ...start, session: 'copy' }, { ...end, session: 'copy' });
    takeIn(
      { kind: 'session', session: 'fork', descendsFrom: ['s1'] },
      { ...start, session: 'fork', at: noon + 5_000 },
      { ...end, session: 'fork' },
    );
    expect(all().map((call) => call.callId)).toEqual(['b']);
    expect(store.integrity()).toEqual([]);
  });

  test('expire by age and by size, oldest first, step by step', () => {
    const { takeIn, all, store } = opened();
    const day = 86_400_000;
    takeIn(...Array.from({ length: 500 }, (_each, at) => startOf(`c${at}`, { at: noon - at * day })));
    while (store.expire({ days: 100, bytes: null }, noon, 5).length > 0);
    expect(all()).toHaveLength(101);
    const most = { days: null, bytes: 1 };
    while (store.expire(most, noon, 5).length > 0 || (store.isUnclean() && store.clean(5) !== 'read'));
    expect(all()).toHaveLength(0);
    expect(store.integrity()).toEqual([]);
  });
});

test('whatever the order of facts and however often they come, the rows are the same', () => {
  const session = fc.constantFrom('s1', 's2', 's3');
  const callId = fc.constantFrom('a', 'b', 'c');
  const fact = fc.oneof(
    fc
      .record({ callId, session, text: fc.constantFrom('x', 'y') })
      // A call id is used once in a session, and at one moment: copies have the time of the original.
      .map(({ callId: id, session: of }): NewFact => startOf(id, { session: of, at: noon + id.charCodeAt(0) * 1_000 })),
    fc
      .record({
        callId,
        session,
        rank: fc.constantFrom(0 as const, 1 as const, 2 as const),
        outcome: fc.constantFrom('ok' as const, 'error' as const),
        late: fc.nat(3),
      })
      .map(
        ({ callId: id, session: of, late, ...rest }): NewFact => endOf(id, { session: of, at: noon + late, ...rest }),
      ),
  );
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (facts, random) => {
      const digest = (order: readonly NewFact[], size: number) => {
        const folder = temporaryFolder();
        const store = openCallStore(folder);
        for (let at = 0; at < order.length; at += size) store.takeIn(batchOf(order.slice(at, at + size), '/t.jsonl'));
        const result = store.digest();
        store.close();
        return result;
      };
      const shuffled = [...facts, ...facts.slice(0, 3)]
        .map((each) => ({ each, key: random.next().value ?? 0 }))
        .sort((x, y) => x.key - y.key)
        .map(({ each }) => each);
      expect(digest(shuffled, 1)).toBe(digest(facts, 100));
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('the store and its folder are for this user alone', () => {
  if (process.platform === 'win32') return;
  const folder = join(temporaryFolder(), 'data');
  opened(folder).takeIn(startOf('a'));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
});
