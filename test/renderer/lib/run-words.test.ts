import { expect, test } from 'vitest';
import type { Running } from '#contract/runs';
import { isOdd, placesOf, runState } from '#renderer/lib/run-words.ts';

const run: Running = {
  ...{ run: 'r', plugin: 'codex:mcp/a@user', server: 'a', agent: 'codex', project: '/p', at: 0, pid: 1 },
  ...{ caged: true, notGranted: [], isOrphan: false },
};
const remote: Running = { ...run, caged: false, host: 'far.example' };
const uncaged: Running = { ...run, caged: false };

test('a remote server is no cause for alarm: there is nothing of it here to cage', () => {
  expect([run, remote, uncaged].map((each) => runState(each, false))).toEqual(['Caged', 'Remote', 'Not caged']);
  expect([run, remote, uncaged].map(isOdd)).toEqual([false, false, true]);
});

test.each([
  [[run], 'all caged'],
  [[remote], 'remote'],
  [[remote, remote], 'all remote'],
  [[run, remote], '1 remote, the rest caged'],
  [[run, remote, uncaged], '1 not caged or left behind'],
])('where they run is told in a few words (%#)', (runs, words) => {
  expect(placesOf(runs)).toBe(words);
});
