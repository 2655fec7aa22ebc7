import type { ConfigFile } from '#agents/agent-module';
import type { Change } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';
import { hashOf, readFileState } from '#platform/file-state';
import { type ConfigFormat, decodeText, meaningOf } from './config-text.ts';
import { operationOf, type TopicChange, topicChanges, topicValues } from './config-topics.ts';
import { isObject, valueAt } from './config-value.ts';
import { driftWords, isSwitchedOn } from './drift-words.ts';
import { type FindSecrets, hideValues, shownDiff } from './hidden-values.ts';
import type { Entry, Intent, Journal, Member, SeenFile } from './journal.ts';
import type { SpliceOperation } from './splice.ts';

/** A config file with the project whose scope it is, null for the user's. */
export interface FollowedFile extends ConfigFile {
  agent: Plugin['agent'];
  project: string | null;
}

export interface DriftDesk {
  journal: Journal;
  find: FindSecrets;
  now(): Date;
}

/** Bytes of what is kept of a file to tell the next change by; of a larger one nothing is told. */
const KEPT_BYTES = 1024 * 1024;
/** An overwritten change of ours is noted as such a little later, by the look that is taken then. */
const OURS_MS = 6_000;

export interface Noticed {
  recorded: Change[];
  /** A file was written by us so short ago that it must be looked at again. */
  lookAgain: boolean;
}

/** Looks at one file and notes what others changed in it since the last look. Never throws for what is on disk. */
export function noticeDrift(desk: DriftDesk, followed: FollowedFile, plugins: readonly Plugin[]): Noticed {
  const nothing: Noticed = { recorded: [], lookAgain: false };
  const now = lookAt(desk, followed);
  if (now === undefined) return nothing;
  const seen = desk.journal.seen(now.file);
  if (seen === undefined) {
    desk.journal.noteSeen(now, undefined);
    return nothing;
  }
  if (seen.hash === now.hash && (seen.text === undefined) === (now.text === undefined)) return nothing;
  const last = desk.journal.lastOf(now.file);
  if (last?.change.afterHash === now.fileHash || last?.change.afterHash === now.hash) {
    desk.journal.noteSeen(now, seen);
    return nothing;
  }
  const isLater = last !== undefined && last.kind !== 'drift' && last.change.at > seen.at;
  if (isLater && desk.now().getTime() - Date.parse(last.change.at) < OURS_MS) return { recorded: [], lookAgain: true };
  const base = isLater ? textOf(desk, followed, last) : seen.text;
  // Another Gatehouse that looked at the same time tells of it.
  if (!desk.journal.noteSeen(now, seen)) return nothing;
  const intent = driftIntent(desk, followed, { base, baseHash: seen.hash, now }, plugins);
  if (intent === undefined) return nothing;
  return { recorded: [desk.journal.begin(intent, { state: 'applied' })], lookAgain: false };
}

interface Look extends SeenFile {
  /** Of all bytes; `hash` is that of what is kept where the agent keeps much else in the file. */
  fileHash: string;
}

