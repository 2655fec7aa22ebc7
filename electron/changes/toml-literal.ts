import type { JsonValue } from '#agents/config-edit';
import { SpliceRefused } from './splice.ts';

/** A key as TOML 1.0 writes it: bare where it may be, else a basic string. */
export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key);
}

export function tomlKeys(keys: readonly (string | number)[]): string {
  return keys.map((key) => tomlKey(String(key))).join('.');
}

/** On one line and without trailing commas, which TOML 1.0 forbids in inline tables. Throws SpliceRefused for null. */
export function tomlLiteral(value: JsonValue): string {
  if (value === null) throw new SpliceRefused('TOML has no null.');
  if (typeof value === 'string') return tomlString(value);
  if (typeof value === 'number') return tomlNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(tomlLiteral).join(', ')}]`;
  const entries = Object.entries(value).map(([key, each]) => `${tomlKey(key)} = ${tomlLiteral(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function tomlString(text: string): string {
  if (!text.isWellFormed()) throw new SpliceRefused('The text holds half a character and cannot be written.');
  // JSON's escapes are TOML's; DEL alone may stand raw in JSON but not in TOML.
  return JSON.stringify(text).replaceAll('\u007F', '\\u007F');
}

function tomlNumber(value: number): string {
  if (!Number.isFinite(value)) throw new SpliceRefused('The number cannot be written.');
  return Number.isSafeInteger(value) || /[.e]/.test(String(value)) ? String(value) : value.toExponential();
}
