import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { describe, expect, it } from 'vitest';
import type { SwitchDecision } from '#agents/agent-module';
import type { ConfigOperation } from '#agents/config-edit';
import type { Entry } from '#changes/journal';
import { planSwitch } from '#changes/plan-switch';
import { planUndo } from '#changes/plan-undo';
import type { PlannedWrite } from '#changes/planned-write';
import type { Change } from '#contract/changes';
import { nothingProvided, type Plugin } from '#contract/plugin';
import { hashOf } from '#platform/file-state';
import { figure } from '#test/helpers/figure';
import { seededRandom } from '#test/helpers/seeded-random';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { commentsIn } from './crooked-files.ts';
import { changesOver } from './one-file-agent.ts';
import { type AnyFile, anyFile, canonical, meantBy } from './wild-file.ts';
import { plainJson } from './wild-json.ts';

const FILES = 10_000;
const ON_DISK = 150;

const plugin: Plugin = {
  ...{
    id: 'p',
    agent: 'claude-code',
    kind: 'plugin',
    name: 'p',
    installs: [],
    provides: nothingProvided,
    problems: [],
  },
  effective: { state: 'disabled', enabled: false, decidedBy: { scope: 'user', reason: 'It says so.' }, layers: [] },
  switch: { can: true },
};

type Reader = (text: string) => unknown;

/** Readers that share nothing with each other; each must see the same change. */
function readersOf(format: AnyFile['format'], ...texts: readonly string[]): Reader[] {
  if (format === 'json') return [plainJson];
  const smol: Reader = (each) => parse(each.replace('\uFEFF', ''), { integersAsBigInt: 'asNeeded' });
  const second: Reader = (each) => getStaticTOMLValue(parseTOML(each.replace('\uFEFF', ''), { tomlVersion: '1.0' }));
  // The second takes a key called __proto__ for the prototype of all objects.
  return texts.some((text) => /__proto__|\\U0000005f/i.test(text)) ? [smol] : [smol, second];
}

function decisionFor(file: AnyFile, path: string, operation: ConfigOperation): SwitchDecision {
  const edit = { file: path, format: file.format, operation };
  return { ok: true, options: [{ scope: 'user', takesEffect: true, reason: 'It decides.', edit }], afterwards: [] };
}

function planned(file: AnyFile, path: string, operation: ConfigOperation) {
  return planSwitch({ id: 'p', enable: true, project: null }, plugin, decisionFor(file, path, operation), () => []);
}

/** The journal's row of a write that was made, as undo reads it. */
function entryOf(write: PlannedWrite): Entry {
  const { before, after, format, operation } = write;
  const hashes = { beforeHash: before.hash, afterHash: hashOf(after) };
  const change = { id: write.plan.planId, kind: 'switch', plugin: 'p', state: 'applied', applied: true, ...hashes };
  return {
    ...{ kind: 'switch', file: before.path, format, operation, before: before.bytes, after, ...hashes },
    ...{ diff: write.plan.diff, asked: 'terminal', change: change as Change },
  };
}

/** The one stretch of bytes that differs. */
function difference(before: Buffer, after: Buffer): { removed: string; inserted: string } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const cut = (bytes: Buffer) => bytes.subarray(head, bytes.length - tail).toString('latin1');
  return { removed: cut(before), inserted: cut(after) };
}

/** Where something is put in, nothing but blanks may go; where something is taken out, nothing but blanks may come. */
function mustKeepBytes(operation: ConfigOperation, before: Buffer, after: Buffer): void {
  const { removed, inserted } = difference(before, after);
  const isFlip = operation.kind === 'set' && /^[truefals0-9]+ ?[truefals0-9]*$/.test(`${removed} ${inserted}`);
  if (operation.kind === 'set-keys' || isFlip) return;
  const [less, more] = operation.kind === 'remove-from-list' ? [inserted, removed] : [removed, inserted];
  expect(isWithin(less.replace(/\s/g, ''), more), `${removed} became ${inserted}`).toBe(true);
}

function isWithin(less: string, more: string): boolean {
  let at = 0;
  for (const each of more) if (each === less[at]) at += 1;
  return at === less.length;
}

/** Every comment stays, but for those inside a list that routing a server replaces as a whole. */
function mustKeepComments(operation: ConfigOperation, format: AnyFile['format'], before: Buffer, after: Buffer): void {
  const old = commentsIn(before.toString(), format);
  const now = commentsIn(after.toString(), format);
  if (operation.kind !== 'set-keys') return expect(now).toEqual(old);
  let at = 0;
  for (const each of old) if (each === now[at]) at += 1;
  expect(at, 'a comment came or moved').toBe(now.length);
  counts['comments inside a list that was replaced'] += old.length - now.length;
}

const counts = {
  files: 0,
  flips: 0,
  already: 0,
  undone: 0,
  'files back to the very bytes': 0,
  'comments inside a list that was replaced': 0,
};
const refusals = new Map<string, number>();
const refused = { asked: 0, 'of files that can be edited': 0, undos: 0 };

const reasons = [
  'not UTF-8',
  'does not parse',
  'should be',
  'should stand',
  'is not there',
  'changed again since',
  'before already',
];

function noteRefusal(reason: string): void {
  const kind = reasons.find((each) => reason.includes(each)) ?? reason.replace(/^.*?(?:json|toml): /, '');
  refusals.set(kind, (refusals.get(kind) ?? 0) + 1);
}

