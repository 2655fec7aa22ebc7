import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#contract/errors';
import { followCallDetail } from '#renderer/store/history-call.ts';
import { createExporting } from '#renderer/store/history-export.ts';
import { createForgetting } from '#renderer/store/history-forget.ts';
import { followOverview } from '#renderer/store/history-overview.ts';
import { createCallPages, pageSize } from '#renderer/store/history-pages.ts';
import { createHistoryProblems } from '#renderer/store/history-problems.ts';
import { createRetaining } from '#renderer/store/history-retention.ts';
import { followHistoryStatus } from '#renderer/store/history-status.ts';
import { followPluginUse } from '#renderer/store/history-use.ts';
import { followPluginCalls } from '#renderer/store/plugin-calls.ts';
import { createViewStore } from '#renderer/store/view.ts';
import { fakeClient } from '#test/renderer/fake-client';
import { type HistoryServer, historyServer } from '#test/renderer/history-client';

const end = Date.UTC(2026, 10, 23, 12);
let server: HistoryServer;
beforeEach(() => {
  server = historyServer(3_000, end);
});
afterEach(() => server.stop());

describe('the status', () => {
  it('is read when the link opens and follows progress and changes', async () => {
    const { store, stop } = followHistoryStatus(server.client);
    await vi.waitFor(() => expect(store.getState().status?.calls).toBe(3_000));
    server.emit('history.progress', { ...server.made.status(), state: 'importing' });
    await vi.waitFor(() => expect(store.getState().status?.state).toBe('importing'));
    server.add(4);
    await vi.waitFor(() => expect(store.getState().status?.calls).toBe(3_004));
    stop();
  });

  it('says why there is none', async () => {
    const client = fakeClient({
      'history.status': () => {
        throw new AppError('unavailable', 'History is not ready.');
      },
    });
    const { store } = followHistoryStatus(client);
    await vi.waitFor(() => expect(store.getState().failure).toBe('History is not ready.'));
  });
});

describe('the overview', () => {
  it('shows everything for no choice, and the neighbourhood of a chosen time', async () => {
    const first = server.made.status().first ?? 0;
    const overview = followOverview(server.client, { first: () => first, now: () => end, isShown: () => true });
    await vi.waitFor(() => expect(overview.store.getState().frame).toEqual({ from: first, to: end }));
    const count = () => overview.store.getState().histogram.reduce((all, bucket) => all + bucket.count, 0);
    expect(count()).toBe(3_000);
    overview.show('after:2026-11-20 before:2026-11-22');
    await vi.waitFor(() => expect(overview.store.getState().frame?.from).toBeGreaterThan(first));
    expect(overview.store.getState().frame?.from).toBeLessThan(new Date(2026, 10, 20).getTime());
    expect(count()).toBeLessThan(3_000);
    expect(overview.store.getState().facets).toBeUndefined();
    overview.watchFacets(true);
    await vi.waitFor(() => expect(overview.store.getState().facets?.length).toBe(8));
    overview.stop();
  });
});

describe('the open call', () => {
  it('is read with its session, again when the history changes, and let go', async () => {
    const view = createViewStore();
    const detail = followCallDetail(server.client, view);
    const { id } = server.made.callAt(1_500);
    view.setState({ call: id });
    expect(detail.store.getState().id).toBeNull();
    view.setState({ screen: 'activity' });
    await vi.waitFor(() => expect(detail.store.getState().detail?.id).toBe(id));
    expect(detail.store.getState().around).toHaveLength(7);
    detail.widen();
    await vi.waitFor(() => expect(detail.store.getState().around).toHaveLength(41));
    const before = server.calls.length;
    server.add(1);
    await vi.waitFor(() => expect(server.calls.length).toBeGreaterThan(before));
    view.setState({ call: null });
    expect(detail.store.getState()).toMatchObject({ id: null, detail: undefined, around: [] });
    detail.stop();
  });
});

describe('an export', () => {
  const needs = () => {
    const saved: { name: string; text: Blob }[] = [];
    const said: string[] = [];
    const exporting = createExporting({
      client: server.client,
      save: (name, text) => saved.push({ name, text }),
      say: (text) => said.push(text),
      now: () => new Date(end),
    });
    return { exporting, saved, said };
  };

  it('puts the pages together into one file', async () => {
    const { exporting, saved, said } = needs();
    await exporting.start('outcome:error', 'jsonl', 200);
    expect(saved.map(({ name }) => name)).toEqual(['tool-calls-2026-11-23.jsonl']);
    const lines = ((await saved[0]?.text.text()) ?? '').trim().split('\n');
    expect(lines.length).toBeGreaterThan(150);
    expect(lines.every((line) => JSON.parse(line).outcome === 'error')).toBe(true);
    expect(said).toEqual(['Exported 200 calls']);
  });

  it('saves nothing when it is cancelled', async () => {
    const { exporting, saved, said } = needs();
    exporting.store.subscribe(({ running }) => (running?.rows ?? 0) > 0 && exporting.cancel());
    await exporting.start('', 'csv', 3_000);
    expect(saved).toEqual([]);
    expect(said).toEqual(['The export was cancelled, nothing was saved']);
    expect(exporting.store.getState().running).toBeUndefined();
  });
});

