import { expect, it, vi } from 'vitest';
import type { Change } from '#contract/changes';
import { followJournal, withRow } from '#renderer/store/journal.ts';
import { fakeClient } from '#test/renderer/fake-client';
import { pastChanges } from '#test/renderer/past-changes';

const [first, second] = pastChanges as [Change, Change];

it('puts a new row first and replaces a known one where it stands', () => {
  expect(withRow([second], first)?.map((each) => each.id)).toEqual(['c7', 'c6']);
  expect(withRow([first, second], { ...second, state: 'undone' })?.map((each) => each.state)).toEqual([
    'applied',
    'undone',
  ]);
  expect(withRow(undefined, first)).toBeUndefined();
});

it('reads the journal each time the link opens and hears what is recorded', async () => {
  const client = fakeClient({ 'changes.list': () => ({ changes: [second] }) }, 'connecting');
  const { journal, stop } = followJournal(client);
  expect(client.calls).toHaveLength(0);
  client.enter('open');
  await vi.waitFor(() => expect(journal.getState().changes).toHaveLength(1));
  client.emit('changes.recorded', first);
  expect(journal.getState().changes).toHaveLength(2);
  stop();
  client.enter('waiting');
  client.enter('open');
  expect(client.calls).toHaveLength(1);
});
