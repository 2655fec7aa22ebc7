import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfigOperation } from '#agents/config-edit';
import { decodeText, meaningOf, spliceText } from '#changes/config-text';
import { applyOperation, isObject, sameValue, valueAt } from '#changes/config-value';
import { inverseOf } from '#changes/inverse-operation';
import { locate } from '#changes/locate-value';
import { sharedFolderFor } from '#test/helpers/shared-folder';
import { commentsIn } from './crooked-files.ts';

const shared = sharedFolderFor('switches spliced into real settings files');
const files = shared === undefined ? [] : settingsFiles(join(shared, 'corpus'));

function settingsFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /^(settings.*|\.claude|claude)\.json$|^config\.toml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Every switch that stands in the file turned round, and some that do not stand there yet. */
function flips(format: 'json' | 'toml', meaning: unknown): ConfigOperation[] {
  const names = (path: string[]) => {
    const found = valueAt(meaning, path);
    return isObject(found) ? Object.keys(found) : [];
  };
  const set = (path: string[]): ConfigOperation => ({ kind: 'set', path, value: valueAt(meaning, path) !== true });
  if (format === 'json') {
    const projects = names(['projects']).map((name): ConfigOperation => {
      return { kind: 'add-to-list', path: ['projects', name, 'disabledMcpServers'], item: 'plugin:new:new' };
    });
    return [...names(['enabledPlugins']), 'new@market'].map((id) => set(['enabledPlugins', id])).concat(projects);
  }
  return [
    ...[...names(['plugins']), 'new@market'].map((id) => set(['plugins', id, 'enabled'])),
    ...[...names(['mcp_servers'])].map((id) => set(['mcp_servers', id, 'enabled'])),
    set(['plugins', 'new@market', 'mcp_servers', 'x', 'enabled']),
    { kind: 'append-entry', path: ['skills', 'config'], value: { path: '/x', enabled: false } },
  ];
}

describe.runIf(files.length > 0)('real settings files', () => {
  it.each(files)('%s', (file) => {
    const format = file.endsWith('.toml') ? 'toml' : 'json';
    const text = decodeText(readFileSync(file)) ?? '';
    const before = meaningOf(format, text);
    for (const operation of flips(format, before)) {
      const spliced = spliceText(format, text, operation);
      if (before === undefined || !isObject(valueAt(before, ['enabledPlugins']) ?? {})) {
        expect(spliced.ok).toBe(false);
        continue;
      }
      if (!spliced.ok) throw new Error(`${JSON.stringify(operation)}: ${spliced.reason}`);
      expect(sameValue(meaningOf(format, spliced.text), applyOperation(before, operation))).toBe(true);
      expect(commentsIn(spliced.text, format)).toEqual(commentsIn(text, format));
      expect(spliced.text.length - spliced.splice.inserted.length).toBe(text.length - spliced.splice.removed.length);
      if (operation.kind === 'set') expect(locate(spliced.text, format, operation.path)).toBeDefined();
      const inverse = inverseOf(operation, before, meaningOf(format, spliced.text));
      const back = inverse.ok
        ? inverse.candidates.map((each) => spliceText(format, spliced.text, each)).find((each) => each.ok)
        : undefined;
      expect(back?.ok && sameValue(meaningOf(format, back.text), before)).toBe(true);
    }
  });
});
