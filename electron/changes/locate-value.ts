import { findJsonNode } from './json-splice.ts';
import type { Path } from './splice.ts';
import { lineNumber } from './text-style.ts';
import { findTomlValue, isPrefix, isSamePath, readTomlPlaces } from './toml-places.ts';

/** Offset in UTF-16 units and 1-based line of the value at `path`; undefined when it is not there or nothing parses. */
export function locate(
  text: string,
  format: 'json' | 'toml',
  path: Path,
): { offset: number; line: number } | undefined {
  const offset = format === 'json' ? jsonOffset(text, path) : tomlOffset(text, path);
  return offset === undefined ? undefined : { offset, line: lineNumber(text, offset) };
}

/**
 * The 1-based line of the value at `pointer`: keys joined by dots, keys with other characters than `[A-Za-z0-9_-]`
 * in double quotes, indexes as `[0]`. The format follows the ending of `file`.
 */
export function locateValue(text: string, file: string, pointer: string): number | undefined {
  const format = /\.toml$/i.test(file) ? 'toml' : 'json';
  // Not every writer of a pointer escapes the backslashes of a Windows path.
  for (const isEscaped of [true, false]) {
    const path = readPointer(pointer, isEscaped);
    const found = path === undefined ? undefined : locate(text, format, path);
    if (found !== undefined) return found.line;
  }
  return undefined;
}

/** Undefined when `pointer` does not follow the form. `isEscaped`: whether quoted keys are JSON strings or taken as they are. */
export function readPointer(pointer: string, isEscaped = true): Path | undefined {
  const path: (string | number)[] = [];
  const part = /(?:^|\.)([A-Za-z0-9_-]+)|(?:^|\.)("(?:[^"\\]|\\.)*")|\[(\d+)\]/y;
  while (part.lastIndex < pointer.length) {
    const match = part.exec(pointer);
    if (match === null) return undefined;
    const [, bare, quoted = '""', index] = match;
    const key = index === undefined ? (bare ?? (isEscaped ? unquoted(quoted) : quoted.slice(1, -1))) : Number(index);
    if (key === undefined) return undefined;
    path.push(key);
  }
  return path.length === 0 ? undefined : path;
}

function unquoted(quoted: string): string | undefined {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function jsonOffset(text: string, path: Path): number | undefined {
  return findJsonNode(text, path)?.offset;
}

function tomlOffset(text: string, path: Path): number | undefined {
  const places = attempt(() => readTomlPlaces(text));
  if (places === undefined) return undefined;
  const value = findTomlValue(places, path);
  if (value !== undefined) return value.range[0];
  const header = places.holders.find((holder) => holder.kind === 'table' && isSamePath(holder.base, path));
  if (header !== undefined) return header.node.range[0];
  return places.entries.find((entry) => isPrefix(path, entry.full))?.node.range[0];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
