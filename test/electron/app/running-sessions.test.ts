import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runningSessions } from '#app/running-sessions';
import type { Change } from '#contract/changes';
import type { RunningSession } from '#contract/sessions';
import { isStale } from '#contract/stale-sessions';
import { createPace } from '#inventory/pace';
import { createPackageMemo } from '#inventory/package-memo';
import { nodeMachine } from '#platform/machine';
import { processStart } from '#platform/process-identity';
import { nodeReadPort } from '#platform/read-port-node';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function setUp() {
  const home = temporaryFolder();
  return {
    write(name: string, text: string) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), text);
      return join(home, name);
    },
    running: () =>
      runningSessions({
        context: () => ({
          ...{ port: nodeReadPort(), machine: { ...nodeMachine(home), env: {} }, memo: createPackageMemo() },
          pace: createPace(new AbortController().signal),
        }),
      }),
  };
}

const mine = { pid: process.pid, sessionId: 'a', cwd: '/work/shop', startedAt: Date.parse('2026-11-24T10:00:00Z') };

test('tells sessions of Claude Code whose process runs, and passes over what is none', () => {
  const it = setUp();
  const procStart = processStart(process.pid);
  it.write('.claude/sessions/1.json', JSON.stringify({ ...mine, procStart, name: 'shop-1' }));
  it.write('.claude/sessions/2.json', JSON.stringify({ ...mine, sessionId: 'ended', pid: 2 ** 30, procStart }));
  it.write('.claude/sessions/3.json', '{"pid": 12, "sess');
  it.write('.claude/sessions/4.json', JSON.stringify({ ...mine, pid: 'x', startedAt: -1 }));
  it.write('.claude/sessions/5.json', `[${'1,'.repeat(100_000)}1]`);
  it.write('.claude/sessions/6.json', JSON.stringify({ ...mine, startedAt: 8e15 - 1, procStart }));
  it.write('.claude/sessions/1.key', 'secret');
  expect(it.running()).toEqual([
    {
      ...{ agent: 'claude-code', session: 'a', name: 'shop-1', folder: '/work/shop', pid: process.pid, isSure: true },
      startedAt: '2026-11-24T10:00:00.000Z',
    },
  ]);
});

test.skipIf(process.platform !== 'linux')('passes over a process that has the id of an earlier one', () => {
  const it = setUp();
  it.write('.claude/sessions/1.json', JSON.stringify({ ...mine, procStart: '1' }));
  expect(it.running()).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('tells threads of Codex while their lock is held', async () => {
  const it = setUp();
  const made = Date.parse('2026-11-24T12:00:00Z');
  const hex = made.toString(16).padStart(12, '0');
  const session = `${hex.slice(0, 8)}-${hex.slice(8)}-7450-836f-0314b0159012`;
  const lock = it.write(`.codex/thread-writer-locks/${session}.lock`, '');
  it.write('.codex/thread-writer-locks/.coordination.lock', '');
  const meta = { type: 'session_meta', payload: { cwd: '/work/shop' } };
  it.write(`.codex/sessions/2026/11/24/rollout-x-${session}.jsonl`, `${JSON.stringify(meta)}\n{"half`);
  expect(it.running()).toEqual([]);
  const holder = spawn('/usr/bin/env', ['flock', lock, 'sleep', '30'], { stdio: 'ignore' });
  onTestFinished(() => void holder.kill());
  await expect
    .poll(() => it.running().map((each) => [each.agent, each.session, each.folder, each.isSure]))
    .toEqual([['codex', session, '/work/shop', true]]);
});

test('a session keeps the old state of what was switched after it began, where that counts', () => {
  const session: RunningSession = {
    ...{ agent: 'claude-code', session: 'a', folder: '/work/shop/app', startedAt: '2026-11-24T10:00:00.000Z' },
    isSure: true,
  };
  const change = {
    ...{ applied: true, state: 'applied', kind: 'switch', at: '2026-11-24T11:00:00.000Z' },
    plugin: 'claude-code:plugin/a@user',
  } as Change;
  expect(isStale(session, change)).toBe(true);
  expect(isStale(session, { ...change, at: '2026-11-24T09:00:00.000Z' })).toBe(false);
  expect(isStale(session, { ...change, project: '/work/shop' })).toBe(true);
  expect(isStale(session, { ...change, project: '/work/sho' })).toBe(false);
  expect(isStale(session, { ...change, state: 'undone' })).toBe(false);
  expect(isStale({ ...session, agent: 'codex' }, change)).toBe(false);
  const { plugin: _none, ...many } = change;
  expect(isStale(session, { ...many, members: [{ plugin: 'claude-code:plugin/b@user', enable: true }] })).toBe(true);
});
