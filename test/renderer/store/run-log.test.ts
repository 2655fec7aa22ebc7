import { expect, test, vi } from 'vitest';
import type { LogRequest, PlacedLine } from '#contract/logs';
import type { EndedRun } from '#contract/runs';
import { followRunLog } from '#renderer/store/run-log.ts';
import { followRuns } from '#renderer/store/runs.ts';
import { createViewStore } from '#renderer/store/view.ts';
import { eventually } from '#test/helpers/eventually';
import { fakeClient } from '../fake-client.ts';

const about = { plugin: 'claude-code:mcp/db@user', server: 'db', agent: 'claude-code', project: '/work' } as const;
const ended: EndedRun = { ...about, run: 'r1', at: 9, began: 1, code: 7, why: 'It ended.', lastLines: ['bye'] };

/** A log of numbered lines that pages as the real one does. */
function started(count: number) {
  const all: PlacedLine[] = [];
  const add = (more: number) => {
    for (let each = 0; each < more; each += 1) {
      const offset = all.length;
      all.push({ at: offset, run: 'r1', from: 'stderr', text: `line ${offset}`, place: `1:${offset}` });
    }
  };
  add(count);
  const read = ({ before, after, limit }: LogRequest) => {
    const at = (place: string) => Number(place.split(':')[1]);
    if (after !== undefined) {
      const lines = all.slice(at(after), at(after) + limit);
      return { lines, after: `1:${at(after) + lines.length}` };
    }
    const end = before === undefined ? all.length : at(before);
    const lines = all.slice(Math.max(0, end - limit), end);
    const first = end - lines.length;
    return { lines, ...(first > 0 ? { before: `1:${first}` } : {}), after: `1:${all.length}` };
  };
  const client = fakeClient({
    'runs.list': () => ({ runs: [], ended: [ended] }),
    'logs.read': read,
    'runs.dismiss': () => ({}),
  });
  const view = createViewStore();
  const page = globalThis as unknown as Window;
  const runs = followRuns(client, view, page, vi.fn());
  const log = followRunLog(client, view, runs, page);
  const stop = () => {
    log.stop();
    runs.stop();
  };
  return { client, view, runs, log, add, stop, lines: () => log.store.getState().lines?.length };
}

test('the newest lines are read when a run is opened, older ones when asked for, new ones as they come', async () => {
  const { view, log, add, stop, lines } = started(1_700);
  expect(log.store.getState().open).toBeUndefined();
  view.setState({ screen: 'running', run: 'r1' });
  await eventually(() => expect(lines()).toBe(500));
  expect(log.store.getState().open).toMatchObject({ run: 'r1', server: 'db', ended: { code: 7 }, running: undefined });
  log.older();
  await eventually(() => expect(lines()).toBe(1_000));
  add(3);
  await eventually(() => expect(lines()).toBe(1_003));
  log.older(true);
  await eventually(() => expect(lines()).toBe(1_703));
  const { lines: all, before } = log.store.getState();
  expect(all?.map(({ text }) => text)).toEqual(Array.from({ length: 1_703 }, (_, index) => `line ${index}`));
  expect(before).toBeUndefined();
  stop();
});

test('a run that is dismissed or left is closed', async () => {
  const { client, view, runs, log, stop, lines } = started(5);
  view.setState({ screen: 'running', run: 'r1' });
  await eventually(() => expect(lines()).toBe(5));
  view.setState({ screen: 'plugins' });
  expect(log.store.getState()).toMatchObject({ open: undefined, lines: undefined });
  view.setState({ screen: 'running' });
  await eventually(() => expect(lines()).toBe(5));
  await runs.dismiss('r1');
  expect(view.getState().run).toBeNull();
  expect(log.store.getState().open).toBeUndefined();
  expect(client.calls).toContainEqual({ method: 'runs.dismiss', input: { run: 'r1' } });
  stop();
});
