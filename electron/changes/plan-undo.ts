import { randomUUID } from 'node:crypto';
import { variableForHeader } from '#agents/secret-values';
import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';
import { type FileState, hashOf, readFileState } from '#platform/file-state';
import { type ConfigFormat, decodeText, meaningOf, spliceText } from './config-text.ts';
import { type FindSecrets, fillOperation, fillValues, shownDiff, valuesOf } from './hidden-values.ts';
import { inverseOf } from './inverse-operation.ts';
import type { Entry, Member } from './journal.ts';
import { type Planned, refuse } from './plan-switch.ts';
import type { PlannedWrite } from './planned-write.ts';
import type { FileOperation, Path, SpliceOperation } from './splice.ts';
import { meaningsBetween } from './splice-many.ts';
import { whatRuns } from './what-runs.ts';

/** What an undo needs of secrets, whose values the journal does not hold. */
export interface UndoMeans {
  find: FindSecrets;
  /** What the keychain is known to hold for the plugin. */
  kept: readonly string[];
}

/**
 * The exact bytes from before when nothing else changed; otherwise only our change put back, found by meaning; else
 * the reason why not. `plugin` is the plugin as it is now, when it is still there. Writes nothing.
 */
export function planUndo(entry: Entry, plugin: Plugin | undefined, { find, kept }: UndoMeans): Planned {
  const { change } = entry;
  if (change.state === 'undone')
    return refuse('already', `It was put back already by ${change.undoneBy ?? 'an undo'}.`, []);
  if (change.kind === 'outside')
    return refuse('not-ours', 'Another program made that change; switch the plugin instead.', []);
  if (change.kind === 'drift' && entry.operation === null)
    return refuse('not-ours', 'That file is an administrator’s; Gatehouse does not write it.', []);
  if (!change.applied)
    return refuse('not-applied', 'That change was never written, so there is nothing to put back.', []);
  try {
    const now = readFileState(entry.file);
    const found = now.path === entry.file ? textToPutBack(entry, now) : refusedText('Its path leads elsewhere by now.');
    if (!found.ok) return refuse(found.code, found.reason, []);
    const lost = found.unfilled.map(variableOf).filter((name) => !kept.includes(name));
    if (lost.length > 0) {
      const reason = `The journal keeps no values of secrets, and the keychain has no ${lost.join(', ')} of ${change.plugin ?? 'it'}. Change ${entry.file} by hand.`;
      return refuse('secret-gone', reason, []);
    }
    return { ok: true, write: undoWrite(entry, plugin, now, found, find) };
  } catch (error) {
    if (error instanceof AppError) return refuse('broken-file', error.message, []);
    throw error;
  }
}

type Found =
  | {
      ok: true;
      bytes: Buffer | null;
      operation: FileOperation | null;
      isExact: boolean;
      unfilled: Path[];
      /** Of several operations: those that cannot be taken back, by index, with the reason. */
      left?: ReadonlyMap<number, string>;
    }
  | { ok: false; code: string; reason: string };

function textToPutBack(entry: Entry, now: FileState): Found {
  const { change } = entry;
  const text = now.bytes === null ? undefined : decodeText(now.bytes);
  const meaning = text === undefined ? undefined : meaningOf(entry.format, text);
  // What stands in the file now is as good as what stood there: the journal only names the places of secrets.
  const valueOf = valuesOf(meaning);
  const before = entry.before === null ? null : fillValues(entry.format, decodeText(entry.before) ?? '', valueOf);
  if (isContent(now, entry.after, change.afterHash)) {
    if (before === null) return { ok: true, bytes: null, operation: null, isExact: true, unfilled: [] };
    const filled = Buffer.from(before.text);
    const isExact = before.missing.length === 0 && hashOf(filled) === change.beforeHash;
    return { ok: true, bytes: filled, operation: null, isExact, unfilled: before.missing };
  }
  if (isContent(now, entry.before, change.beforeHash)) {
    return refusedText('The file holds the text from before already.', 'already');
  }
  if (now.bytes === null) return refusedText('The file is gone.');
  const { operation } = entry;
  if (operation === null || operation.kind === 'unset' || operation.kind === 'remove-entry') {
    return refusedText('The file has changed since; switch the plugin instead.');
  }
  if (text === undefined || meaning === undefined)
    return refusedText('The file does not parse any more; mend it first.', 'broken-file');
  const old = before === null ? {} : meaningOf(entry.format, before.text);
  if (operation.kind === 'several') {
    const wanted = operation.operations.map((each) => fillOperation(each, valueOf));
    return eachPutBack(entry.format, text, old, wanted);
  }
  const inverse = inverseOf(fillOperation(operation, valueOf), old, meaning);
  return inverse.ok ? firstThatFits(entry.format, text, inverse.candidates) : refusedText(inverse.reason);
}

