import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openCallStore } from '#history/call-store';
import { createImporter } from '#history/importer';
import { createRedactor } from '#history/redaction';
import { spoolFolder, spoolFormat } from '#history/spool-reader';
import { sweepSpools } from '#history/spool-sweep';
import { seededRandom } from '#test/helpers/seeded-random';
import { endLine, run, runLine, spoolText, startLine, withoutSession } from '#test/helpers/spool-lines';
import { temporaryFolder } from '#test/helpers/temporary-folder';

/** Bigger than any process id. */
const gone = 2 ** 30;

function opened(folder = temporaryFolder()) {
  let store = openCallStore(folder);
  onTestFinished(() => store.close());
  const redactor = createRedactor({ knownSecrets: [] });
  const spool = spoolFolder(folder);
  mkdirSync(spool, { recursive: true });
  const pathOf = (name: string) => join(spool, `${name}.jsonl`);
  const takeIn = async (mayTake: () => boolean = () => true) => {
    const importer = createImporter({
      formats: [spoolFormat(folder)],
      machine: { platform: 'linux', home: folder, env: {}, osPolicy: () => undefined },
      table: { plugins: [], standalone: [] },
      redact: (body) => redactor.redact(body),
      known: async () => store.allProgress(),
      async send(batch) {
        if (!mayTake()) throw new Error('killed');
        store.takeIn(batch);
      },
      report: () => undefined,
      failed: (problem) => store.noteProblem(problem),
      halted: () => undefined,
      watch: false,
    });
    importer.start();
    await importer.settled();
    await importer.close();
  };
  return {
    ...{ folder, pathOf, takeIn },
    write: (name: string, text: string) => writeFileSync(pathOf(name), text),
    all: () => [...store.columnRows()].map((row) => store.detail(row.id) ?? expect.fail()),
    store: () => store,
    sweep: () => sweepSpools(folder, store),
    spools: () => readdirSync(spool),
    restart() {
      store.close();
      store = openCallStore(folder);
    },
  };
}

test('a spool is taken in as it grows, half lines wait, and it goes once its run has ended', async () => {
  const { write, pathOf, takeIn, all, sweep, spools, store } = opened();
  const [first = '', second = ''] = [startLine('a'), endLine('a')].map((line) => spoolText(line));
  write(run, spoolText(runLine({ pid: process.pid })) + first + second.slice(0, 30));
  await takeIn();
  expect(all()).toMatchObject([{ callId: 'a', outcome: 'unknown', source: 'runtime' }]);
  expect(sweep()).toBe(0);
  appendFileSync(pathOf(run), second.slice(30));
  await takeIn();
  expect(all()).toMatchObject([{ callId: 'a', outcome: 'ok', durationMs: 12.5 }]);
  // Its run is this process, which lives.
  expect(sweep()).toBe(0);
  write(run, spoolText(runLine({ pid: gone }), startLine('a'), endLine('a')));
  expect(sweep()).toBe(0);
  await takeIn();
  expect(sweep()).toBe(1);
  expect(spools()).toEqual([]);
  expect(store().allProgress()).toEqual([]);
  expect(all()).toHaveLength(1);
});

test('the last line of a run that was killed while it wrote is a problem, and its spool stays', async () => {
  const { write, takeIn, all, sweep, store, pathOf } = opened();
  write(run, `${spoolText(runLine(), startLine('a'))}{"v":1,"ki`);
  await takeIn();
  expect([sweep(), sweep()]).toEqual([0, 0]);
  expect(existsSync(pathOf(run))).toBe(true);
  expect(all()).toHaveLength(1);
  expect(store().problems(10)).toMatchObject([{ code: 'spool-line-invalid', line: 3 }]);
});

test('a spool that lies there twice, or is read again, doubles nothing', async () => {
  const { write, takeIn, all, store, sweep } = opened();
  const text = spoolText(runLine(), startLine('a'), endLine('a'), withoutSession(startLine('b')), endLine('b'));
  write(run, text);
  await takeIn();
  const digest = store().digest();
  write(run.replace('0b', '1c'), text + text);
  await takeIn();
  expect(sweep()).toBe(2);
  write(run, text);
  await takeIn();
  expect(all().map((call) => call.callId)).toEqual(['a', 'b']);
  expect(store().digest()).toBe(digest);
});

