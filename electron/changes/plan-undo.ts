import { randomUUID } from 'node:crypto';
import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';
import { type FileState, readFileState } from '#platform/file-state';
import { type ConfigFormat, decodeText, meaningOf, spliceText } from './config-text.ts';
import { inverseOf } from './inverse-operation.ts';
import type { Entry } from './journal.ts';
import { diffOf } from './line-diff.ts';
import { type Planned, refuse } from './plan-switch.ts';
import type { PlannedWrite } from './planned-write.ts';
import type { SpliceOperation } from './splice.ts';
import { whatRuns } from './what-runs.ts';

/**
 * The exact bytes from before when nothing else changed; otherwise only our change put back, found by meaning; else
 * the reason why not. `plugin` is the plugin as it is now, when it is still there. Writes nothing.
 */
export function planUndo(entry: Entry, plugin: Plugin | undefined): Planned {
  const { change } = entry;
  if (change.state === 'undone')
    return refuse('already', `It was put back already by ${change.undoneBy ?? 'an undo'}.`, []);
  if (change.kind === 'outside')
    return refuse('not-ours', 'Another program made that change; switch the plugin instead.', []);
  if (!change.applied)
    return refuse('not-applied', 'That change was never written, so there is nothing to put back.', []);
  try {
    const now = readFileState(entry.file);
    const found = now.path === entry.file ? textToPutBack(entry, now) : refusedText('Its path leads elsewhere by now.');
    return found.ok ? { ok: true, write: undoWrite(entry, plugin, now, found) } : refuse(found.code, found.reason, []);
  } catch (error) {
    if (error instanceof AppError) return refuse('broken-file', error.message, []);
    throw error;
  }
}

type Found =
  | { ok: true; bytes: Buffer | null; operation: SpliceOperation | null; isExact: boolean }
  | { ok: false; code: string; reason: string };

function textToPutBack(entry: Entry, now: FileState): Found {
  if (isContent(now, entry.after)) {
    return {
      ok: true,
      bytes: entry.before === null ? null : Buffer.from(entry.before),
      operation: null,
      isExact: true,
    };
  }
  if (isContent(now, entry.before)) return refusedText('The file holds the text from before already.', 'already');
  if (now.bytes === null) return refusedText('The file is gone.');
  const { operation } = entry;
  if (operation === null || operation.kind === 'unset' || operation.kind === 'remove-entry') {
    return refusedText('The file has changed since; switch the plugin instead.');
  }
  const text = decodeText(now.bytes);
  const meaning = text === undefined ? undefined : meaningOf(entry.format, text);
  if (text === undefined || meaning === undefined)
    return refusedText('The file does not parse any more; mend it first.', 'broken-file');
  const before = entry.before === null ? {} : meaningOf(entry.format, decodeText(entry.before) ?? '');
  const inverse = inverseOf(operation, before, meaning);
  return inverse.ok ? firstThatFits(entry.format, text, inverse.candidates) : refusedText(inverse.reason);
}

function firstThatFits(format: ConfigFormat, text: string, candidates: readonly SpliceOperation[]): Found {
  let reason = 'The file has changed since at that place.';
  for (const operation of candidates) {
    const spliced = spliceText(format, text, operation);
    if (spliced.ok && !spliced.noop) return { ok: true, bytes: Buffer.from(spliced.text), operation, isExact: false };
    if (!spliced.ok) reason = spliced.reason;
  }
  return refusedText(reason);
}

function refusedText(reason: string, code = 'changed-since'): Found {
  return { ok: false, code, reason };
}

function undoWrite(
  entry: Entry,
  plugin: Plugin | undefined,
  now: FileState,
  found: Extract<Found, { ok: true }>,
): PlannedWrite {
  const { change } = entry;
  const enable =
    entry.enabledBefore !== undefined && change.component === undefined ? entry.enabledBefore : !change.enable;
  const scope = change.scope ?? 'user';
  const how = found.isExact
    ? 'Puts back exactly what the file held before.'
    : 'The file has changed elsewhere since; only this change is put back.';
  const text = (bytes: Buffer | null) => (bytes === null ? null : (decodeText(bytes) ?? ''));
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
    madeFolder: entry.madeFolder,
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
      diff: diffOf(now.path, text(now.bytes), text(found.bytes)),
      runs: plugin === undefined ? [] : whatRuns(plugin, change.component, enable),
      afterwards: ['Sessions that are running keep what they loaded; the change counts for new ones.'],
    },
  };
}

function markOf(entry: Entry, found: Extract<Found, { ok: true }>): PlannedWrite['mark'] {
  if (found.operation !== null) return { operation: found.operation, inEffect: true };
  return entry.operation === null ? undefined : { operation: entry.operation, inEffect: false };
}

function isContent(now: FileState, bytes: Uint8Array | null): boolean {
  if (now.bytes === null || bytes === null) return now.bytes === null && bytes === null;
  return now.bytes.equals(bytes);
}
