import type { ConfigOperation, JsonValue } from '#agents/config-edit';

export type Path = readonly (string | number)[];

/** What agent rooms ask for, and what taking such a change back needs besides. */
export type SpliceOperation =
  | ConfigOperation
  /**
   * Removes what stands at `path`; doing nothing when it is not there. A TOML table with comments is left alone, unless they
   * are to stay where it stood.
   */
  | { kind: 'unset'; path: Path; areCommentsKept?: true }
  /** Removes the last entry of the array at `path` that equals `value`. */
  | { kind: 'remove-entry'; path: Path; value: { [key: string]: JsonValue } };

/** One after the other, in one write. */
export interface ManyOperations {
  kind: 'several';
  operations: readonly SpliceOperation[];
}

export type FileOperation = SpliceOperation | ManyOperations;

/** What is one place in a text; setting several keys is several of them. */
export type PlainOperation = Exclude<SpliceOperation, { kind: 'set-keys' }>;

/** Puts a value without parts where a value is. */
export type PlainSet = Extract<SpliceOperation, { kind: 'set' }> & { value: string | number | boolean };

/** One contiguous replacement; `offset` counts UTF-16 units. */
export interface Splice {
  offset: number;
  removed: string;
  inserted: string;
}

/** `noop`: the text already says what was asked; the splice is empty. */
export type SpliceOutcome = { ok: true; text: string; splice: Splice; noop?: boolean } | { ok: false; reason: string };

export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Thrown inside a splice to give up with a sentence for people; never leaves this room's splice functions. */
export class SpliceRefused extends Error {
  override readonly name = 'SpliceRefused';
}

/** Joins edits that do not overlap into the one splice that spans them. */
export function spliceOf(text: string, edits: readonly Edit[]): { text: string; splice: Splice } {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const offset = sorted[0]?.start ?? 0;
  let at = offset;
  let inserted = '';
  for (const edit of sorted) {
    if (edit.end <= at && edit.text === '' && edit.start < at) continue;
    inserted += text.slice(at, Math.max(at, edit.start)) + edit.text;
    at = Math.max(at, edit.end);
  }
  const removed = text.slice(offset, at);
  return { text: text.slice(0, offset) + inserted + text.slice(at), splice: { offset, removed, inserted } };
}

/** The one contiguous replacement that makes `after` of `before`. */
export function spliceBetween(before: string, after: string): Splice {
  const most = Math.min(before.length, after.length);
  let offset = 0;
  while (offset < most && before.charCodeAt(offset) === after.charCodeAt(offset)) offset += 1;
  let tail = 0;
  while (
    tail < most - offset &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail += 1;
  }
  const removed = before.slice(offset, before.length - tail);
  return { offset, removed, inserted: after.slice(offset, after.length - tail) };
}
