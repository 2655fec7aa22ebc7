import { type ConfigFormat, meaningOf, spliceText } from './config-text.ts';
import { applyOperation, isObject, sameValue, valueAt } from './config-value.ts';
import { replaceJsonValues } from './json-splice.ts';
import {
  type FileOperation,
  type PlainSet,
  type SpliceOperation,
  type SpliceOutcome,
  spliceBetween,
} from './splice.ts';
import { replaceTomlValues } from './toml-splice.ts';

/** What became of one operation of several: it is in the text, the text said so already, or why it could not be made. */
export type Made = { kind: 'done' } | { kind: 'noop' } | { kind: 'refused'; reason: string };

export interface ManySpliced {
  text: string;
  /** In the order of the operations. */
  made: Made[];
}

/**
 * Makes changes one after the other, each on the text the last one left and each read back by the second parser; the bytes
 * are those of as many single ones. One that cannot be made is left out. `pace` is awaited between them.
 */
export async function spliceMany(
  format: ConfigFormat,
  text: string,
  operations: readonly SpliceOperation[],
  pace: () => Promise<void>,
): Promise<ManySpliced> {
  const steps = spliceSteps(format, text, operations);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await pace();
  }
}

/** One operation of a file, or all of several. */
export function spliceFile(format: ConfigFormat, text: string, operation: FileOperation): SpliceOutcome {
  if (operation.kind !== 'several') return spliceText(format, text, operation);
  const steps = spliceSteps(format, text, operation.operations);
  for (;;) {
    const step = steps.next();
    if (!step.done) continue;
    const refused = step.value.made.find((each) => each.kind === 'refused');
    if (refused !== undefined) return { ok: false, reason: refused.reason };
    const after = step.value.text;
    return { ok: true, text: after, splice: spliceBetween(text, after), noop: after === text };
  }
}

function* spliceSteps(
  format: ConfigFormat,
  text: string,
  operations: readonly SpliceOperation[],
): Generator<void, ManySpliced> {
  const atOnce = replaceAtOnce(format, text, operations);
  const made: Made[] = [];
  let now = atOnce.text;
  for (const [index, operation] of operations.entries()) {
    const known = atOnce.made.get(index);
    if (known !== undefined) {
      made.push(known);
      continue;
    }
    const spliced = spliceText(format, now, operation);
    if (spliced.ok) now = spliced.text;
    made.push(spliced.ok ? { kind: spliced.noop === true ? 'noop' : 'done' } : { kind: 'refused', ...spliced });
    yield;
  }
  return { text: now, made };
}

/**
 * Values that stand in the text already are replaced together: what replaces one moves no other, so order does not count,
 * and two readings serve them all.
 */
function replaceAtOnce(
  format: ConfigFormat,
  text: string,
  operations: readonly SpliceOperation[],
): { text: string; made: Map<number, Made> } {
  const nothing = { text, made: new Map<number, Made>() };
  const before = meaningOf(format, text);
  if (before === undefined) return nothing;
  const made = new Map<number, Made>();
  const wanted: PlainSet[] = [];
  const places = new Set<string>();
  for (const [index, operation] of operations.entries()) {
    if (!isPlainSet(operation) || !isPlain(valueAt(before, operation.path))) continue;
    const place = JSON.stringify(operation.path);
    // Of two about one place the second must see what the first left.
    if (places.has(place)) return nothing;
    places.add(place);
    const isSo = sameValue(valueAt(before, operation.path), operation.value);
    made.set(index, { kind: isSo ? 'noop' : 'done' });
    if (!isSo) wanted.push(operation);
  }
  if (wanted.length < 2) return nothing;
  const after = format === 'json' ? replaceJsonValues(text, wanted) : replaceTomlValues(text, wanted);
  if (after === undefined) return nothing;
  return isMeant(before, meaningOf(format, after), wanted) ? { text: after, made } : nothing;
}

/** As meant at each place, and the same everywhere else. */
function isMeant(before: unknown, after: unknown, wanted: readonly PlainSet[]): boolean {
  const expected = structuredClone(before);
  for (const { path, value } of wanted) {
    const holder = valueAt(expected, path.slice(0, -1));
    const key = path.at(-1);
    if (!isObject(holder) || typeof key !== 'string') return false;
    Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return sameValue(expected, after);
}

function isPlainSet(operation: SpliceOperation): operation is PlainSet {
  return operation.kind === 'set' && isPlain(operation.value);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** What the file means before each of them and after the last. */
export function meaningsBetween(before: unknown, operations: readonly SpliceOperation[]): unknown[] {
  const meanings = [before];
  for (const operation of operations) meanings.push(applyOperation(meanings.at(-1), operation));
  return meanings;
}