test('a thousand calls in flight, killed in between at every batch, are all there once', {
  timeout: 60_000,
}, async () => {
  const calls = Array.from({ length: 1_000 }, (_each, at) => `call-${at}`);
  const args = JSON.stringify({ text: 'and so on '.repeat(300) });
  const text = spoolText(
    runLine(),
    ...calls.map((call) => startLine(call, { args })),
    ...calls.toReversed().map((call) => endLine(call)),
  );
  const calm = opened();
  calm.write(run, text);
  await calm.takeIn();
  const { write, takeIn, restart, all, store, sweep } = opened();
  const random = seededRandom(7);
  write(run, text);
  for (let kill = 0; kill < 8; kill += 1) {
    let left = random.below(2);
    await takeIn(() => left-- > 0);
    expect(sweep()).toBe(0);
    restart();
  }
  await takeIn();
  expect(all().filter((call) => call.outcome === 'ok')).toHaveLength(1_000);
  expect(store().count()).toBe(1_000);
  expect(sweep()).toBe(1);
  expect(store().digest()).toBe(calm.store().digest());
});

test('secrets the run has left in are taken out', async () => {
  const { write, takeIn, all } = opened();
  const secret = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
  const decision = { effect: 'deny', by: 'user', reason: `No, because of ${secret}.` } as const;
  write(
    run,
    spoolText(
      runLine(),
      startLine('a', { decision, args: JSON.stringify({ token: secret }), redactions: { jwt: 1 } }),
      endLine('a', { result: JSON.stringify(secret), refused: [`connect to ${secret}`] }),
    ),
  );
  await takeIn();
  expect(JSON.stringify(all())).not.toContain(secret);
  expect(all()[0]?.redactions.map(({ kind }) => kind)).toContain('jwt');
});

test('what was cut is said, with the size before', async () => {
  const { write, takeIn, all } = opened();
  write(run, spoolText(runLine(), startLine('a', { args: '{"text":"and so', argsBytes: 5_000_000 })));
  await takeIn();
  expect(all()[0]?.args).toMatchObject({ format: 'text', size: 5_000_000, isCut: true });
});

test('lines that are none are problems, and the others count', async () => {
  const { write, takeIn, all, store } = opened();
  const hostile = [
    '{',
    'null',
    '[]',
    '{"__proto__":{"kind":"start"}}',
    JSON.stringify({ ...startLine('x'), v: 2 }),
    JSON.stringify({ ...startLine('x'), more: 1 }),
    JSON.stringify({ ...startLine('x'), at: 'now' }),
    JSON.stringify(startLine('x'.repeat(5_000))),
    JSON.stringify(endLine('a')).replace('12.5', '1e999'),
    JSON.stringify({ ...runLine({ plugin: 'nobody' }), agent: undefined }),
    `"${'\\ud800'.repeat(10)}"`,
  ];
  write(run, spoolText(startLine('early'), runLine(), startLine('a'), ...hostile.slice(0, 9), endLine('a')));
  write(run.replace('0b', '1c'), spoolText(...hostile));
  await takeIn();
  expect(all()).toMatchObject([{ callId: 'a', outcome: 'ok' }]);
  expect(
    store()
      .problems(100)
      .every(({ code }) => code === 'spool-line-invalid'),
  ).toBe(true);
  expect(store().problemCount()).toBe(1 + 9 + hostile.length);
  expect(store().integrity()).toEqual([]);
});

test('times, ids and numbers nobody has do no harm', async () => {
  const { write, takeIn, all, store } = opened();
  write(
    run,
    spoolText(
      runLine(),
      startLine('\ud800', { at: 1e300, tool: '' }),
      endLine('\ud800', {
        at: -1e300,
        durationMs: -5,
        refused: Array.from({ length: 5_000 }, () => 'x'.repeat(9_000)),
      }),
      endLine('never'),
    ),
  );
  await takeIn();
  expect(all()).toMatchObject([{ durationMs: 0, gatehouse: { refused: { length: 100 } } }]);
  expect(store().integrity()).toEqual([]);
});

test('no bytes at all bring the reader down', () => {
  const reader = () => spoolFormat('/data').open({ path: 'x', relative: 'x' });
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.json())), (lines) => {
      const one = reader();
      for (const [at, line] of lines.entries()) one.read(line, at + 1);
      expect(one.state()).toBe('');
    }),
  );
});

test('other files in the folder are left alone', async () => {
  const { folder, takeIn, all, sweep, spools } = opened();
  writeFileSync(join(spoolFolder(folder), 'notes.jsonl'), spoolText(runLine(), startLine('a')));
  await takeIn();
  expect(all()).toEqual([]);
  expect(sweep()).toBe(0);
  expect(spools()).toEqual(['notes.jsonl']);
  rmSync(spoolFolder(folder), { recursive: true });
  await takeIn();
  expect(sweep()).toBe(0);
});
