import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCore } from '#app/core';
import type { SavedSet } from '#contract/sets';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const alpha = 'claude-code:plugin/alpha@tools';
const beta = 'claude-code:plugin/beta@tools';
const gamma = 'codex:plugin/gamma@kit';
const delta = 'codex:plugin/delta@kit';

async function setUp() {
  const { home, project, files } = smallHome(temporaryFolder());
  const data = join(temporaryFolder(), 'data');
  const core = await createCore({ home, data, isSample: false, watch: false, asked: 'terminal', log: () => undefined });
  onTestFinished(() => core.close());
  const save = async (more: Partial<SavedSet> = {}) =>
    (await core.sets()).save({
      ...{ name: 'work', project: null, mode: 'only', replace: false },
      agents: ['claude-code', 'codex'],
      ...more,
    });
  const texts = () => ['claude settings', 'codex config'].map((name) => readFileSync(files[name] ?? '', 'utf8'));
  return { core, data, project, save, texts, sets: await core.sets(), path: join(data, 'sets.json') };
}

describe('named sets of plugins', () => {
  it('keep what is on now, say how things differ later, and bring it back as one change with one undo', async () => {
    const { core, sets, save, texts, path } = await setUp();
    const before = texts();
    const set = await save();
    expect(set.on).toContain(alpha);
    expect(set.on).not.toContain(beta);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(texts()).toEqual(before);
    expect(await sets.plan({ name: 'work', project: null })).toMatchObject({
      ok: false,
      reason: 'Everything is as “work” says.',
    });
    const changes = await core.changes();
    for (const [id, enable] of [
      [alpha, false],
      [beta, true],
      [gamma, false],
    ] as const) {
      const planned = await changes.planMany({ wishes: [{ id, enable }], project: null });
      if (planned.ok) await changes.applyMany(planned.plan.planId);
    }
    const other = texts();
    const [view] = (await sets.list(null)).sets;
    expect(view?.differs.map(({ id, enable }) => [id, enable])).toEqual([
      [alpha, true],
      [beta, false],
      [gamma, true],
    ]);
    const outcome = await sets.plan({ name: 'WORK', project: null });
    if (!outcome.ok) throw new Error(outcome.reason);
    expect(outcome.plan.label).toBe('Switch to “work”');
    const result = await changes.applyMany(outcome.plan.planId);
    expect(result.changes.every((each) => each.verified)).toBe(true);
    expect(texts()).toEqual(before);
    const undo = await changes.planUndoGroup(result.group);
    if (!undo.ok) throw new Error(undo.reason);
    await changes.applyMany(undo.plan.planId);
    expect(texts()).toEqual(other);
  });

  it('at least these leave the rest as it is, and what is gone is said', async () => {
    const { sets, save } = await setUp();
    await save({ name: 'more', mode: 'at-least', on: [delta, 'codex:plugin/gone@kit'] });
    const [view] = (await sets.list(null)).sets;
    expect(view?.differs.map((each) => each.id)).toEqual([delta]);
    expect(view?.missing).toEqual(['codex:plugin/gone@kit']);
    const outcome = await sets.plan({ name: 'more', project: null });
    expect(outcome).toMatchObject({
      ok: true,
      plan: { leftOut: [{ id: 'codex:plugin/gone@kit', code: 'not-found', reason: 'It is not installed any more.' }] },
    });
  });

  it('only is about the plugins of its agents', async () => {
    const { sets, save } = await setUp();
    await save({ name: 'bare', agents: ['codex'], on: [] });
    const [view] = (await sets.list(null)).sets;
    expect(view?.differs.map((each) => each.id)).toContain(gamma);
    expect(view?.differs.map((each) => each.id)).not.toContain(alpha);
  });

  it('are those of the project that is picked, and of no other', async () => {
    const { sets, save, project } = await setUp();
    await save();
    await save({ project });
    expect((await sets.list(null)).sets.map((each) => each.project)).toEqual([null]);
    expect((await sets.list(project)).sets.map((each) => each.project)).toEqual([project]);
    expect((await sets.list(project)).sets[0]?.on).toContain(beta);
  });

  it('have one name each, whatever its case, and can be replaced, renamed and deleted', async () => {
    const { sets, save } = await setUp();
    await save();
    await expect(save({ name: 'Work ' })).rejects.toMatchObject({ code: 'conflict' });
    await save({ name: 'Work', replace: true, on: [beta] });
    await save({ name: 'home' });
    await expect(sets.rename({ name: 'home', project: null }, 'work')).rejects.toMatchObject({ code: 'conflict' });
    await expect(sets.rename({ name: 'home', project: null }, 'a\nb')).rejects.toMatchObject({ code: 'bad_request' });
    await sets.rename({ name: 'home', project: null }, 'Home');
    expect((await sets.list(null)).sets.map((each) => each.name)).toEqual(['Home', 'Work']);
    const gone = await sets.delete({ name: 'work', project: null });
    expect(gone.on).toEqual([beta]);
    await expect(sets.delete({ name: 'work', project: null })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keep keys they do not know, in the file and in a set', async () => {
    const { sets, save, path } = await setUp();
    await save();
    const file = JSON.parse(readFileSync(path, 'utf8'));
    file.later = { x: 1 };
    file.sets[0].colour = 'red';
    writeFileSync(path, JSON.stringify(file));
    await sets.rename({ name: 'work', project: null }, 'job');
    await save({ name: 'two' });
    const now = JSON.parse(readFileSync(path, 'utf8'));
    expect(now).toMatchObject({ v: 1, later: { x: 1 } });
    expect(now.sets).toMatchObject([{ name: 'job', colour: 'red' }, { name: 'two' }]);
  });

  for (const [what, text] of [
    ['no JSON', '{"v": 1, "sets": ['],
    ['of another version', '{"v": 2, "sets": []}'],
    ['of another shape', '{"v": 1, "sets": [{"name": 3}]}'],
  ] as const) {
    it(`say why a file that is ${what} cannot be used, and never write over it`, async () => {
      const { sets, save, data, path } = await setUp();
      mkdirSync(data, { recursive: true });
      writeFileSync(path, text);
      const { sets: found, problem } = await sets.list(null);
      expect(found).toEqual([]);
      expect(problem).toContain(`${path} cannot be used`);
      await expect(save()).rejects.toMatchObject({ code: 'unavailable' });
      await expect(sets.delete({ name: 'work', project: null })).rejects.toMatchObject({ code: 'unavailable' });
      await expect(sets.plan({ name: 'work', project: null })).rejects.toMatchObject({ code: 'unavailable' });
      expect(readFileSync(path, 'utf8')).toBe(text);
    });
  }
});
