import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCore } from '#app/core';
import { type SurfaceEntry, surfaceSchema } from '#contract/surface';
import { corpusHome } from '#test/e2e/corpus-home';
import { sharedFolderFor } from '#test/helpers/shared-folder';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const shared = sharedFolderFor('what real plugins can run');

test.runIf(shared !== undefined)('every real plugin is looked at, and each entry has its file and line', async () => {
  const home = corpusHome(shared ?? '', 120);
  const entries: SurfaceEntry[] = [];
  const core = await createCore({
    ...{ home: home.home, data: temporaryFolder(), isSample: false, watch: false, asked: 'terminal' as const },
    log: () => undefined,
  });
  try {
    const { plugins } = await core.inventory.snapshot(home.project);
    expect(plugins.length).toBeGreaterThan(100);
    for (const { id } of plugins) {
      const surface = surfaceSchema.parse(await core.surface(id, home.project));
      expect(surface.leftOut).toBe(0);
      entries.push(...surface.entries);
    }
    console.log(`${plugins.length} plugins: ${totals(entries)}`);
  } finally {
    await core.close();
    home.remove();
  }
  expect(entries.filter((each) => each.line === undefined).map((each) => `${each.name} ${each.file}`)).toEqual([]);
  const of = (kind: SurfaceEntry['kind']) => entries.filter((each) => each.kind === kind).length;
  expect(of('server')).toBeGreaterThan(100);
  expect(of('hook')).toBeGreaterThan(15);
  expect(of('lsp')).toBeGreaterThan(5);
});

test.runIf(shared !== undefined)('claude-mem: its hooks name scripts that are not in the plugin', async () => {
  const home = corpusHome(shared ?? '', 110);
  const core = await createCore({
    ...{ home: home.home, data: join(home.data, 'none'), isSample: false, watch: false, asked: 'terminal' as const },
    log: () => undefined,
  });
  try {
    const { entries } = await core.surface('claude-code:plugin/claude-mem@thedotmack', null);
    const hooks = entries.filter((each) => each.kind === 'hook');
    expect(hooks.length).toBe(7);
    expect(new Set(hooks.map((each) => each.line)).size).toBe(7);
    expect(hooks.filter((each) => each.when === 'session-start').length).toBe(2);
  } finally {
    await core.close();
    home.remove();
  }
});

function totals(entries: readonly SurfaceEntry[]): string {
  const counts = new Map<string, number>();
  for (const { when, kind } of entries) counts.set(`${when} ${kind}`, (counts.get(`${when} ${kind}`) ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
}