/** Undefined when nothing can be said of it now. */
function lookAt({ find, now }: DriftDesk, followed: FollowedFile): Look | undefined {
  try {
    const { path, bytes, hash } = readFileState(followed.file);
    const at = now().toISOString();
    if (bytes === null) return { file: path, hash, text: undefined, at, fileHash: hash };
    const decoded = decodeText(bytes);
    if (decoded === undefined) return undefined;
    const text = keptText(followed, decoded, find);
    if (text === undefined || text.length > KEPT_BYTES) return undefined;
    return { file: path, hash: followed.isShared ? hashOf(Buffer.from(text)) : hash, text, at, fileHash: hash };
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** What is kept of a text: no secret, and of a file with much else only what the topics name. */
function keptText({ format, topics, isShared }: ConfigFile, text: string, find: FindSecrets): string | undefined {
  const hidden = hideValues(format, text, find);
  if (!isShared) return hidden;
  const meaning = meaningOf(format, hidden);
  // Half written, most likely: the next look tells.
  if (meaning === undefined) return undefined;
  const kept = {};
  // An empty table is told from none, so that it stays when something in it is put back.
  for (const path of topics.map((each) => each.path.slice(0, each.path.indexOf('*'))))
    if (path.length > 0 && isObject(valueAt(meaning, path))) put(kept, path, {});
  for (const { path, value } of topicValues(meaning, topics).values()) put(kept, path, value);
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}

function put(into: object, path: readonly string[], value: unknown): void {
  let at = into;
  for (const [depth, key] of path.entries()) {
    const isLast = depth === path.length - 1;
    const next: unknown = isLast ? value : (Object.getOwnPropertyDescriptor(at, key)?.value ?? {});
    Object.defineProperty(at, key, { value: next, enumerable: true, configurable: true, writable: true });
    if (!isLast) at = next as object;
  }
}

/** What our own last write left in the file. */
function textOf({ find }: DriftDesk, followed: FollowedFile, { after }: Entry): string | undefined {
  const text = after === null ? undefined : decodeText(after);
  return text === undefined ? undefined : keptText(followed, text, find);
}

interface Between {
  /** Without secrets; undefined: no file. */
  base: string | undefined;
  baseHash: string;
  now: Look;
}

/** Undefined when nothing that is told of is different. */
function driftIntent(
  { find }: DriftDesk,
  followed: FollowedFile,
  { base, baseHash, now }: Between,
  plugins: readonly Plugin[],
): Intent | undefined {
  const { topics, scope, project } = followed;
  const format: ConfigFormat = followed.isShared ? 'json' : followed.format;
  const [old, next] = [base, now.text].map((text) => (text === undefined ? {} : meaningOf(format, text)));
  const isBroken = next === undefined;
  const changes =
    old === undefined || isBroken ? [] : topicChanges(topicValues(old, topics), topicValues(next, topics));
  if (followed.isShared && changes.length === 0) return undefined;
  const members = switchesIn(changes, followed, plugins);
  const [only] = changes.length === 1 ? members : [];
  const bytes = (text: string | undefined) => (text === undefined ? null : Buffer.from(text));
  return {
    kind: 'drift',
    ...(only === undefined ? { members } : { ...only, enabledBefore: !only.enable }),
    ...{ scope, project: project ?? undefined, file: now.file, format: followed.format },
    operation: scope === undefined ? null : whatWasDone(changes, members, followed, plugins),
    ...{ before: bytes(base), after: bytes(now.text), beforeHash: baseHash, afterHash: now.hash },
    diff: shownDiff({ file: now.file, format, find }, bytes(base), bytes(now.text)),
    asked: 'watcher',
    deeds: deedsOf(changes, { isBroken, wasBroken: old === undefined, base, text: now.text }),
  };
}

function deedsOf(
  changes: readonly TopicChange[],
  {
    isBroken,
    wasBroken,
    base,
    text,
  }: { isBroken: boolean; wasBroken: boolean; base?: string | undefined; text?: string | undefined },
): string[] {
  const file = base === undefined ? ['The file was made.'] : text === undefined ? ['The file was removed.'] : [];
  if (isBroken) return ['The file does not parse any more, so nothing in it counts.'];
  if (wasBroken) return ['The file parses again.'];
  if (changes.length > 0 || file.length > 0) return [...file, ...driftWords(changes)];
  return [
    base === text ? 'The value of a secret was changed.' : 'Only how it is written was changed, not what it means.',
  ];
}

/** The plugins that were switched, first the ones the list knows. */
function switchesIn(changes: readonly TopicChange[], followed: FollowedFile, plugins: readonly Plugin[]): Member[] {
  return changes.flatMap((change): Member[] => {
    const plugin = switchedPlugin(change, followed, plugins);
    const enable = isSwitchedOn(change.after) ?? !(isSwitchedOn(change.before) ?? true);
    return plugin === undefined ? [] : [{ plugin: plugin.id, enable, enabledBefore: !enable }];
  });
}

function switchedPlugin(
  { path, topic, before, after }: TopicChange,
  { agent }: FollowedFile,
  plugins: readonly Plugin[],
): Plugin | undefined {
  if (topic !== 'plugin-switch' || isSwitchedOn(before) === isSwitchedOn(after)) return undefined;
  const key = path.at(-1);
  return plugins.find((each) => each.agent === agent && each.kind === 'plugin' && nameOf(each) === key);
}

function nameOf({ name, marketplace }: Plugin): string {
  return marketplace === undefined ? name : `${name}@${marketplace}`;
}

/** Members and operations share their order, as in a change of several plugins of ours. */
function whatWasDone(
  changes: readonly TopicChange[],
  members: readonly Member[],
  followed: FollowedFile,
  plugins: readonly Plugin[],
): Intent['operation'] {
  const isMember = (change: TopicChange) => switchedPlugin(change, followed, plugins) !== undefined;
  const operations: SpliceOperation[] = [
    ...(members.length === 0 ? [] : changes.filter(isMember)),
    ...changes.filter((change) => !isMember(change)),
  ].map(operationOf);
  const [only] = operations;
  return only !== undefined && operations.length === 1 ? only : { kind: 'several', operations };
}