/** Flips, then takes all of them back; true when every undo was granted. */
function flipAndBack(file: AnyFile, path: string, seed: number): void {
  const random = seededRandom(seed ^ 0x5eed);
  const made: PlannedWrite[] = [];
  let bytes = file.bytes;
  writeFileSync(path, bytes);
  for (let left = 1 + random.below(6); left > 0; left -= 1) {
    const operation = random.pick(file.operations);
    refused.asked += 1;
    const outcome = planned(file, path, operation);
    if (!outcome.ok) {
      expect(outcome.refusal.reason).toContain(path);
      if (outcome.refusal.code === 'already') {
        if (file.fault === undefined) counts.already += 1;
        continue;
      }
      noteRefusal(outcome.refusal.reason);
      if (file.fault === undefined) refused['of files that can be edited'] += 1;
      continue;
    }
    expect(file.fault, 'a spoilt file was edited').toBeUndefined();
    const after = outcome.write.after ?? Buffer.alloc(0);
    const [was, is] = [bytes.toString(), after.toString()];
    for (const read of readersOf(file.format, was, is)) {
      expect(canonical(read(is))).toBe(canonical(meantBy(read(was), operation)));
    }
    mustKeepBytes(operation, bytes, after);
    mustKeepComments(operation, file.format, bytes, after);
    writeFileSync(path, after);
    bytes = after;
    made.push(outcome.write);
    counts.flips += 1;
  }
  takeAllBack(file, path, made, random.chance(0.6) ? 'last first' : 'any order', seed);
}

function takeAllBack(file: AnyFile, path: string, made: PlannedWrite[], order: string, seed: number): void {
  const random = seededRandom(seed + 1);
  const left = [...made];
  let areAllBack = true;
  while (left.length > 0) {
    const at = order === 'last first' ? left.length - 1 : random.below(left.length);
    const [write] = left.splice(at, 1);
    if (write === undefined) continue;
    const outcome = planUndo(entryOf(write), plugin, { find: () => [], kept: [] });
    if (!outcome.ok) {
      expect(order, outcome.refusal.reason).toBe('any order');
      expect(outcome.refusal.reason.length).toBeGreaterThan(10);
      noteRefusal(outcome.refusal.reason);
      refused.undos += 1;
      areAllBack = false;
      continue;
    }
    writeFileSync(path, outcome.write.after ?? '');
    counts.undone += 1;
  }
  const end = readFileSync(path);
  if (order === 'last first') expect(end.equals(file.bytes)).toBe(true);
  if (end.equals(file.bytes)) counts['files back to the very bytes'] += made.length > 0 ? 1 : 0;
  else if (areAllBack) {
    for (const read of readersOf(file.format, file.text, end.toString())) {
      expect(canonical(read(end.toString()), true)).toBe(canonical(read(file.text), true));
    }
    const isRouted = made.some(({ operation }) => operation?.kind === 'set-keys');
    if (!isRouted) expect(commentsIn(end.toString(), file.format)).toEqual(commentsIn(file.text, file.format));
  }
}

describe('any settings or config file', () => {
  it('changes by exactly what was meant, and comes back', { timeout: 300_000 }, () => {
    const folder = temporaryFolder();
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (seed) => {
        const file = anyFile(seededRandom(seed));
        counts.files += 1;
        flipAndBack(file, join(folder, file.name), seed);
      }),
      { numRuns: FILES, endOnFailure: true },
    );
    figure('Random settings files', { seed: fc.readConfigureGlobal().seed ?? 'random', ...counts });
    figure('Refused with a reason', { ...refused, ...Object.fromEntries(refusals) });
    expect(counts.flips).toBeGreaterThan(FILES * 2);
    expect(refused['of files that can be edited'] / refused.asked).toBeLessThan(0.03);
    expect(refused.undos / counts.undone).toBeLessThan(0.1);
  });

  it('comes back byte by byte through the journal on a real disk', { timeout: 300_000 }, async () => {
    const home = temporaryFolder();
    const seeds = seededRandom(Number(fc.readConfigureGlobal().seed ?? 1));
    let next: SwitchDecision | undefined;
    const decide = async () => ({ plugin, decision: next as SwitchDecision });
    const changes = changesOver(home, join(temporaryFolder(), 'data'), { decide, resolve: async () => plugin });
    let applied = 0;
    for (let index = 0; index < ON_DISK; index += 1) {
      const random = seededRandom(seeds.below(0xffff_ffff));
      const file = anyFile(random);
      const path = join(home, `${index}-${file.name}`);
      writeFileSync(path, file.bytes);
      const ids: string[] = [];
      for (let left = 1 + random.below(4); left > 0; left -= 1) {
        next = decisionFor(file, path, random.pick(file.operations));
        const outcome = await changes.plan({ id: 'p', enable: true, project: null });
        if (outcome.ok) ids.push((await changes.apply(outcome.plan.planId)).id);
      }
      expect(file.fault === undefined || ids.length === 0).toBe(true);
      for (const id of ids.toReversed()) {
        const back = await changes.planUndo(id);
        if (!back.ok) throw new Error(back.refusal.reason);
        await changes.apply(back.plan.planId);
      }
      expect(readFileSync(path).equals(file.bytes)).toBe(true);
      applied += ids.length;
    }
    await changes.close();
    figure('Random settings files on a real disk', { files: ON_DISK, 'flips, each undone': applied });
    expect(applied).toBeGreaterThan(ON_DISK);
  });
});