function firstThatFits(format: ConfigFormat, text: string, candidates: readonly SpliceOperation[]): Found {
  let reason = 'The file has changed since at that place.';
  for (const operation of candidates) {
    const spliced = spliceText(format, text, operation);
    if (spliced.ok && !spliced.noop) {
      const unfilled = fillValues(format, spliced.text, () => undefined).missing;
      return { ok: true, bytes: Buffer.from(spliced.text), operation, isExact: false, unfilled };
    }
    if (!spliced.ok) reason = spliced.reason;
  }
  return refusedText(reason);
}

/** The last first; a place that was changed again since stays as it is. */
function eachPutBack(format: ConfigFormat, text: string, old: unknown, operations: readonly SpliceOperation[]): Found {
  const meanings = meaningsBetween(old, operations);
  const left = new Map<number, string>();
  const inverse: SpliceOperation[] = [];
  let now = text;
  for (const [index, operation] of [...operations.entries()].toReversed()) {
    const back = onePutBack(format, now, meanings[index], operation);
    if (!back.ok) left.set(index, back.reason);
    else if (back.operation !== null && back.operation.kind !== 'several') {
      now = back.bytes?.toString() ?? now;
      inverse.push(back.operation);
    }
  }
  const [reason = 'The file has changed since; switch the plugins instead.'] = left.values();
  if (inverse.length === 0) return refusedText(reason);
  const unfilled = fillValues(format, now, () => undefined).missing;
  const operation = { kind: 'several', operations: inverse } as const;
  return { ok: true, bytes: Buffer.from(now), operation, isExact: false, unfilled, left };
}

function onePutBack(format: ConfigFormat, text: string, old: unknown, operation: SpliceOperation): Found {
  if (operation.kind === 'unset' || operation.kind === 'remove-entry') return refusedText('It was taken out before.');
  const inverse = inverseOf(operation, old, meaningOf(format, text));
  return inverse.ok ? firstThatFits(format, text, inverse.candidates) : refusedText(inverse.reason);
}

/** The last key of the place is the name the value has in the keychain; of a header it is made of that. */
export function variableOf(path: Path): string {
  const [table, key] = path.slice(-2);
  const isHeader = table === 'headers' || table === 'http_headers';
  return isHeader ? variableForHeader(String(key)) : String(path.at(-1) ?? '');
}

function refusedText(reason: string, code = 'changed-since'): Found {
  return { ok: false, code, reason };
}

function undoWrite(
  entry: Entry,
  plugin: Plugin | undefined,
  now: FileState,
  found: Extract<Found, { ok: true }>,
  find: FindSecrets,
): PlannedWrite {
  const { change } = entry;
  const enable =
    entry.enabledBefore !== undefined && change.component === undefined ? entry.enabledBefore : !change.enable;
  const scope = change.scope ?? 'user';
  const secrets = found.unfilled.map(variableOf);
  const isWhole = found.isExact || found.operation === null;
  const how = isWhole
    ? 'Puts back exactly what the file held before.'
    : 'The file has changed elsewhere since; only this change is put back.';
  return {
    kind: 'undo',
    file: entry.file,
    before: now,
    after: found.bytes,
    format: entry.format,
    operation: found.operation,
    mark: markOf(entry, found),
    agentLock: entry.agentLock,
    enabledBefore: plugin?.effective.enabled,
    wanted: enable,
    ...(change.kind === 'guard' ? { isGuard: true } : {}),
    undoes: change.id,
    unfilled: found.unfilled,
    madeFolder: entry.madeFolder,
    ...(entry.members === undefined ? {} : { members: membersBack(entry.members, found.left) }),
    plan: {
      planId: randomUUID(),
      id: change.plugin ?? '',
      ...(change.component === undefined ? {} : { component: change.component }),
      enable,
      ...(change.project === undefined ? {} : { project: change.project }),
      scope,
      options: [{ scope, file: entry.file, takesEffect: true, reason: how }],
      file: now.path,
      fileHash: now.hash,
      diff: shownDiff({ file: now.path, format: entry.format, find }, now.bytes, found.bytes),
      runs: [
        ...secrets.map(
          (name) => `The value of ${name} is read from the keychain and written into this file in plain text.`,
        ),
        ...(plugin === undefined ? [] : whatRuns(plugin, change.component, enable)),
      ],
      ...(secrets.length === 0 ? {} : { writesSecrets: secrets }),
      afterwards: [
        ...new Set(found.left?.values()),
        'Sessions that are running keep what they loaded; the change counts for new ones.',
      ],
    },
  };
}

function membersBack(members: readonly Member[], left: ReadonlyMap<number, string> = new Map()): Member[] {
  return members.flatMap(({ plugin, enable, enabledBefore }, index) =>
    left.has(index) ? [] : [{ plugin, enable: enabledBefore ?? !enable, enabledBefore: enable }],
  );
}

function markOf(entry: Entry, found: Extract<Found, { ok: true }>): PlannedWrite['mark'] {
  if (found.operation !== null) return { operation: found.operation, inEffect: true };
  return entry.operation === null ? undefined : { operation: entry.operation, inEffect: false };
}

function isContent(now: FileState, noted: Uint8Array | null, hash: string): boolean {
  if (now.bytes === null || noted === null) return now.bytes === null && noted === null;
  return now.hash === hash;
}
