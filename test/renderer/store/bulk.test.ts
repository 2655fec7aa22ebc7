import { describe, expect, it, vi } from 'vitest';
import type { BulkPlan, BulkResult, Change } from '#contract/changes';
import { AppError } from '#contract/errors';
import { createBulk } from '#renderer/store/bulk.ts';
import { followInventory } from '#renderer/store/follow-inventory.ts';
import { createInventoryStore } from '#renderer/store/inventory.ts';
import { createPendingStore } from '#renderer/store/pending.ts';
import { createViewStore } from '#renderer/store/view.ts';
import { fakeMainSide } from '#test/renderer/fake-client';
import { plugin } from '#test/renderer/sample-plugins';

const rows = [plugin({ name: 'hookify' }), plugin({ name: 'tunnels' })];
const [first = plugin({ name: 'a' }), second = plugin({ name: 'b' })] = rows;
const diff = { file: '/f', lines: [], bytesBefore: 1, bytesAfter: 1, creates: false };
const plan: BulkPlan = {
  ...{ planId: 'p1', label: 'Disable 2 plugins', leftOut: [], runs: [], afterwards: [] },
  writes: ['/f', '/g'].map((file) => ({ file, fileHash: 'a', diff: { ...diff, file } })),
  members: [
    { id: first.id, name: first.name, from: 'enabled', enable: false, scope: 'user', file: '/f' },
    { id: second.id, name: second.name, from: 'enabled', enable: false, scope: 'user', file: '/g' },
  ],
};
const change: Change = {
  ...{ id: 'c1', at: '2026-11-23T09:00:00.000Z', kind: 'switch', file: '/f', beforeHash: 'a', afterHash: 'b', diff },
  ...{ asked: 'browser', state: 'applied', applied: true, verified: true },
};
const whole: BulkResult = { group: 'g1', label: plan.label, changes: [change], unwritten: [] };

async function start(project: string | null = null) {
  const client = fakeMainSide(rows);
  client.handlers['changes.planMany'] = () => ({ ok: true, plan });
  client.handlers['changes.applyMany'] = () => whole;
  const [inventory, pending, view] = [createInventoryStore(), createPendingStore(), createViewStore()];
  const follower = followInventory(client, inventory, project);
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const bulk = createBulk({ client, inventory, pending, view, refresh: follower.refresh, now: () => 1, say });
  await vi.waitFor(() => expect(inventory.getState().phase).toBe('ready'));
  return { client, bulk, pending, said, ask: () => bulk.askSwitch([first.id, second.id, 'gone'], false) };
}

describe('switching several', () => {
  it('asks about those that are there, and writes nothing before the yes', async () => {
    const { client, bulk, ask } = await start();
    await ask();
    expect(client.calls.find((each) => each.method === 'changes.planMany')?.input).toMatchObject({
      ids: [first.id, second.id],
    });
    expect(bulk.ask.getState()).toMatchObject({ title: 'Disable 2 plugins?', plan });
    bulk.cancel();
    await bulk.write();
    expect(client.calls.map((each) => each.method)).not.toContain('changes.applyMany');
  });

  it('is pending until the rows were read again, then says how to undo', async () => {
    const { bulk, ask, pending, said } = await start();
    await ask();
    const written = bulk.write();
    expect(pending.getState().pending.size).toBe(2);
    await written;
    expect(pending.getState().pending.size).toBe(0);
    expect(bulk.ask.getState().title).toBeUndefined();
    expect(said).toEqual(['Disable 2 plugins: done, u undoes']);
  });

  it('shows what was not written, in the dialog and at the rows', async () => {
    const { client, bulk, ask, pending } = await start();
    client.handlers['changes.applyMany'] = () => ({ ...whole, unwritten: [{ file: '/g', reason: 'Read-only.' }] });
    await ask();
    await bulk.write();
    expect(bulk.ask.getState().result?.unwritten).toEqual([{ file: '/g', reason: 'Read-only.' }]);
    expect([...pending.getState().failures]).toEqual([[second.id, 'Read-only.']]);
  });

  it('says why nothing was written', async () => {
    const { client, bulk, ask, pending } = await start();
    client.handlers['changes.applyMany'] = () => {
      throw new AppError('conflict', '/f changed since.');
    };
    await ask();
    await bulk.write();
    expect(bulk.ask.getState().refusal).toEqual({ reason: '/f changed since.', leftOut: [] });
    expect(pending.getState().pending.size).toBe(0);
  });

  it('follows the files as they are written', async () => {
    const { client, bulk, ask } = await start();
    let finish = (_result: BulkResult) => {};
    client.handlers['changes.applyMany'] = () => new Promise((resolve) => (finish = resolve));
    await ask();
    const written = bulk.write();
    await vi.waitFor(() => expect(bulk.ask.getState().writing).toEqual({ done: 0, total: 2 }));
    client.emit('changes.progress', { planId: 'p1', done: 1, total: 2 });
    expect(bulk.ask.getState().writing).toEqual({ done: 1, total: 2 });
    finish(whole);
    await written;
  });

  it('plans again for a scope that is chosen in a project, and holds the write back meanwhile', async () => {
    const { client, bulk } = await start('/work/shop');
    await bulk.askSwitch([first.id], false);
    let answer = () => {};
    client.handlers['changes.planMany'] = () =>
      new Promise((resolve) => (answer = () => resolve({ ok: true, plan: { ...plan, planId: 'p2' } })));
    const choosing = bulk.chooseScope('local');
    expect(bulk.ask.getState()).toMatchObject({ isReplanning: true, plan: { planId: 'p1' } });
    await bulk.write();
    expect(client.calls.map((each) => each.method)).not.toContain('changes.applyMany');
    await vi.waitFor(() => expect(client.calls.at(-1)?.input).toMatchObject({ scope: 'local' }));
    answer();
    await choosing;
    expect(bulk.ask.getState()).toMatchObject({ isReplanning: false, plan: { planId: 'p2' } });
  });
});
