import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/errors';
import { type RunRecord, runRecordSchema } from '#contract/run-record';
import type { Running } from '#contract/runs';
import { namesIn } from '#platform/private-files';
import { isStillRunning } from '#platform/process-identity';
import { systemCode } from '#platform/system-error';
import { treeUse } from '#sandbox/process-tree';
import { runsFolder } from './run-record.ts';

/** More of one tree are not counted. */
const MOST_PROCESSES = 512;

/** Servers that run through Gatehouse, oldest first. Records of runs that are over are taken away. */
export function listRuns(data: string): Running[] {
  return recordsIn(data)
    .flatMap((record) => runningNow(data, record) ?? [])
    .toSorted((a, b) => a.at - b.at);
}

/**
 * Ends one: its `gatehouse run`, which ends the server, or of an orphan the server itself. Throws AppError `not_found` for
 * one that is over.
 */
export function stopRun(data: string, run: string): void {
  const record = recordsIn(data).find((each) => each.run === run);
  const running = record === undefined ? undefined : runningNow(data, record);
  if (record === undefined || running === undefined) throw new AppError('not_found', 'This server has ended already.');
  const { serverPid } = record;
  try {
    // It leads a group of its own, and what it started is in it.
    process.kill(running.isOrphan && serverPid !== undefined ? -serverPid : record.pid, 'SIGTERM');
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return;
    throw new AppError('unavailable', `It could not be ended: ${String(error)}`, { cause: error });
  }
}

function runningNow(data: string, record: RunRecord): Running | undefined {
  const { v: _v, pidStart, serverStart, ...rest } = record;
  const { serverPid } = record;
  const hasServer = serverPid !== undefined && isStillRunning(serverPid, serverStart);
  const isHeld = isStillRunning(record.pid, pidStart);
  if (!hasServer && !isHeld) {
    rmSync(join(runsFolder(data), `${record.run}.json`), { force: true });
    return undefined;
  }
  return { ...rest, isOrphan: !isHeld, ...(hasServer && process.platform === 'linux' ? usage(serverPid) : {}) };
}

function usage(pid: number): Pick<Running, 'memoryMb' | 'processes'> {
  const { memoryMb, processes } = treeUse(pid, MOST_PROCESSES);
  return { memoryMb, processes };
}

function recordsIn(data: string): RunRecord[] {
  return namesIn(runsFolder(data))
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      try {
        return [runRecordSchema.parse(JSON.parse(readFileSync(join(runsFolder(data), name), 'utf8')))];
      } catch {
        // Gone meanwhile, or not ours: it says nothing of a run.
        return [];
      }
    });
}
