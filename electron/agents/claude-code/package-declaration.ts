import { asArray, asRecord, type UnknownRecord } from '#agents/shapes';

/** Component keys of manifest and marketplace entry, joined by the rules of `strict`. */
export interface Declaration {
  raw: UnknownRecord;
  /** The entry forbids a manifest with components of its own and there is one. */
  isConflict: boolean;
}

const componentKeys = ['commands', 'agents', 'skills', 'hooks', 'mcpServers', 'lspServers', 'outputStyles'] as const;
const appendedKeys = ['commands', 'agents', 'skills', 'outputStyles'] as const;

/**
 * Without plugin.json the entry is the manifest. With both, the entry's paths are appended, its hooks replace
 * per event, its servers are ignored; `strict: false` beside components in the entry is a conflict
 * (documentation "Marketplace reference", `strict`).
 */
export function joinDeclarations(manifest: UnknownRecord | undefined, entry: UnknownRecord | undefined): Declaration {
  if (manifest === undefined) return { raw: entry ?? {}, isConflict: false };
  if (entry === undefined) return { raw: manifest, isConflict: false };
  const hasComponents = componentKeys.some((key) => entry[key] !== undefined);
  if (entry['strict'] === false && hasComponents) return { raw: manifest, isConflict: true };
  const joined: Record<string, unknown> = { ...manifest };
  for (const key of appendedKeys) {
    if (entry[key] !== undefined) joined[key] = [...listOf(manifest[key]), ...listOf(entry[key])];
  }
  const entryHooks = asRecord(entry['hooks']);
  if (entryHooks !== undefined) joined['entryHooks'] = entryHooks;
  return { raw: joined, isConflict: false };
}

/** A value or a list of values, as a list. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return asArray(value) ?? [value];
}
