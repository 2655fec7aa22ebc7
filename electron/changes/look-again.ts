import type { Change } from '#contract/changes';
import { AppError } from '#contract/errors';
import { type FileState, hashOf, readFileState } from '#platform/file-state';
import type { Desk } from './carry-out.ts';
import { decodeText } from './config-text.ts';
import { shownDiff } from './hidden-values.ts';
import { kept } from './kept-intent.ts';
import type { PlannedWrite } from './planned-write.ts';
import { spliceFile } from './splice-many.ts';
import { type Resolver, verifySwitch } from './verify-switch.ts';

/**
 * A running agent may write its older copy of the file back over ours. When that happened, notes it as a change of
 * kind `outside` with both texts, and on our change that it no longer stands.
 */
export async function lookAgain(desk: Desk, resolver: Resolver, write: PlannedWrite, change: Change): Promise<void> {
  const now = stateNow(write.before.path);
  if (now === undefined || standsStill(write, now) || desk.journal.hasLater(change.id)) return;
  const { plan } = write;
  const outside = desk.journal.begin(
    kept(desk.find, {
      kind: 'outside',
      plugin: write.members === undefined ? plan.id : undefined,
      component: plan.component,
      scope: write.members === undefined ? plan.scope : undefined,
      project: plan.project,
      file: write.before.path,
      format: write.format,
      operation: null,
      before: write.after,
      after: now.bytes,
      beforeHash: hashOf(write.after),
      afterHash: now.hash,
      diff: shownDiff({ file: write.before.path, format: write.format, find: desk.find }, write.after, now.bytes),
      asked: 'watcher',
    }),
    { state: 'applied', note: `Another program overwrote change ${change.id}.` },
  );
  const outcome = await verifySwitch(resolver, write);
  const what = write.members === undefined ? 'the switch' : 'a switch of it';
  const note = `Another program overwrote this shortly after (${outside.id}); ${what} may no longer be as you set it.`;
  desk.recorded([outside, ...desk.journal.settle(change.id, { ...outcome, note })]);
}

function standsStill(write: PlannedWrite, now: FileState): boolean {
  if (now.hash === hashOf(write.after) && (now.bytes === null) === (write.after === null)) return true;
  if (write.mark === undefined) return false;
  const text = now.bytes === null ? '' : decodeText(now.bytes);
  if (text === undefined) return false;
  const spliced = spliceFile(write.format, text, write.mark.operation);
  if (!spliced.ok) return false;
  return (spliced.noop === true) === write.mark.inEffect;
}

/** What is no file any more counts as gone. Undefined when the system would not say: then nothing is known of it. */
function stateNow(path: string): FileState | undefined {
  try {
    return readFileState(path);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.cause !== undefined) return undefined;
    return { path, bytes: null, hash: hashOf(null) };
  }
}
