import type { Diff } from '#contract/changes';
import { type ConfigFormat, decodeText, meaningOf, spliceText } from './config-text.ts';
import { valueAt } from './config-value.ts';
import { diffOf } from './line-diff.ts';
import type { FileOperation, Path } from './splice.ts';

/** A text in a config file that must not be kept anywhere else. */
export interface SecretPlace {
  path: Path;
  value: string;
}

/** The secrets in what a config file means. */
export type FindSecrets = (meaning: unknown) => readonly SecretPlace[];

/** Values elsewhere in the file that are shorter could be words of it. */
const SHORTEST = 8;
const marker = /‹gatehouse-secret:([A-Za-z0-9_-]+)›/g;

/**
 * The text with a marker in place of each secret, which names where it stood. `also` are secrets known from another version
 * of the file. What does not parse is only searched for those.
 */
export function hideValues(
  format: ConfigFormat,
  text: string,
  find: FindSecrets,
  also: readonly SecretPlace[] = [],
): string {
  const own = secretsIn(format, text, find);
  const marked = own.reduce((now, { path }) => {
    const spliced = spliceText(format, now, { kind: 'set', path, value: markerOf(path) });
    return spliced.ok ? spliced.text : now;
  }, text);
  return [...own, ...also].reduce(hideText, marked);
}

/** The secrets of a text; none when it does not parse. */
export function secretsIn(format: ConfigFormat, text: string | null, find: FindSecrets): readonly SecretPlace[] {
  return text === null ? [] : find(meaningOf(format, text));
}

/** An operation as it may be kept. */
export function hideInOperation<T extends FileOperation | null>(operation: T, secrets: readonly SecretPlace[]): T {
  return operation === null ? operation : (JSON.parse(secrets.reduce(hideText, JSON.stringify(operation))) as T);
}

/** The text with the values that `valueOf` knows, and where the others stood. */
export function fillValues(
  format: ConfigFormat,
  text: string,
  valueOf: (path: Path) => string | undefined,
): { text: string; missing: Path[] } {
  const missing = new Map<string, Path>();
  const wanted = new Map<string, SecretPlace>();
  let filled = text.replaceAll(marker, (whole, coded: string) => {
    const path = pathOf(coded);
    const value = path === undefined ? undefined : valueOf(path);
    if (path !== undefined && value === undefined) missing.set(coded, path);
    if (path === undefined || value === undefined) return whole;
    wanted.set(coded, { path, value });
    return escaped(value);
  });
  // Where a file writes its strings in another way than JSON does, the value itself is what counts.
  for (const { path, value } of wanted.values()) {
    const now = valueAt(meaningOf(format, filled), path);
    if (now === value || now === undefined) continue;
    const spliced = spliceText(format, filled, { kind: 'set', path, value });
    if (spliced.ok) filled = spliced.text;
  }
  return { text: filled, missing: [...missing.values()] };
}

/** An operation with the values that `valueOf` knows. */
export function fillOperation<T extends FileOperation | null>(
  operation: T,
  valueOf: (path: Path) => string | undefined,
): T {
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.replaceAll(marker, (whole, coded: string) => {
        const path = pathOf(coded);
        return (path === undefined ? undefined : valueOf(path)) ?? whole;
      });
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)]));
  };
  return fill(operation) as T;
}

/** Values as the file itself holds them now. */
export function valuesOf(meaning: unknown): (path: Path) => string | undefined {
  return (path) => {
    const value = valueAt(meaning, path);
    return typeof value === 'string' ? value : undefined;
  };
}

/** What people see: the lines that differ, without the value of any secret. Null stands for no file. */
export function shownDiff(
  { file, format, find }: { file: string; format: ConfigFormat; find: FindSecrets },
  before: Uint8Array | null,
  after: Uint8Array | null,
): Diff {
  const texts = [before, after].map((bytes) => (bytes === null ? null : (decodeText(bytes) ?? '')));
  const [old = null, next = null] = texts;
  const secrets = texts.flatMap((text) => secretsIn(format, text, find));
  const shown = (text: string | null) =>
    text === null ? null : hideValues(format, text, find, secrets).replaceAll(marker, '‹secret, not shown›');
  return {
    ...diffOf(file, shown(old), shown(next)),
    bytesBefore: before?.byteLength ?? 0,
    bytesAfter: after?.byteLength ?? 0,
  };
}

function hideText(text: string, { path, value }: SecretPlace): string {
  if (value.length < SHORTEST) return text;
  const mark = markerOf(path);
  return text.replaceAll(escaped(value), () => mark).replaceAll(value, () => mark);
}

function markerOf(path: Path): string {
  return `‹gatehouse-secret:${Buffer.from(JSON.stringify(path)).toString('base64url')}›`;
}

function pathOf(coded: string): Path | undefined {
  try {
    const path: unknown = JSON.parse(Buffer.from(coded, 'base64url').toString('utf8'));
    const isPath = Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number');
    return isPath ? path : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
