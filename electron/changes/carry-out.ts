import type { Change } from '#contract/changes';
import { AppError } from '#contract/errors';
import {
  folderToMake,
  removeAtomically,
  removeEmptyFolders,
  removeLeftovers,
  writeAtomically,
} from '#platform/atomic-write';
import { type HeldLock, takeAgentLock, takeOwnLock } from '#platform/file-lock';
import { hashOf, isSameContent, readFileState } from '#platform/file-state';
import { keepFirstBackup } from './first-backup.ts';
import type { FindSecrets } from './hidden-values.ts';
import type { Intent, Journal } from './journal.ts';
import { kept } from './kept-intent.ts';
import type { PlannedWrite } from './planned-write.ts';

const OWN_WAIT_MS = 10_000;
/** A little more than the ten seconds after which an abandoned lock of proper-lockfile may be taken over. */
const AGENT_WAIT_MS = 11_000;

export interface Desk {
  dataFolder: string;
  journal: Journal;
  asked: Change['asked'];
  now: () => Date;
  find: FindSecrets;
  recorded(changes: readonly Change[]): void;
}

/**
 * Writes exactly what the plan showed: under both locks, noted before and after. The change comes back applied and
 * not yet verified. Throws AppError `conflict` when the file changed since it was shown and `unavailable` when the
 * system or a lock refuses; then the file is as it was.
 */
export async function carryOut(desk: Desk, write: PlannedWrite): Promise<Change> {
  const { path } = write.before;
  const own = await takeOwnLock(desk.dataFolder, path, OWN_WAIT_MS);
  try {
    const change = await writeWithLocks(desk, write);
    // Only now, because the agent's lock lay in the folder too.
    if (write.after === null && write.madeFolder !== undefined) removeEmptyFolders(path, write.madeFolder);
    return change;
  } finally {
    own.release();
  }
}

async function writeWithLocks(desk: Desk, write: PlannedWrite): Promise<Change> {
  const madeFolder = folderToMake(write.before.path);
  const locks = await takeAgentLocks(write);
  try {
    return writeUnderLocks(desk, write, locks, madeFolder);
  } finally {
    for (const lock of locks) lock.release();
  }
}

/** Beside a link and beside its target, because the agent may name either. */
async function takeAgentLocks(write: PlannedWrite): Promise<HeldLock[]> {
  if (write.agentLock === undefined) return [];
  const locks: HeldLock[] = [];
  try {
    for (const path of new Set([write.agentLock, `${write.before.path}.lock`])) {
      locks.push(await takeAgentLock(path, AGENT_WAIT_MS));
    }
    return locks;
  } catch (error) {
    for (const lock of locks) lock.release();
    throw error;
  }
}

function writeUnderLocks(
  desk: Desk,
  write: PlannedWrite,
  locks: readonly HeldLock[],
  madeFolder: string | undefined,
): Change {
  const { path } = write.before;
  removeLeftovers(path, desk.now());
  const now = readFileState(write.file);
  if (now.path !== path || !isSameContent(now, write.before)) {
    throw new AppError('conflict', `${path} changed since the change was shown. Look at the new diff first.`);
  }
  const intent = kept(desk.find, { ...intentOf(desk, write), madeFolder });
  if (intent.before !== null) keepFirstBackup(desk.dataFolder, now, intent.before);
  const { id } = desk.journal.begin(intent);
  try {
    if (!locks.every((lock) => lock.isHeld()))
      throw new AppError('conflict', 'The agent took its lock back meanwhile. Try again.');
    if (write.after === null) removeAtomically(write.before);
    else writeAtomically(write.before, write.after);
  } catch (error) {
    // A folder that could not be synced is no reason to say that nothing was written when it was.
    if (!isWritten(write)) {
      const note = error instanceof Error ? error.message : String(error);
      desk.recorded(desk.journal.settle(id, { state: 'failed', note }));
      throw error;
    }
  }
  const [change, ...others] = settleWritten(desk, id, path);
  if (change === undefined) throw new Error('A change that was just noted is not in the journal.');
  desk.recorded(others);
  return change;
}

/** When even that cannot be noted, the next start finds the row and settles it from the file. */
function settleWritten(desk: Desk, id: string, path: string): Change[] {
  try {
    return desk.journal.settle(id, { state: 'applied' });
  } catch (error) {
    throw writtenBut(path, id, error);
  }
}

/** What failed after the write, so that nobody takes it for a write that failed; a bug is passed on. */
export function writtenBut(path: string, id: string, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  return new AppError('unavailable', `${path} was written as change ${id}, but ${error.message}`, { cause: error });
}

function isWritten(write: PlannedWrite): boolean {
  const now = readFileState(write.before.path);
  return now.hash === hashOf(write.after) && (now.bytes === null) === (write.after === null);
}

function intentOf(desk: Desk, write: PlannedWrite): Intent {
  const { plan } = write;
  return {
    kind: write.kind,
    plugin: write.members === undefined ? plan.id : undefined,
    component: plan.component,
    enable: write.members === undefined ? plan.enable : undefined,
    enabledBefore: write.enabledBefore,
    scope: write.members === undefined ? plan.scope : undefined,
    project: plan.project,
    file: write.before.path,
    format: write.format,
    agentLock: write.agentLock,
    operation: write.operation,
    before: write.before.bytes,
    after: write.after,
    beforeHash: write.before.hash,
    afterHash: hashOf(write.after),
    diff: plan.diff,
    asked: desk.asked,
    undoes: write.undoes,
    group: write.group,
    members: write.members,
  };
}
