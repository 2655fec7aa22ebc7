import { describe, expect, it, vi } from 'vitest';
import { AppError } from '#contract/errors';
import type { InventorySnapshot } from '#contract/inventory';
import { followInventory } from '#renderer/store/follow-inventory.ts';
import { createInventoryStore } from '#renderer/store/inventory.ts';
import { fakeClient, snapshotOf } from '#test/renderer/fake-client';
import { plugin } from '#test/renderer/sample-plugins';

const one = plugin({ name: 'one' });
const two = plugin({ name: 'two' });

/** A main side whose answers are given by hand, so that what happens meanwhile can be told. */
function follow(state: 'open' | 'connecting' = 'open') {
  const answers: {
    project: string | null;
    give: (snapshot: InventorySnapshot) => void;
    fail: (error: Error) => void;
  }[] = [];
  const client = fakeClient(
    { 'inventory.snapshot': ({ project }) => new Promise((give, fail) => answers.push({ project, give, fail })) },
    state,
  );
  const store = createInventoryStore();
  const follower = followInventory(client, store, null);
  const names = () => [...store.getState().byId.values()].map((each) => each.name);
  const answer = async (index: number, revision: number, plugins = [one]) => {
    answers[index]?.give(snapshotOf(plugins, { revision, project: answers[index].project }));
    await vi.waitFor(() => expect(store.getState().snapshot?.revision).toBeGreaterThanOrEqual(revision));
  };
  return { client, store, follower, answers, names, answer };
}

const change = { project: null, changed: [two], removed: [] };

describe('followInventory', () => {
  it('asks once it is connected, not before', () => {
    const { client, answers } = follow('connecting');
    expect(answers).toHaveLength(0);
    client.enter('open');
    expect(answers).toHaveLength(1);
  });

  it('holds changes back that arrive before the snapshot, and drops those it holds', async () => {
    const { client, store, names, answer } = follow();
    client.emit('inventory.changed', { ...change, revision: 3, changed: [plugin({ name: 'old news' })] });
    client.emit('inventory.changed', { ...change, revision: 4 });
    await answer(0, 3);
    expect(names()).toEqual(['one', 'two']);
    expect(store.getState().snapshot?.revision).toBe(4);
  });

  it('asks again after a gap, and meanwhile keeps the rows', async () => {
    const { client, answers, names, answer } = follow();
    await answer(0, 1);
    client.emit('inventory.changed', { ...change, revision: 3 });
    expect(answers).toHaveLength(2);
    expect(names()).toEqual(['one']);
    await answer(1, 3, [one, two]);
    expect(names()).toEqual(['one', 'two']);
  });

  it('asks again after a reconnect and keeps the rows while the connection is gone', async () => {
    const { client, answers, names, answer } = follow();
    await answer(0, 9);
    client.enter('waiting');
    client.enter('connecting');
    expect(names()).toEqual(['one']);
    client.enter('open');
    answers[1]?.give(snapshotOf([two], { revision: 1 }));
    await vi.waitFor(() => expect(names()).toEqual(['two']));
  });

  it('shows the newest view asked for, whichever answer comes first', async () => {
    const { follower, answers, store } = follow();
    follower.show('/home/ada/a');
    follower.show('/home/ada/b');
    answers[2]?.give(snapshotOf([two], { project: '/home/ada/b' }));
    answers[1]?.give(snapshotOf([one], { project: '/home/ada/a' }));
    answers[0]?.give(snapshotOf([one]));
    await vi.waitFor(() => expect(store.getState().snapshot?.project).toBe('/home/ada/b'));
    await Promise.resolve();
    expect(store.getState().snapshot?.project).toBe('/home/ada/b');
  });

  it('says why there are no rows, and keeps old ones with the reason', async () => {
    const { client, store, answers, answer } = follow();
    answers[0]?.fail(new AppError('unavailable', 'The disk is gone.'));
    await vi.waitFor(() => expect(store.getState()).toMatchObject({ phase: 'failed', failure: 'The disk is gone.' }));
    client.emit('app.homeChanged', { home: '/tmp/x', isSample: true });
    await answer(1, 1);
    client.emit('app.homeChanged', { home: '/tmp/x', isSample: true });
    answers[2]?.fail(new AppError('unavailable', 'Again.'));
    await vi.waitFor(() => expect(store.getState()).toMatchObject({ phase: 'ready', failure: 'Again.' }));
    expect(store.getState().byId.size).toBe(1);
  });

  it('hears nothing after its stop', async () => {
    const { client, follower, names, answer } = follow();
    await answer(0, 1);
    follower.stop();
    client.emit('inventory.changed', { ...change, revision: 2 });
    expect(names()).toEqual(['one']);
  });
});
