import { expect, it, vi } from 'vitest';
import type { Surface } from '#contract/surface';
import { followSurface } from '#renderer/store/surface.ts';
import { createViewStore } from '#renderer/store/view.ts';
import { fakeClient } from '#test/renderer/fake-client';

const id = 'claude-code:plugin/p@m';
const empty: Surface = { plugin: id, summary: 'Nothing.', entries: [], leftOut: 0, looked: [], problems: [] };

it('reads nothing before it starts, then again when files change, and keeps what it has when that fails', async () => {
  const client = fakeClient({ 'review.surface': () => empty });
  const { store, start } = followSurface({ client, view: createViewStore() }, id);
  expect(client.calls).toEqual([]);
  const stop = start();
  await vi.waitFor(() => expect(store.getState().surface).toEqual(empty));
  client.handlers = {};
  client.emit('inventory.changed', { revision: 2, project: null, changed: [], removed: [] });
  await vi.waitFor(() => expect(store.getState().failure).toBeDefined());
  expect(store.getState().surface).toEqual(empty);
  stop();
});

it('opens a script once, and says why when it cannot', async () => {
  const client = fakeClient({ 'review.script': () => ({ text: 'one', isWhole: true }) });
  const { store, open } = followSurface({ client, view: createViewStore() }, id);
  await open('/p/a.sh');
  await open('/p/a.sh');
  expect(client.calls).toHaveLength(1);
  expect(store.getState().heads.get('/p/a.sh')).toEqual({ text: 'one', isWhole: true });
  client.handlers = {};
  await open('/p/b.sh');
  expect(store.getState().heads.get('/p/b.sh')).toContain('review.script');
});
