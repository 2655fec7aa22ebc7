import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { createImporter, type ImportReport } from '#history/importer';
import type { FactBatch, FileProgress } from '#history/new-facts';
import { eventually } from '#test/helpers/eventually';
import { lineFormat } from '#test/helpers/line-format';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function followed(
  options: { watch?: boolean; known?: Map<string, FileProgress>; send?: (batch: FactBatch) => void } = {},
) {
  const home = temporaryFolder();
  const batches: FactBatch[] = [];
  const reports: ImportReport[] = [];
  const failures: { file: string; code: string }[] = [];
  const halts: unknown[] = [];
  const known = options.known ?? new Map<string, FileProgress>();
  const write = (name: string, text: string, seconds?: number) => {
    const path = join(home, 'transcripts', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name.endsWith('.zst') ? zstdCompressSync(Buffer.from(text)) : text);
    if (seconds !== undefined) utimesSync(path, seconds, seconds);
    return path;
  };
  const open = () => {
    const importer = createImporter({
      formats: [lineFormat()],
      machine: { platform: 'linux', home, env: {}, osPolicy: () => undefined },
      table: { plugins: [], standalone: [] },
      redact: (body) => ({ body: { ...body, text: body.text.replaceAll('secret', '***') }, redactions: {} }),
      known: async () => [...known.values()],
      async send(batch) {
        options.send?.(batch);
        batches.push(batch);
        known.set(batch.progress.path, batch.progress);
      },
      report: (report) => reports.push(report),
      failed: (problem) => failures.push(problem),
      halted: (error) => halts.push(error),
      watch: options.watch ?? false,
    });
    onTestFinished(() => importer.close());
    return importer;
  };
  const takeIn = async () => {
    const importer = open();
    importer.start();
    await importer.settled();
    await importer.close();
  };
  const ids = () => batches.flatMap((batch) => batch.facts.map((fact) => ('callId' in fact ? fact.callId : '')));
  return { home, batches, reports, failures, halts, known, write, open, takeIn, ids };
}

test('takes in what was written last first, and nothing twice', async () => {
  const { write, takeIn, ids, reports } = followed();
  write('old.jsonl', '#s\na\n', 1_000);
  write('deep/er/new.jsonl', '#s\nb\nc\n', 2_000);
  await takeIn();
  expect(ids()).toEqual(['b', 'c', 'a']);
  await takeIn();
  expect(ids()).toEqual(['b', 'c', 'a']);
  expect(reports.find((report) => report.files.done === 2)).toMatchObject({
    state: 'idle',
    files: { done: 2, total: 2 },
    bytes: { done: 12, total: 12 },
  });
});

test('goes on at the line it reached, with what the reader knew, and waits for the rest of a half line', async () => {
  const { write, takeIn, batches, ids, known } = followed();
  const path = write('a.jsonl', '#mine\nfirst\nsec');
  await takeIn();
  expect(ids()).toEqual(['first']);
  expect(known.get(path)).toMatchObject({ offset: 12, lines: 2, state: 'mine' });
  appendFileSync(path, 'ond\nthird\n');
  await takeIn();
  expect(ids()).toEqual(['first', 'second', 'third']);
  expect(batches.at(-1)?.facts.at(-1)).toMatchObject({ session: 'mine', line: 4 });
});

test('reads a file again from its beginning when it was cut, rewritten or replaced', async () => {
  const { write, takeIn, ids } = followed();
  const path = write('a.jsonl', '#s\na\nb\n', 1_000);
  await takeIn();
  truncateSync(path, 5);
  await takeIn();
  expect(ids()).toEqual(['a', 'b', 'a']);
  write('a.jsonl', '#s\nx\ny\nz\n', 3_000);
  await takeIn();
  expect(ids().slice(3)).toEqual(['x', 'y', 'z']);
  // Same beginning, same size, another middle.
  write('a.jsonl', '#s\nx\nq\nz\n', 4_000);
  await takeIn();
  expect(ids().slice(6)).toEqual(['x', 'q', 'z']);
});

test('a compressed form of a file that was taken in brings nothing new, and one of an unknown file does', async () => {
  const { home, write, takeIn, ids } = followed();
  const plain = write('a.jsonl', '#s\na\n', 1_000);
  write('b.jsonl.zst', '#s\nb\n', 500);
  await takeIn();
  expect(ids()).toEqual(['a', 'b']);
  rmSync(plain);
  write('a.jsonl.zst', '#s\na\nlater\n', 2_000);
  await takeIn();
  expect(ids()).toEqual(['a', 'b', 'later']);
  renameSync(join(home, 'transcripts', 'b.jsonl.zst'), join(home, 'transcripts', 'c.jsonl.zst'));
  await takeIn();
  expect(ids().slice(3)).toEqual(['b']);
});

