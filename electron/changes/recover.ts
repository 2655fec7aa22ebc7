import type { Change } from '#contract/changes';
import { AppError } from '#contract/errors';
import { removeLeftovers } from '#platform/atomic-write';
import { takeOwnLock } from '#platform/file-lock';
import { hashOf, readFileState } from '#platform/file-state';
import { decodeText, meaningOf } from './config-text.ts';
import { fillOperation, valuesOf } from './hidden-values.ts';
import type { Entry, Journal, Outcome } from './journal.ts';
import { spliceFile } from './splice-many.ts';

/**
 * Settles what killed runs left between intent and outcome: the file itself tells whether it is the old or the new
 * one. Rows another living Gatehouse is working on are left alone. Returns the rows that changed.
 */
export async function recover(journal: Journal, dataFolder: string, now: Date): Promise<Change[]> {
  const settled: Change[] = [];
  for (const { change } of journal.unsettled()) {
    const lock = await lockUnlessTaken(dataFolder, change.file);
    if (lock === undefined) continue;
    try {
      // Read again under the lock: its writer may have finished just now.
      const entry = journal.find(change.id);
      if (entry?.change.state !== 'started') continue;
      const bytes = bytesNow(entry.file);
      // The system gave no answer this time; the next start asks again.
      if (bytes === undefined) continue;
      removeLeftovers(entry.file, now);
      settled.push(...journal.settle(change.id, outcomeOf(entry, bytes)));
    } finally {
      lock.release();
    }
  }
  return settled;
}

async function lockUnlessTaken(dataFolder: string, file: string) {
  try {
    return await takeOwnLock(dataFolder, file, 0);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

function outcomeOf(entry: Entry, bytes: Buffer | null): Outcome {
  if (isSame(bytes, entry.after, entry.afterHash)) {
    return { state: 'applied', note: 'Gatehouse ended while writing; the file holds the new text.' };
  }
  if (isSame(bytes, entry.before, entry.beforeHash)) {
    return { state: 'failed', note: 'Gatehouse ended before writing; the file holds the old text.' };
  }
  const text = bytes === null ? undefined : decodeText(bytes);
  const spliced =
    text === undefined || entry.operation === null
      ? undefined
      : spliceFile(entry.format, text, fillOperation(entry.operation, valuesOf(meaningOf(entry.format, text))));
  if (spliced?.ok && spliced.noop) {
    return {
      state: 'applied',
      note: 'Gatehouse ended while writing, and the file changed since; the new value stands in it.',
    };
  }
  return {
    state: 'failed',
    note: 'Gatehouse ended while writing, and the file changed since; the new value is not in it.',
  };
}

/** Null when it is not there, or is nothing we could have written; undefined when it cannot be told now. */
function bytesNow(file: string): Buffer | null | undefined {
  try {
    return readFileState(file).bytes;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.cause === undefined ? null : undefined;
  }
}

/** By hash: the journal holds the texts without the values of secrets. */
function isSame(bytes: Buffer | null, noted: Uint8Array | null, hash: string): boolean {
  if (bytes === null || noted === null) return bytes === null && noted === null;
  return hashOf(bytes) === hash;
}
