import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Core, createCore } from '#app/core';
import type { Wish } from '#changes/plan-many';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const ids = [
  'claude-code:plugin/alpha@tools',
  'claude-code:plugin/beta@tools',
  'claude-code:skill/loose@user',
  'codex:plugin/gamma@kit',
  'codex:plugin/delta@kit',
  'codex:mcp/notes@user',
];

/** Each looks at what it wrote once more, two seconds later: all of them at the same time. */
const cores: Core[] = [];
afterAll(() => Promise.all(cores.map((core) => core.close())));

async function openHome() {
  const { home, files } = smallHome(temporaryFolder());
  const data = join(temporaryFolder(), 'data');
  const core = await createCore({ home, data, isSample: false, watch: false, asked: 'terminal', log: () => undefined });
  const names = ['claude settings', 'codex config', 'claude state'];
  // Both homes lie in folders of their own, which stand in their files.
  const own = JSON.stringify(home).slice(1, -1);
  const texts = () => names.map((name) => readFileSync(files[name] ?? '', 'utf8').replaceAll(own, '<home>'));
  cores.push(core);
  return { changes: await core.changes(), texts };
}

async function oneByOne(wishes: readonly Wish[]): Promise<string[]> {
  const { changes, texts } = await openHome();
  for (const wish of wishes) {
    const outcome = await changes.plan({ ...wish, project: null });
    if (outcome.ok) await changes.apply(outcome.plan.planId);
  }
  const after = texts();
  return after;
}

async function atOnce(wishes: readonly Wish[]) {
  const { changes, texts } = await openHome();
  const before = texts();
  const outcome = await changes.planMany({ wishes, project: null });
  const group = outcome.ok ? (await changes.applyMany(outcome.plan.planId)).group : undefined;
  const after = texts();
  const undo = group === undefined ? undefined : await changes.planUndoGroup(group);
  if (undo?.ok) await changes.applyMany(undo.plan.planId);
  const back = texts();
  return { before, after, back };
}

describe('switching several plugins of real homes', () => {
  it('gives the bytes of as many single switches, and its undo the bytes from before', {
    timeout: 120_000,
  }, async () => {
    const wish = fc.record({ id: fc.constantFrom(...ids), enable: fc.boolean() });
    const wishes = fc.uniqueArray(wish, { minLength: 1, selector: (each) => each.id });
    await fc.assert(
      fc.asyncProperty(wishes, async (each) => {
        const { before, after, back } = await atOnce(each);
        expect(after).toEqual(await oneByOne(each));
        expect(back).toEqual(before);
      }),
      { numRuns: 10 },
    );
  });
});