describe('forgetting', () => {
  it('counts first, removes after the yes, and says how many', async () => {
    const inputs: unknown[] = [];
    const client = fakeClient({
      'history.forget': (input) => {
        inputs.push(input);
        return { count: 214 };
      },
    });
    const said: string[] = [];
    const forgetting = createForgetting(client, (text) => said.push(text));
    const asked = forgetting.ask('session:a', 'this session');
    await forgetting.confirm();
    await asked;
    expect(inputs).toEqual([{ query: 'session:a', dryRun: true }]);
    expect(forgetting.store.getState().count).toBe(214);
    await forgetting.confirm();
    expect(inputs.at(-1)).toEqual({ query: 'session:a', dryRun: false });
    expect(said).toEqual(['Forgot 214 calls']);
    expect(forgetting.store.getState().question).toBeUndefined();
  });

  it('stays open and says so when another process keeps the file from being cleaned', async () => {
    const client = fakeClient({
      'history.forget': ({ dryRun }) => (dryRun ? { count: 2 } : { count: 2, isClean: false }),
    });
    const said: string[] = [];
    const forgetting = createForgetting(client, (text) => said.push(text));
    await forgetting.ask('session:a', 'this session');
    await forgetting.confirm();
    expect(forgetting.store.getState()).toMatchObject({ isUnclean: true, isRunning: false, count: 2 });
    expect(said).toEqual(['Forgot 2 calls']);
    await forgetting.confirm();
    forgetting.cancel();
    expect(forgetting.store.getState().question).toBeUndefined();
    expect(said).toHaveLength(1);
  });

  it('keeps the question open with the reason when it fails', async () => {
    const client = fakeClient({
      'history.forget': ({ dryRun }) => {
        if (dryRun) return { count: 1 };
        throw new AppError('conflict', 'Another Gatehouse holds the store.');
      },
    });
    const forgetting = createForgetting(client, () => {});
    await forgetting.ask('session:a', 'this session');
    await forgetting.confirm();
    expect(forgetting.store.getState()).toMatchObject({
      failure: 'Another Gatehouse holds the store.',
      isRunning: false,
    });
    forgetting.cancel();
    expect(forgetting.store.getState().question).toBeUndefined();
  });
});

describe('lines that could not be read', () => {
  it('are asked for when their list is opened, and again the next time', async () => {
    const problem = { code: 'transcript-line-invalid', message: 'No JSON.', file: '/t.jsonl', line: 3 };
    let asked = 0;
    const client = fakeClient({
      'history.problems': () => ({ problems: Array.from({ length: ++asked }, () => problem) }),
    });
    const { store, toggle } = createHistoryProblems(client);
    await toggle();
    expect(store.getState()).toMatchObject({ isOpen: true, problems: [problem] });
    await toggle();
    expect(store.getState()).toMatchObject({ isOpen: false, problems: undefined });
    await toggle();
    expect(store.getState().problems).toHaveLength(2);
  });

  it('say why when they cannot be had', async () => {
    const client = fakeClient({
      'history.problems': () => {
        throw new AppError('unavailable', 'The history was closed.');
      },
    });
    const { store, toggle } = createHistoryProblems(client);
    await toggle();
    expect(store.getState()).toMatchObject({ isOpen: true, failure: 'The history was closed.' });
  });
});

describe('how long calls are kept', () => {
  const made = (count: number) => {
    const inputs: unknown[] = [];
    const note =
      <T>(answer: T) =>
      (input: unknown) => {
        inputs.push(input);
        return answer;
      };
    const client = fakeClient({
      'history.retention': () => ({ days: null, bytes: 5_000 }),
      'history.setRetention': note({}),
      'history.forget': note({ count }),
    });
    const forgetting = createForgetting(client, () => {});
    return { inputs, forgetting, retaining: createRetaining(client, forgetting, () => {}) };
  };

  it('gets shorter after a yes that says what goes, and keeps the other limit', async () => {
    const { inputs, forgetting, retaining } = made(12);
    await retaining.read();
    await retaining.keep(90);
    expect(forgetting.store.getState()).toMatchObject({ count: 12, question: { query: 'before:90d' } });
    expect(inputs).toEqual([{ query: 'before:90d', dryRun: true }]);
    await forgetting.confirm();
    expect(inputs.slice(1)).toEqual([
      { query: 'before:90d', dryRun: false },
      { days: 90, bytes: 5_000 },
    ]);
    expect(retaining.store.getState().retention?.days).toBe(90);
  });

  it('needs no yes where nothing goes', async () => {
    const { inputs, forgetting, retaining } = made(0);
    await retaining.keep(365);
    expect(inputs.at(-1)).toEqual({ days: 365, bytes: 5_000 });
    expect(forgetting.store.getState().question).toBeUndefined();
    await retaining.keep(null);
    expect(inputs.at(-1)).toEqual({ days: null, bytes: 5_000 });
  });
});

it('knows the use of each plugin, and the last calls of one', async () => {
  const { store, stop } = followPluginUse(server.client);
  await vi.waitFor(() => expect(store.getState().byId?.size).toBeGreaterThan(5));
  const id = [...(store.getState().byId?.keys() ?? [])][0] ?? '';
  const calls = followPluginCalls(server.client, id);
  const stopCalls = calls.start();
  await vi.waitFor(() => expect(calls.store.getState().calls).toHaveLength(30));
  expect(calls.store.getState().calls?.every((call) => call.plugin === id)).toBe(true);
  stopCalls();
  stop();
});

it('forgets the pages used longest ago', () => {
  const pages = createCallPages(2);
  const call = server.made.callAt(0);
  pages.put(0, [call]);
  pages.put(1, [call]);
  pages.has(0);
  pages.put(2, [{ ...call, id: 9 }]);
  expect(pages.numbers()).toEqual([0, 2]);
  expect(pages.find(9)).toBe(2 * pageSize);
  expect(pages.row(pageSize)).toBeUndefined();
});
