import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { type CallStore, openCallStore } from '#history/call-store';
import { importFile } from '#history/import-file';
import { createImporter } from '#history/importer';
import { transcriptFormats } from '#history/transcript-formats';
import { lineFormat } from '#test/helpers/line-format';
import { type SeededRandom, seededRandom } from '#test/helpers/seeded-random';
import { writeSyntheticTranscripts } from '#test/helpers/synthetic-transcripts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

/**
 * What is promised when transcripts change while they are read. Where no line is ever lost for good (appended, cut
 * and written again, moved, compressed), the store is in the end the same as after one import of the final files.
 * Where lines are lost (a file deleted, or written anew with other calls), every call of the final files is there,
 * and of the lost ones those that were read in time, as whole as they were: never half of one, never a stranger.
 */
const SEEDS = Array.from({ length: 12 }, (_, at) => at + 1);

/** One thing done to the files between two batches. */
type Deed = () => void;

function setUp(seed: number, options: { bytes: number; resumedShare: number }) {
  const home = temporaryFolder();
  const random = seededRandom(seed);
  const tree = writeSyntheticTranscripts({ home, seed, codexShare: 0.4, ...options });
  const files = tree.files.filter((file) => statSync(file).size > 0);
  const openStore = (): CallStore => {
    const store = openCallStore(temporaryFolder());
    onTestFinished(() => store.close());
    return store;
  };
  return { home, random, files, openStore };
}

/** Imports to the end. After each batch the next deed may be done; what is left of them is done before it ends. */
async function takeIn(home: string, store: CallStore, random: SeededRandom, deeds: Deed[] = []): Promise<void> {
  const importer = createImporter({
    formats: transcriptFormats,
    machine: { platform: 'linux', home, env: {}, osPolicy: () => undefined },
    table: { plugins: [], standalone: [] },
    redact: (body) => ({ body, redactions: {} }),
    known: async () => store.allProgress(),
    async send(batch) {
      store.takeIn(batch);
      if (random.chance(0.3)) deeds.shift()?.();
    },
    report: () => undefined,
    failed: () => undefined,
    halted: (error) => {
      throw error;
    },
    watch: false,
  });
  // Each look finds what was changed during the one before.
  do {
    importer.start();
    await importer.settled();
    deeds.shift()?.();
  } while (deeds.length > 0);
  importer.start();
  await importer.settled();
  await importer.close();
}

/** All rows by agent, session and call, without the numbers that only this store gives them. */
function rowsOf(store: CallStore): Map<string, string> {
  const rows = new Map<string, string>();
  for (const { id } of store.columnRows()) {
    const { id: _id, parent: _parent, children: _children, ...detail } = store.detail(id) ?? {};
    if (!('callId' in detail)) throw new Error('A row went away.');
    rows.set(`${detail.agent} ${detail.session} ${detail.callId}`, JSON.stringify(detail));
  }
  return rows;
}

test.each(SEEDS)('appended, cut, moved and compressed files give the same as in one import (seed %i)', async (seed) => {
  const { home, random, files, openStore } = setUp(seed, { bytes: 1_500_000, resumedShare: 0.3 });
  const deeds: Deed[][] = [];
  for (const file of files) {
    const whole = readFileSync(file);
    const kept = random.below(whole.length);
    const kind = random.pick(['append', 'append', 'cut', 'move', 'compress', 'nothing']);
    if (kind === 'append') {
      // What lies there at first may end in the middle of a line, or of a character.
      writeFileSync(file, whole.subarray(0, kept));
      const next = kept + random.below(whole.length - kept);
      deeds.push([
        () => appendFileSync(file, whole.subarray(kept, next)),
        () => appendFileSync(file, whole.subarray(next)),
      ]);
    }
    if (kind === 'cut') {
      deeds.push([() => truncateSync(file, kept), () => writeFileSync(file, whole)]);
    }
    if (kind === 'move' && file.includes('/sessions/')) deeds.push([() => archive(home, file)]);
    if (kind === 'compress' && file.includes('/sessions/')) deeds.push([() => compress(file, whole)]);
  }
  const disturbed = openStore();
  await takeIn(home, disturbed, random, mixed(deeds, random));
  const calm = openStore();
  await takeIn(home, calm, random);
  expect(rowsOf(disturbed)).toEqual(rowsOf(calm));
  expect(disturbed.digest()).toBe(calm.digest());
  expect(disturbed.integrity()).toEqual([]);
});

