import { describe, expect, test } from 'vitest';
import type { Observation } from '#agents/transcript';
import { endsOf, startsOf } from '#test/helpers/claude-records';
import { observe, type RealTranscript, realTranscripts } from '#test/helpers/claude-transcripts';
import { sharedFolderFor } from '#test/helpers/shared-folder';

/*
 * The calls of all transcripts counted a second time, in a way that shares nothing with the reader: it knows no kinds
 * of records, skips no line and keeps no state but the session told last; it looks at every object of every line,
 * however deep, and takes session and time from what encloses it.
 */
type Json = Record<string, unknown>;

interface Counted {
  /** `session call time`; the time is `-` where nothing around the call tells one. */
  calls: Set<string>;
  /** `session call` of calls with a result, and of those whose (first) result is marked as an error. */
  ended: Set<string>;
  failed: Set<string>;
  /** Of these, the ones somebody refused. */
  refused: Set<string>;
  skills: Set<string>;
  hooks: number;
  commands: number;
}

function nothing(): Counted {
  return {
    ...{ calls: new Set(), ended: new Set(), failed: new Set(), refused: new Set(), skills: new Set() },
    ...{ hooks: 0, commands: 0 },
  };
}

/** Every object with those around it, the innermost last. */
function* objectsIn(value: unknown, around: readonly Json[] = []): Generator<readonly Json[]> {
  if (typeof value !== 'object' || value === null) return;
  const here = Array.isArray(value) ? around : [...around, value as Json];
  if (!Array.isArray(value)) yield here;
  for (const each of Object.values(value)) yield* objectsIn(each, here);
}

const nearest = (around: readonly Json[], key: string) =>
  around.findLast((each) => typeof each[key] === 'string')?.[key] as string | undefined;

function countPlainly({ lines, relative }: RealTranscript, into: Counted): void {
  const parts = relative.replace(/\.jsonl$/, '').split('/');
  const below = parts.indexOf('subagents');
  let session = (below > 0 ? parts[below - 1] : parts.at(-1)) ?? '';
  for (const line of lines) {
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch {
      continue;
    }
    const told = (record as Json | null)?.['sessionId'];
    if (typeof told === 'string') session = told;
    for (const around of objectsIn(record)) countObject(around, session, into);
  }
  // Requests that were kept repeat the calls before them, without their times.
  for (const call of into.calls) {
    const isRepeated = [...into.calls].some((each) => each !== call && each.startsWith(call.slice(0, -1)));
    if (call.endsWith(' -') && isRepeated) into.calls.delete(call);
  }
}

function countObject(around: readonly Json[], session: string, into: Counted): void {
  const object = around.at(-1) ?? {};
  const { type, id, tool_use_id: of, hookInfos, content } = object;
  if (type === 'tool_use' && typeof id === 'string' && typeof object['name'] === 'string') {
    into.calls.add(`${session} ${id} ${Date.parse(nearest(around, 'timestamp') ?? '') || '-'}`);
    if (object['name'] === 'Skill') into.skills.add(`${session} ${id}`);
  }
  const beside = around.at(-2)?.['content'];
  const isResult = type === 'tool_result' && Array.isArray(beside) && beside.includes(object);
  if (isResult && typeof of === 'string') countResult(object, around, `${session} ${of}`, into);
  if (type === 'hook_progress') into.hooks += 1;
  if (Array.isArray(hookInfos)) into.hooks += hookInfos.length;
  const isText = type === 'text';
  const said = isText ? object['text'] : content;
  const isOfUser = type === 'system' || (isText ? around.at(-2) : object)?.['role'] === 'user';
  if (isOfUser && typeof said === 'string' && isTyped(said)) into.commands += 1;
}

const isTyped = (said: string) =>
  /^(?:<command-message>[^<]*<\/command-message>)?<command-name>/.test(said.replaceAll(/\s/g, ''));

function countResult(block: Json, around: readonly Json[], call: string, into: Counted): void {
  if (into.ended.has(call)) return;
  into.ended.add(call);
  const use = around.findLast((each) => 'toolUseResult' in each)?.['toolUseResult'];
  const isBroken = typeof use === 'object' && use !== null && (use as Json)['interrupted'] === true;
  if (block['is_error'] !== true && !isBroken && !String(use).startsWith('Error: ')) return;
  into.failed.add(call);
  const text = JSON.stringify(block['content'] ?? '');
  if (around.some((each) => 'toolDenialKind' in each) || /^"(?:The user doesn't want|Claude requested)/.test(text)) {
    into.refused.add(call);
  }
}

function countByReader(found: readonly Observation[], into: Counted): void {
  for (const { type, session, callId, at, line } of startsOf(found)) {
    if (type === 'hook') into.hooks += 1;
    if (type === 'command') into.commands += 1;
    if (type === 'hook' || type === 'command') continue;
    into.calls.add(`${session} ${callId} ${at === 0 ? '-' : at}`);
    if (type === 'skill') into.skills.add(`${session} ${callId}`);
    expect(line).toBeGreaterThan(0);
  }
  for (const { session, callId, rank, outcome } of endsOf(found)) {
    const call = `${session} ${callId}`;
    if (rank !== 1 || callId.startsWith('gatehouse:') || into.ended.has(call)) continue;
    into.ended.add(call);
    if (outcome !== 'ok') into.failed.add(call);
    if (outcome === 'denied') into.refused.add(call);
  }
}

const withoutSession = (calls: ReadonlySet<string>) => new Set([...calls].map((each) => each.replace(/^\S+ /, '')));
const withoutTime = (calls: ReadonlySet<string>) => new Set([...calls].map((each) => each.replace(/ \S+$/, '')));
const without = (calls: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...calls].filter((each) => !others.has(each)).sort();

const shared = sharedFolderFor("Counting the calls of Claude Code's real transcripts");
describe.runIf(shared !== undefined)('the calls of real transcripts, counted a second time', () => {
  const files = shared === undefined ? [] : realTranscripts(shared);

  test.each(files.map((file) => [file.relative, file] as const))('%s', (_name, file) => {
    const [plain, read] = [nothing(), nothing()];
    countPlainly(file, plain);
    countByReader(observe(file.lines, file.relative), read);
    expect(read).toEqual(plain);
  });

  test('all together: the same calls, copies counted once, and the same without a result', () => {
    const [plain, read] = [nothing(), nothing()];
    for (const file of files) {
      countPlainly(file, plain);
      countByReader(observe(file.lines, file.relative), read);
    }
    expect(read).toEqual(plain);
    expect(withoutSession(read.calls)).toEqual(withoutSession(plain.calls));
    const dangling = without(withoutTime(plain.calls), plain.ended);
    expect(without(withoutTime(read.calls), read.ended)).toEqual(dangling);
    // What the material is known to hold: without it this test would say little.
    expect(withoutSession(plain.calls).size).toBeGreaterThan(490);
    expect(dangling.length).toBeGreaterThan(0);
    expect(plain.failed.size).toBeGreaterThan(40);
    expect(plain.refused.size).toBeGreaterThan(3);
    expect(plain.skills.size).toBeGreaterThan(1);
    expect(plain.hooks).toBeGreaterThan(1_000);
    expect(plain.commands).toBeGreaterThan(5);
  });
});
