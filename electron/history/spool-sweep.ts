import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '#platform/private-files';
import { systemCode } from '#platform/system-error';
import type { CallStore } from './call-store.ts';
import { identityOf, sampleAt } from './file-identity.ts';
import type { FileProgress } from './new-facts.ts';
import { isSpoolName, runFrom, spoolFolder } from './spool-reader.ts';

/**
 * Deletes spools whose run has ended and all of whose lines were taken in, after making sure that these are on the
 * disk: a power cut must not take both. One whose last line was broken off stays, and is a problem. Returns how many
 * went. A kill at any point leaves a spool that is read again, which changes nothing.
 */
export function sweepSpools(data: string, store: CallStore): number {
  const folder = spoolFolder(data);
  const ended = namesIn(folder)
    .filter(isSpoolName)
    .map((name) => join(folder, name))
    .filter((path) => isTakenIn(path, store));
  if (ended.length === 0) return 0;
  store.settle();
  for (const path of ended) {
    rmSync(path, { force: true });
    store.dropProgress(path);
  }
  return ended.length;
}

function isTakenIn(path: string, store: CallStore): boolean {
  const progress = store.progressOf(path);
  const run = progress === undefined ? undefined : runFrom(progress.state);
  if (progress === undefined || run === undefined || isAlive(run.pid)) return false;
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size !== progress.size || !isWhatWasRead(path, progress)) return false;
  if (size === progress.offset) return true;
  const message = 'The last line was broken off when its run ended.';
  store.noteProblem({ file: path, code: 'spool-line-invalid', line: progress.lines + 1, message });
  return false;
}

function isWhatWasRead(path: string, { offset, identity }: FileProgress): boolean {
  const sample = sampleAt(path, offset);
  return sample !== undefined && identityOf(sample) === identity;
}

/** Another process may have its number by now: then the spool stays a while longer. */
function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}
