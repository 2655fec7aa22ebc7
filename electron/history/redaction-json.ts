import type { SensitiveName } from './sensitive-name.ts';
import { sensitiveName } from './sensitive-name.ts';

/** Takes secrets out of one string; `name` is the key it stands under, when that promises a secret. */
export type CleanString = (value: string, name: SensitiveName | undefined) => string;

/** Whether the literal between two places could hold a secret; asked in the order of the text. */
export type MayHold = (start: number, end: number) => boolean;

/**
 * Redacts strings and keys of a JSON text where they stand: numbers, spaces, the order of keys and every other character
 * stay as they were. A text that is not JSON is cleaned string by string as far as it goes.
 */
export function redactJson(text: string, mayHold: MayHold, clean: CleanString): string {
  const pieces: string[] = [];
  const keys = new Set<string>();
  let done = 0;
  let name: SensitiveName | undefined;
  for (let start = text.indexOf('"'); start >= 0; start = text.indexOf('"', start)) {
    const end = stringEnd(text, start);
    const isKey = followsColon(text, end);
    if (!mayHold(start, end) && (isKey || name === undefined)) {
      name = undefined;
      start = end;
      continue;
    }
    const value = readString(text.slice(start, end));
    const cleaned = clean(value, isKey ? undefined : name);
    if (cleaned !== value) {
      pieces.push(text.slice(done, start), JSON.stringify(isKey ? distinct(cleaned, keys) : cleaned));
      done = end;
    }
    name = isKey && beginsString(text, end) ? sensitiveName(value) : undefined;
    start = end;
  }
  return done === 0 ? text : pieces.join('') + text.slice(done);
}

/** Two secrets used as keys of one object would become the same key. */
function distinct(key: string, keys: Set<string>): string {
  let name = key;
  for (let count = 2; keys.has(name); count++) name = `${key} #${String(count)}`;
  keys.add(name);
  return name;
}

function readString(literal: string): string {
  if (!literal.includes('\\'))
    return literal.endsWith('"') && literal.length > 1 ? literal.slice(1, -1) : literal.slice(1);
  try {
    return String(JSON.parse(literal));
  } catch {
    // Not JSON after all: its characters are looked at as they stand.
    return literal.slice(1).replace(/"$/, '');
  }
}

/** Just behind the closing quote, or the end of the text. */
function stringEnd(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at >= 0 && isEscaped(text, at, start)) at = text.indexOf('"', at + 1);
  return at < 0 ? text.length : at + 1;
}

function isEscaped(text: string, at: number, start: number): boolean {
  let slashes = 0;
  while (at - 1 - slashes > start && text.charCodeAt(at - 1 - slashes) === 92) slashes++;
  return slashes % 2 === 1;
}

function followsColon(text: string, from: number): boolean {
  return text[skipSpace(text, from)] === ':';
}

function beginsString(text: string, from: number): boolean {
  return text[skipSpace(text, skipSpace(text, from) + 1)] === '"';
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}
