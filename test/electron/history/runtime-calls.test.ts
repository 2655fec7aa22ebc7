import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { SpoolLine } from '#contract/spool';
import { openCallStore } from '#history/call-store';
import { cleanRuntime } from '#history/clean-runtime';
import type { NewFact } from '#history/new-facts';
import { spoolFormat } from '#history/spool-reader';
import { batchOf, endOf, noon, startOf } from '#test/helpers/call-facts';
import { endLine, run, runLine, startLine, withoutSession } from '#test/helpers/spool-lines';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function opened() {
  const store = openCallStore(temporaryFolder());
  onTestFinished(() => store.close());
  const takeIn = (...facts: NewFact[]) => store.takeIn(batchOf(facts, '/t.jsonl'));
  const all = () => [...store.columnRows()].map((row) => store.detail(row.id) ?? expect.fail());
  return { store, takeIn, all };
}

function factsOf(...lines: SpoolLine[]): NewFact[] {
  const reader = spoolFormat('/data').open({ path: '/data/spool/x', relative: 'x' });
  const redact = (body: { format: 'text' | 'json'; text: string }) => ({ body, redactions: {} });
  return [runLine(), ...lines].flatMap((line, at) =>
    reader.read(JSON.stringify(line), at + 1).map((each) => {
      if (each.kind === 'problem') throw new Error(each.message);
      return cleanRuntime(each, { redact });
    }),
  );
}

const told = { name: 'mcp__files__read_file', model: 'm1', project: '/work/site', branch: 'main' } as const;
const transcript = [
  startOf('a', { ...told, supplier: { tool: 'read_file', server: 'files', how: 'unknown' } }),
  endOf('a', { outcome: 'error', decision: { by: 'user', allowed: true } }),
];
const spooled = (call = startLine('a')) =>
  factsOf(call, endLine('a', { outcome: 'denied', refused: ['read of /home/me/.ssh'] }));

const joined = {
  ...{ callId: 'a', session: 's1', model: 'm1', branch: 'main', at: noon, outcome: 'denied', durationMs: 12.5 },
  ...{ source: 'runtime', plugin: 'claude-code:mcp/files@user', server: 'files', tool: 'read_file', decision: 'rule' },
  ...{ name: 'mcp__files__read_file', attribution: 'explicit', reason: 'Reading is allowed.' },
  args: { text: '{"command":"echo a"}' },
  result: { text: 'result of a' },
  gatehouse: {
    ...{ run, isCaged: true, refused: ['read of /home/me/.ssh'] },
    decision: { effect: 'allow', by: 'rule', rule: 'r1', reason: 'Reading is allowed.' },
  },
};

test.each([
  ['first', [...spooled(), ...transcript]],
  ['last', [...transcript, ...spooled()]],
  ['between start and end', [transcript[0] as NewFact, ...spooled(), transcript[1] as NewFact]],
  ['without a session, first', [...spooled(withoutSession(startLine('a'))), ...transcript]],
  ['without a session, last', [...transcript, ...spooled(withoutSession(startLine('a')))]],
])('what a run saw is one row with what the transcript says: %s', (_when, facts) => {
  const one = opened();
  for (const fact of facts) one.takeIn(fact);
  expect(one.all()).toMatchObject([joined]);
  const row = [...one.store.columnRows()][0];
  expect(row).toMatchObject({ durationMs: 12.5, decision: 'rule', source: 'runtime', outcome: 'denied' });
  const other = opened();
  other.takeIn(...facts, ...facts);
  expect(other.store.digest()).toBe(one.store.digest());
  expect(one.store.integrity()).toEqual([]);
});

test('a call only a run saw stands alone; one that was not answered yet has no outcome', () => {
  const { all, takeIn } = opened();
  takeIn(...factsOf(withoutSession(startLine('a')), startLine('b', { at: noon + 5_000 }), endLine('a')));
  expect(all()).toMatchObject([
    { callId: 'a', session: run, outcome: 'ok', project: '/work/site', args: { text: '{"path":"/work/a"}' } },
    { callId: 'b', session: 's1', outcome: 'unknown' },
  ]);
  expect(all()[1]?.durationMs).toBeUndefined();
});

test("the run's bodies stand in for those the transcript lacks", () => {
  const { all, takeIn } = opened();
  const { result: _result, ...bare } = endOf('a');
  takeIn(...spooled(), startOf('a'), bare);
  expect(all()).toMatchObject([{ args: { text: '{"command":"echo a"}' }, result: { text: '{"text":"seen a"}' } }]);
});

test('the same call id in another session is another call', () => {
  const { all, takeIn } = opened();
  takeIn(...spooled(startLine('a', { session: 's2' })), ...transcript);
  expect(all().map((call) => [call.session, call.source])).toEqual([
    ['s2', 'runtime'],
    ['s1', 'transcript'],
  ]);
});

test('a forgotten call does not come back from either source', () => {
  const { all, store, takeIn } = opened();
  takeIn(...spooled(), ...transcript);
  store.forget(all().map(({ id }) => id));
  takeIn(...spooled());
  takeIn(...transcript);
  takeIn(...spooled(withoutSession(startLine('a', { at: noon + 20 }))));
  expect(all()).toEqual([]);
});

test('whatever the order of what both say of calls, the rows are the same', () => {
  const facts = ['a', 'b', 'c'].flatMap((call, at) => {
    const start = startLine(call, { at: noon + 20 + at * 4_000 });
    return [
      ...factsOf(at === 1 ? withoutSession(start) : start, endLine(call, { at: noon + 60 + at * 4_000 })),
      ...[startOf(call, { at: noon + at * 3_000 }), endOf(call, { at: noon + at * 3_000 + 70 })],
    ];
  });
  // A run writes what began before what ended.
  const inOrder = (order: readonly NewFact[]) =>
    [...order].sort((x, y) => Number(x.kind === 'runtime-end') - Number(y.kind === 'runtime-end'));
  const digest = (order: readonly NewFact[], size: number) => {
    const store = openCallStore(temporaryFolder());
    for (let at = 0; at < order.length; at += size) store.takeIn(batchOf(order.slice(at, at + size), '/t.jsonl'));
    const result = store.digest();
    store.close();
    return result;
  };
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (order) => {
      expect(digest(inOrder([...order, ...order.slice(0, 4)]), 1)).toBe(digest(inOrder(facts), 1_000));
    }),
    { numRuns: 30 },
  );
});
