import type { ReadPort } from '#agents/read-port';
import { asArray, asRecord, asString } from '#agents/shapes';
import type { ConfigLayer } from './config-layers.ts';

export interface SkillSwitch {
  /** Index in `[[skills.config]]`. */
  at: number;
  by: 'name' | 'path';
  enabled: boolean;
}

/**
 * The last entry of `[[skills.config]]` that names a skill: later ones win. Only the user's config.toml counts (seen with
 * codex 0.169.0: entries in a trusted project file do nothing). Entries with both or neither of name and path are ignored.
 */
export function lastSkillSwitch(
  layer: ConfigLayer | undefined,
  skill: { name: string; file: string },
  port: ReadPort,
): SkillSwitch | undefined {
  const entries = asArray(asRecord(layer?.value.skills)?.config) ?? [];
  const real = port.realpath(skill.file) ?? skill.file;
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = asRecord(entries[at]);
    const [name, path] = [asString(entry?.name), asString(entry?.path)];
    if ((name === undefined) === (path === undefined) || typeof entry?.enabled !== 'boolean') continue;
    const matches =
      name === undefined
        ? path !== undefined && (path === skill.file || (port.realpath(path) ?? path) === real)
        : name.trim() === skill.name;
    if (matches) return { at, by: name === undefined ? 'path' : 'name', enabled: entry.enabled };
  }
  return undefined;
}