test.each(SEEDS)(
  'of deleted and rewritten files no call is half there, and all of the rest (seed %i)',
  async (seed) => {
    const { home, random, files, openStore } = setUp(seed, { bytes: 1_500_000, resumedShare: 0 });
    const other = setUp(seed + 1_000, { bytes: 1_500_000, resumedShare: 0 });
    const before = openStore();
    await takeIn(home, before, random);
    const deeds = files.flatMap((file): Deed[] => {
      const kind = random.pick(['delete', 'rewrite', 'replace', 'nothing', 'nothing']);
      const content = readFileSync(random.pick(other.files));
      if (kind === 'delete') return [() => rmSync(file)];
      if (kind === 'rewrite') return [() => writeFileSync(file, content)];
      return kind === 'replace' ? [() => replace(file, content)] : [];
    });
    const disturbed = openStore();
    await takeIn(home, disturbed, random, deeds);
    const after = openStore();
    await takeIn(home, after, random);
    // What a store holds that has seen both states whole.
    await takeIn(home, before, random);
    const [seen, last, all] = [rowsOf(disturbed), rowsOf(after), rowsOf(before)];
    for (const [key, row] of seen) expect([last.get(key), all.get(key)], key).toContain(row);
    for (const key of last.keys()) expect(seen.has(key), key).toBe(true);
    expect(disturbed.integrity()).toEqual([]);
  },
);

test('a file that is written anew between two batches is begun anew, whatever was read of it', async () => {
  const home = temporaryFolder();
  const path = join(home, 'a.jsonl');
  const lines = (session: string) => `#${session}\n${numbers(60_000, (at) => `${session}-${at}\n`).join('')}`;
  writeFileSync(path, lines('old'));
  const seen: string[] = [];
  const rewritten = lines('new');
  await importFile(
    { format: lineFormat(), path, relative: 'a.jsonl', size: statSync(path).size, modifiedMs: 0, isCompressed: false },
    {
      progress: undefined,
      table: { plugins: [], standalone: [] },
      redact: (body) => ({ body, redactions: {} }),
      signal: new AbortController().signal,
      advanced: () => undefined,
      async send({ facts }) {
        if (seen.length === 0) writeFileSync(path, rewritten);
        for (const fact of facts) if (fact.kind === 'start') seen.push(`${fact.session} ${fact.callId}`);
      },
    },
  );
  expect(seen.filter((each) => each.startsWith('old new') || each.startsWith('new old'))).toEqual([]);
  expect(new Set(seen.filter((each) => each.startsWith('new'))).size).toBe(60_000);
});

/** Codex moves an archived thread out of its day. */
function archive(home: string, file: string): void {
  const target = join(home, '.codex', 'archived_sessions', file.slice(file.lastIndexOf('/') + 1));
  mkdirSync(dirname(target), { recursive: true });
  renameSync(file, target);
}

/** Codex compresses a thread that rests, and removes the plain file. */
function compress(file: string, whole: Uint8Array): void {
  writeFileSync(`${file}.zst`, zstdCompressSync(whole));
  rmSync(file);
}

function replace(file: string, content: Uint8Array): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

/** Deeds of one file stay in their order; those of different files mix. */
function mixed(deeds: readonly Deed[][], random: SeededRandom): Deed[] {
  const left = deeds.map((each) => [...each]);
  const found: Deed[] = [];
  while (left.length > 0) {
    const at = random.below(left.length);
    const next = left[at]?.shift();
    if (next === undefined) left.splice(at, 1);
    else found.push(next);
  }
  return found;
}

function numbers<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}
