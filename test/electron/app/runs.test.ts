import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { recordRun } from '#app/run-record';
import { listRuns, stopRun } from '#app/runs';
import type { RunRecord } from '#contract/run-record';
import { isStillRunning, processStart } from '#platform/process-identity';
import { eventually } from '#test/helpers/eventually';
import { isRunning } from '#test/helpers/is-running';
import { temporaryFolder } from '#test/helpers/temporary-folder';

/** A program of its own group that waits, as a server does. */
async function waiting(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid ?? 0;
}

function record(run: string, pid: number, serverPid: number, more: Partial<RunRecord> = {}): RunRecord {
  const [pidStart, serverStart] = [processStart(pid), processStart(serverPid)];
  return {
    ...{ v: 1, run, plugin: 'claude-code:mcp/db@user', server: 'db', agent: 'claude-code', project: '/work', at: 1 },
    ...{ pid, serverPid, caged: true, notGranted: [] },
    ...(pidStart === undefined ? {} : { pidStart }),
    ...(serverStart === undefined ? {} : { serverStart }),
    ...more,
  };
}

test('servers that run are listed with what they use, oldest first', async () => {
  const data = temporaryFolder();
  const [pid, serverPid] = [await waiting(), await waiting()];
  recordRun(data, record('b', pid, serverPid, { at: 20 }));
  const forget = recordRun(data, record('a', pid, serverPid, { at: 10, caged: false }));
  expect(listRuns(data)).toMatchObject([
    { run: 'a', caged: false, isOrphan: false },
    { run: 'b', caged: true, isOrphan: false },
  ]);
  if (process.platform === 'linux')
    expect(listRuns(data)[0]).toMatchObject({ processes: 1, memoryMb: expect.any(Number) });
  expect(listRuns(data)[0]).not.toHaveProperty('pidStart');
  forget();
  expect(listRuns(data).map(({ run }) => run)).toEqual(['b']);
});

test('ending one ends its gatehouse run', async () => {
  const data = temporaryFolder();
  const [pid, serverPid] = [await waiting(), await waiting()];
  recordRun(data, record('a', pid, serverPid));
  stopRun(data, 'a');
  await eventually(() => expect(isRunning(pid)).toBe(false));
  expect(() => stopRun(data, 'none')).toThrow(/has ended already/);
});

test.runIf(process.platform === 'linux')(
  'a server whose gatehouse run was killed is an orphan, and is ended itself',
  async () => {
    const data = temporaryFolder();
    const [pid, serverPid] = [await waiting(), await waiting()];
    recordRun(data, record('a', pid, serverPid));
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(listRuns(data)).toMatchObject([{ run: 'a', isOrphan: true }]));
    stopRun(data, 'a');
    await eventually(() => expect(isRunning(serverPid)).toBe(false));
    await eventually(() => expect(listRuns(data)).toEqual([]));
    expect(readdirSync(join(data, 'runs'))).toEqual([]);
  },
);

test.runIf(process.platform === 'linux')('another process of the same id is never taken for it', async () => {
  const data = temporaryFolder();
  const pid = await waiting();
  recordRun(data, record('a', pid, pid, { pidStart: '1', serverStart: '1' }));
  expect(isStillRunning(pid, '1')).toBe(false);
  expect(() => stopRun(data, 'a')).toThrow(/has ended already/);
  expect(listRuns(data)).toEqual([]);
  expect(isRunning(pid)).toBe(true);
});

test('files that are no records are passed over', () => {
  const data = temporaryFolder();
  recordRun(data, record('a', 2 ** 22 + 1, 2 ** 22 + 2))();
  writeFileSync(join(data, 'runs', 'x.json'), '{');
  expect(listRuns(data)).toEqual([]);
});