test('takes secrets out and passes on what cannot be read, with its line', async () => {
  const { write, takeIn, batches } = followed();
  write('a.jsonl', '#s\nsecret\n?\n');
  await takeIn();
  expect(batches[0]?.facts[0]).toMatchObject({ args: { text: 'arguments of ***', isCut: false, size: 19 } });
  expect(batches[0]?.problems).toMatchObject([{ code: 'transcript-line-invalid', line: 3 }]);
});

test('cancelled, it keeps what it has, and goes on where it stopped', async () => {
  const setup = followed({
    send: () => {
      if (setup.batches.length === 1) importer.cancel();
    },
  });
  const lines = Array.from({ length: 60_000 }, (_each, at) => `call-${at}`);
  setup.write('a.jsonl', `#s\n${lines.join('\n')}\n`);
  const importer = setup.open();
  importer.start();
  await importer.settled();
  expect(setup.reports.at(-1)?.state).toBe('paused');
  const before = setup.ids().length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(60_000);
  importer.start();
  await importer.settled();
  expect(setup.ids()).toEqual(lines);
  expect(setup.reports.at(-1)?.state).toBe('idle');
});

test('killed in the middle of a file, the next one goes on after the last batch', async () => {
  const setup = followed();
  const lines = Array.from({ length: 60_000 }, (_each, at) => `call-${at}`);
  const path = setup.write('a.jsonl', `#s\n${lines.join('\n')}\n`);
  await setup.takeIn();
  const middle = setup.batches[0] ?? expect.fail();
  setup.known.set(path, middle.progress);
  const first = middle.facts.length;
  setup.batches.splice(1);
  await setup.takeIn();
  expect(first).toBeLessThan(60_000);
  expect(setup.ids()).toEqual(lines);
});

test('a store that refuses stops it, says why, and nothing is skipped afterwards', async () => {
  let isFull = true;
  const setup = followed({
    send: () => {
      if (isFull) throw new Error('The disk is full.');
    },
  });
  setup.write('a.jsonl', '#s\na\n');
  const importer = setup.open();
  importer.start();
  await importer.settled();
  expect(setup.halts).toMatchObject([{ message: 'The disk is full.' }]);
  expect(setup.reports.at(-1)?.state).toBe('paused');
  isFull = false;
  importer.start();
  await importer.settled();
  expect(setup.ids()).toEqual(['a']);
});

test('follows what is appended, new files in new folders, and renamed ones', async () => {
  const { home, write, open, ids } = followed({ watch: true });
  const path = write('p/a.jsonl', '#s\na\n');
  const importer = open();
  importer.start();
  await importer.settled();
  appendFileSync(path, 'b\n');
  await eventually(() => expect(ids()).toEqual(['a', 'b']));
  write('q/r/new.jsonl', '#t\nc\n');
  await eventually(() => expect(ids()).toEqual(['a', 'b', 'c']));
  appendFileSync(join(home, 'transcripts', 'q', 'r', 'new.jsonl'), 'd\n');
  await eventually(() => expect(ids()).toEqual(['a', 'b', 'c', 'd']));
  renameSync(path, join(home, 'transcripts', 'p', 'renamed.jsonl'));
  await eventually(() => expect(ids()).toEqual(['a', 'b', 'c', 'd', 'a', 'b']));
});

test('transcripts of an agent that was never used before are followed from its first session on', async () => {
  const { write, open, ids } = followed({ watch: true });
  const importer = open();
  importer.start();
  await importer.settled();
  write('p/a.jsonl', '#s\na\n');
  await eventually(() => expect(ids()).toEqual(['a']));
});

test('links that go in circles and folders in place of files hold nothing up', async () => {
  const { home, write, takeIn, ids } = followed();
  write('a.jsonl', '#s\na\n');
  symlinkSync(join(home, 'transcripts'), join(home, 'transcripts', 'loop'));
  symlinkSync('self.jsonl', join(home, 'transcripts', 'self.jsonl'));
  mkdirSync(join(home, 'transcripts', 'folder.jsonl'));
  await takeIn();
  expect(ids()).toEqual(['a']);
});
