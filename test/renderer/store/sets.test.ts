import { describe, expect, it } from 'vitest';
import { AppError } from '#contract/errors';
import type { PluginSet, SetView } from '#contract/sets';
import { createBulk } from '#renderer/store/bulk.ts';
import { createInventoryStore } from '#renderer/store/inventory.ts';
import { createPendingStore } from '#renderer/store/pending.ts';
import { followSets } from '#renderer/store/sets.ts';
import { createViewStore } from '#renderer/store/view.ts';
import { fakeClient } from '#test/renderer/fake-client';

const set: PluginSet = {
  ...{ name: 'work', project: null, mode: 'only', agents: ['codex'], on: ['a'], savedAt: '2026-11-23T09:00:00.000Z' },
};

function start(kept: SetView[] = [{ ...set, differs: [], missing: [] }]) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const client = fakeClient({
    'sets.list': () => ({ sets: kept }),
    'sets.save': () => ({ set }),
    'sets.delete': () => ({ set }),
    'sets.plan': () => ({ ok: false, reason: 'Everything is as “work” says.', leftOut: [] }),
  });
  const [inventory, pending, view] = [createInventoryStore(), createPendingStore(), createViewStore()];
  const refresh = async () => undefined;
  const bulk = createBulk({ client, inventory, pending, view, refresh, say, now: () => 1 });
  return { client, bulk, said, sets: followSets({ client, inventory, bulk, say }) };
}

const wanted = { name: ' work', mode: 'only', agents: ['codex'], replace: false } as const;

describe('the sets of the window', () => {
  it('are read when asked for, and a save closes its dialog and says so', async () => {
    const { sets, said } = start();
    sets.askSave(['a']);
    expect(sets.store.getState().dialog).toEqual({ kind: 'save', ids: ['a'] });
    expect(await sets.save({ ...wanted, agents: ['codex'] })).toBe(true);
    expect(sets.store.getState()).toMatchObject({ dialog: undefined, sets: [{ name: 'work' }] });
    expect(said).toEqual(['The set “work” is saved']);
  });

  it('keep the dialog open with the reason when a name is taken', async () => {
    const { client, sets } = start();
    client.handlers['sets.save'] = () => {
      throw new AppError('conflict', 'There is a set “work” already.');
    };
    sets.askSave();
    expect(await sets.save({ ...wanted, agents: ['codex'] })).toBe(false);
    expect(sets.store.getState()).toMatchObject({
      dialog: { kind: 'save' },
      failure: { text: 'There is a set “work” already.', isTaken: true },
    });
  });

  it('give back what was deleted', async () => {
    const { client, sets } = start();
    sets.manage();
    await sets.remove('work');
    expect(sets.store.getState().deleted).toEqual(set);
    await sets.restore();
    expect(sets.store.getState().deleted).toBeUndefined();
    const { savedAt: _savedAt, ...saved } = set;
    expect(client.calls.findLast((each) => each.method === 'sets.save')?.input).toEqual({ ...saved, replace: false });
  });

  it('ask with the plan before anything is switched', async () => {
    const { bulk, sets } = start();
    await sets.use('work');
    expect(bulk.ask.getState()).toMatchObject({
      title: 'Switch to “work”?',
      refusal: { reason: 'Everything is as “work” says.' },
    });
  });

  it('say why they cannot be read', async () => {
    const { client, sets } = start();
    client.handlers['sets.list'] = () => ({ sets: [], problem: 'sets.json cannot be used.' });
    await sets.look();
    expect(sets.store.getState().problem).toBe('sets.json cannot be used.');
  });
});
