import { randomBytes } from 'node:crypto';
import type { BulkResult, Change } from '#contract/changes';
import { AppError } from '#contract/errors';
import { isSameContent, readFileState } from '#platform/file-state';
import { carryOut, type Desk, writtenBut } from './carry-out.ts';
import { fillWrite, type KeptSecrets } from './fill-write.ts';
import type { PlannedMany } from './plan-many.ts';
import type { PlannedWrite } from './planned-write.ts';
import { pluginsNow, type Resolver, verifyMembers } from './verify-switch.ts';

export interface ManyMeans {
  resolver: Resolver;
  secrets: KeptSecrets | undefined;
  signal: { readonly aborted: boolean } | undefined;
  /** Told after each file. */
  progress(done: number, total: number): void;
  /** Looked at again later. */
  written(write: PlannedWrite, change: Change): void;
}

/**
 * Writes the files of a plan in order, as one group of the journal. Throws as `carryOut` does while nothing is written yet,
 * and before that when any of the files changed since they were shown; from the first write on it says what was not written.
 */
export async function writeMany(desk: Desk, { plan, writes }: PlannedMany, means: ManyMeans): Promise<BulkResult> {
  const id = `group-${randomBytes(6).toString('hex')}`;
  const group = (index: number) => ({ id, label: plan.label, file: index + 1, files: writes.length });
  const filled: PlannedWrite[] = [];
  for (const [index, write] of writes.entries()) {
    filled.push({ ...(await fillWrite(write, means.secrets)), group: group(index) });
  }
  for (const write of filled) mustBeAsShown(write);
  const done: { write: PlannedWrite; change: Change }[] = [];
  let stopped: string | undefined;
  for (const write of filled) {
    if (means.signal?.aborted === true && done.length > 0) stopped = 'It was stopped before this file.';
    if (stopped !== undefined) break;
    try {
      if (means.signal?.aborted === true) throw new AppError('cancelled', 'It was stopped; nothing was written.');
      done.push({ write, change: await carryOut(desk, write) });
      means.progress(done.length, filled.length);
    } catch (error) {
      if (done.length === 0 || !(error instanceof AppError)) throw error;
      stopped = error.message;
    }
  }
  const unwritten = filled.slice(done.length).map(({ before }, index) => ({
    file: before.path,
    reason: index === 0 ? (stopped ?? '') : 'It was not begun after that.',
  }));
  const changes = await verified(desk, done, unwritten, means);
  return { group: id, label: plan.label, changes, unwritten };
}

function mustBeAsShown(write: PlannedWrite): void {
  const now = readFileState(write.file);
  if (now.path !== write.before.path || !isSameContent(now, write.before)) {
    const what = `${write.before.path} changed since the change was shown, so nothing was written.`;
    throw new AppError('conflict', `${what} Look at the new diff first.`);
  }
}

/** One look at the disk for all of them. */
async function verified(
  desk: Desk,
  done: readonly { write: PlannedWrite; change: Change }[],
  unwritten: BulkResult['unwritten'],
  { resolver, written }: ManyMeans,
): Promise<Change[]> {
  const [first] = done;
  const partial = unwritten.map(({ file, reason }) => `Not written with it: ${file}. ${reason}`);
  try {
    const ids = done.flatMap(({ write }) => (write.members ?? []).map((each) => each.plugin));
    const now = await pluginsNow(resolver, ids, first?.write.plan.project ?? null);
    return done.map(({ write, change }) => {
      const outcome = verifyMembers(write.members ?? [], now);
      const note = [outcome.note, write.remark, ...partial].filter((each) => each !== undefined).join(' ');
      const [settled = change] = desk.journal.settle(change.id, { ...outcome, ...(note === '' ? {} : { note }) });
      desk.recorded([settled]);
      return settled;
    });
  } catch (error) {
    throw first === undefined ? error : writtenBut(first.write.before.path, first.change.id, error);
  } finally {
    for (const { write, change } of done) written(write, change);
  }
}
