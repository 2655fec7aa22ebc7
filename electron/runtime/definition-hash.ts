import { createHash } from 'node:crypto';
import type { JsonObject } from './json-rpc.ts';

/** Deeper than any schema; beyond it a definition counts as one that never stays the same. */
const DEEPEST = 200;

/** SHA-256 in hex of a whole tool definition; the order of keys does not count, everything else does. */
export function definitionHash(definition: JsonObject): string {
  return createHash('sha256').update(canonical(definition, 0)).digest('hex');
}

function canonical(value: unknown, depth: number): string {
  if (depth > DEEPEST) throw new RangeError('A tool definition is nested too deep.');
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each, depth + 1)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each, depth + 1)}`).join()}}`;
}
