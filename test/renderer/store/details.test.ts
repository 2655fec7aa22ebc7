import { expect, it, vi } from 'vitest';
import type { Plugin } from '#contract/plugin';
import { createDetailsStore, followDetails } from '#renderer/store/details.ts';
import { createInventoryStore, withSnapshot } from '#renderer/store/inventory.ts';
import { createViewStore, select } from '#renderer/store/view.ts';
import { fakeClient, snapshotOf } from '#test/renderer/fake-client';
import { pastChanges } from '#test/renderer/past-changes';
import { plugin } from '#test/renderer/sample-plugins';

const one = plugin({ name: 'one' });
const two = plugin({ name: 'two' });

function follow() {
  const [details, inventory, view] = [createDetailsStore(), createInventoryStore(), createViewStore()];
  inventory.setState(withSnapshot(snapshotOf([one, two])), true);
  const client = fakeClient({ 'inventory.describe': ({ id }) => ({ ...(id === one.id ? one : two), components: [] }) });
  const follower = followDetails(client, { details, inventory, view });
  const asked = () => client.calls.length;
  return { details, inventory, view, client, follower, asked };
}

it('describes what is selected, only while the inspector is open', async () => {
  const { details, view, asked } = follow();
  select(view, one.id);
  expect(asked()).toBe(0);
  view.setState({ inspector: true });
  await vi.waitFor(() => expect(details.getState().plugin?.components).toEqual([]));
  view.setState({ inspector: false });
  expect(details.getState().plugin).toBeUndefined();
});

it('asks again when the row changed, and not when anything else did', async () => {
  const { inventory, view, asked } = follow();
  select(view, one.id, { inspect: true });
  view.setState({ helpOpen: true });
  expect(asked()).toBe(1);
  const changed: Plugin = { ...one, version: '2' };
  inventory.setState(withSnapshot(snapshotOf([changed, two])), true);
  expect(asked()).toBe(2);
});

it('drops the answer for a row that was left meanwhile', async () => {
  const { details, view } = follow();
  select(view, one.id, { inspect: true });
  select(view, two.id);
  await vi.waitFor(() => expect(details.getState().plugin?.id).toBe(two.id));
  expect(details.getState().id).toBe(two.id);
});

it('asks again when a change of one of its components is recorded', () => {
  const { client, view, asked } = follow();
  select(view, one.id, { inspect: true });
  const change = { ...pastChanges[0], plugin: one.id, component: { kind: 'mcp-server' as const, name: 'db' } };
  client.emit('changes.recorded', change as (typeof pastChanges)[number]);
  client.emit('changes.recorded', { ...change, plugin: two.id } as (typeof pastChanges)[number]);
  expect(asked()).toBe(2);
});
