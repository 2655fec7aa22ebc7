import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallList, followCallList } from '#renderer/store/history-list.ts';
import { type HistoryServer, historyServer } from '#test/renderer/history-client';

const end = Date.UTC(2026, 10, 23, 12);
let server: HistoryServer;
let list: CallList;
let isShown: boolean;

beforeEach(async () => {
  isShown = true;
  server = historyServer(120_000, end);
  list = followCallList(server.client, {
    first: () => server.made.status().first,
    now: () => end,
    isShown: () => isShown,
  });
  await vi.waitFor(() => expect(list.store.getState().phase).toBe('ready'));
});
afterEach(() => {
  list.stop();
  server.stop();
});

const state = () => list.store.getState();
const newest = (ago: number) => server.made.callAt(119_999 - ago).id;

describe('the list of calls', () => {
  it('lays out every row, newest first, with days that hold them all', () => {
    expect(state()).toMatchObject({ count: 120_000, matched: 120_000, isExact: true, fresh: 0 });
    expect(state().days.reduce((all, day) => all + day.count, 0)).toBe(120_000);
    expect(state().days[0]?.from).toBeGreaterThan(state().days[1]?.from ?? 0);
    expect(list.row(0)?.id).toBe(newest(0));
  });

  it('reads the pages in view alone, and gives up those passed by', async () => {
    const before = server.calls.length;
    list.want(60_000, 60_030);
    list.want(90_010, 90_040);
    await vi.waitFor(() => expect(list.row(90_010)?.id).toBe(newest(90_010)));
    expect(list.row(60_000)).toBeUndefined();
    expect(server.calls.length - before).toBeLessThan(6);
  });

  it('keeps a bounded number of rows', async () => {
    for (let row = 0; row < 12_000; row += 100) {
      list.want(row, row + 30);
      await vi.waitFor(() => expect(list.row(row)).toBeDefined());
    }
    expect(list.row(0)).toBeUndefined();
    expect(list.row(11_900)).toBeDefined();
  });

  it('finds the place of any call without reading the rows between', async () => {
    const before = server.calls.length;
    expect(await list.locate(newest(77_777))).toBe(77_777);
    expect(server.calls.length - before).toBeLessThan(20);
    expect(await list.locate(newest(3) + 1)).toBeUndefined();
  });
});

describe('new calls', () => {
  it('enter at the top by themselves while nobody reads', async () => {
    server.add(7);
    await vi.waitFor(() => expect(state().count).toBe(120_007));
    expect(state().fresh).toBe(0);
    expect(list.row(7)?.id).toBe(newest(0));
  });

  it('wait above the list while it is held, and nothing moves', async () => {
    list.hold(true);
    server.add(5);
    await vi.waitFor(() => expect(state().fresh).toBe(5));
    server.add(300);
    await vi.waitFor(() => expect(state().fresh).toBe(305));
    expect(state().count).toBe(120_000);
    expect(state().days.reduce((all, day) => all + day.count, 0)).toBe(120_000);
    list.want(0, 20);
    await vi.waitFor(() => expect(list.row(0)?.id).toBe(newest(0)));
    list.want(50_000, 50_020);
    await vi.waitFor(() => expect(list.row(50_000)?.id).toBe(newest(50_000)));
  });

  it('are let in when asked for, and the list stays held', async () => {
    list.hold(true);
    server.add(5);
    await vi.waitFor(() => expect(state().fresh).toBe(5));
    list.catchUp();
    await vi.waitFor(() => expect(state()).toMatchObject({ fresh: 0, count: 120_005 }));
    server.add(2);
    await vi.waitFor(() => expect(state().fresh).toBe(2));
    list.hold(false);
    await vi.waitFor(() => expect(state()).toMatchObject({ fresh: 0, count: 120_007 }));
  });
});

it('reads nothing while nobody looks', async () => {
  await list.locate(newest(0));
  isShown = false;
  const before = server.calls.length;
  list.show('outcome:error');
  server.add(1);
  list.again();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(server.calls.length).toBe(before);
  isShown = true;
  list.again();
  await vi.waitFor(() => expect(state().query).toBe('outcome:error'));
});

describe('another query', () => {
  it('starts at the top of another result', async () => {
    const { epoch } = state();
    list.show('outcome:error');
    await vi.waitFor(() => expect(state().query).toBe('outcome:error'));
    expect(state().epoch).toBe(epoch + 1);
    expect(state().matched).toBeLessThan(12_000);
    expect(list.row(0)?.outcome).toBe('error');
  });

  it('that is wrong says where, and leaves the rows of the one before', async () => {
    list.show('cart colour:red');
    await vi.waitFor(() => expect(state().problem).toBeDefined());
    expect(state().problem).toMatchObject({ from: 5, to: 12 });
    expect(state()).toMatchObject({ count: 120_000, query: '' });
    expect(list.row(0)?.id).toBe(newest(0));
    list.show('');
    await vi.waitFor(() => expect(state().problem).toBeUndefined());
  });

  it('replaces the rows also when the history changes before its answer', async () => {
    const { epoch } = state();
    list.show('outcome:denied');
    server.add(1);
    await vi.waitFor(() => expect(state().query).toBe('outcome:denied'));
    expect(state().epoch).toBe(epoch + 1);
  });
});
