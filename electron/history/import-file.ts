import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import type { Body, SupplierTable } from '#agents/transcript';
import { cleanFact } from './clean-facts.ts';
import { identityAt } from './file-identity.ts';
import { lineChunks } from './line-chunks.ts';
import type { FactBatch, FileProgress, NewFact, Redactions } from './new-facts.ts';
import type { FoundTranscript } from './transcript-files.ts';

/** Bytes of a spilled result that are read. */
const SPILLED = 512 * 1024;

export interface FileImport {
  /** What was taken in of this file before; undefined when nothing was. */
  progress: FileProgress | undefined;
  table: SupplierTable;
  redact(body: Body): { body: Body; redactions: Redactions };
  /** Resolves when the store has taken the batch in, or has room for the next one. */
  send(batch: FactBatch): Promise<void>;
  signal: AbortSignal;
  /** Bytes taken in since the last call. */
  advanced(bytes: number): void;
}

/** Where a plain rollout and its compressed form are one file. */
export function progressPath(file: { path: string; isCompressed: boolean }): string {
  return file.isCompressed ? file.path.slice(0, -'.zst'.length) : file.path;
}

/** Whether there can be anything new: an unchanged file is not opened. */
export function isUnchanged(file: FoundTranscript, progress: FileProgress | undefined): boolean {
  return progress !== undefined && progress.size === file.size && progress.modifiedMs === file.modifiedMs;
}

/**
 * Takes in what a file holds beyond the place that was reached before; from its beginning when it was rewritten or
 * cut short meanwhile. Each batch ends with a whole line and carries how far the file was read. Throws what the
 * system throws when the file cannot be read; ends early, between two batches, when aborted.
 */
export async function importFile(file: FoundTranscript, options: FileImport): Promise<void> {
  const before = continues(file, options.progress) ? options.progress : undefined;
  const reader = file.format.open(file, before?.state);
  const cleaning = { ...options, format: file.format, readSpilled: spilledBeside(file) };
  let lines = before?.lines ?? 0;
  let offset = before?.offset ?? 0;
  let isNoted = false;
  const isAtEnd = () => !file.isCompressed && offset >= file.size;
  const progressAt = (at: string, isWhole: boolean): FileProgress => ({
    path: progressPath(file),
    identity: at,
    offset,
    lines,
    // Until its end is reached the file must look changed, so that it is opened again after a stop.
    size: isWhole ? file.size : -1,
    modifiedMs: file.modifiedMs,
    state: reader.state(),
  });
  for await (const chunk of lineChunks(file, offset)) {
    const facts: NewFact[] = [];
    const problems: FactBatch['problems'][number][] = [];
    if (chunk.isTooLong) {
      lines += 1;
      problems.push({ code: 'transcript-line-too-long', message: 'The line is longer than 64 MiB.', line: lines });
    }
    for (const line of chunk.lines) {
      lines += 1;
      for (const observed of reader.read(line, lines)) {
        if (observed.kind === 'problem') problems.push(observed);
        else facts.push(cleanFact(observed, cleaning));
      }
    }
    options.advanced(chunk.offset - offset);
    offset = chunk.offset;
    isNoted = isAtEnd();
    await options.send({
      agent: file.format.agent,
      facts,
      problems,
      progress: progressAt(identity(file, offset), isNoted),
    });
    if (options.signal.aborted) return;
  }
  // Nothing new, or half a line at the end: noted too, so that the file is not opened again before it changes.
  if (!isNoted) {
    const progress = progressAt(identity(file, offset), true);
    await options.send({ agent: file.format.agent, facts: [], problems: [], progress });
  }
}

function identity(file: FoundTranscript, offset: number): string {
  return file.isCompressed ? '' : (identityAt(file.path, offset) ?? '');
}

/** A compressed file is never appended to; its text goes on where the plain one ended. */
function continues(file: FoundTranscript, progress: FileProgress | undefined): boolean {
  if (progress === undefined) return false;
  if (file.isCompressed) return true;
  return file.size >= progress.offset && identityAt(file.path, progress.offset) === progress.identity;
}

/** Only files beside the transcript, in the folder of its session, are read: a transcript may name any path. */
function spilledBeside(file: FoundTranscript): (path: string) => string | undefined {
  return (path) => {
    try {
      const real = realpathSync(path);
      if (!real.startsWith(realpathSync(dirname(file.path)) + sep)) return undefined;
      return beginning(real);
    } catch {
      // Removed meanwhile: the transcript's own short form stands.
      return undefined;
    }
  };
}

function beginning(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(SPILLED);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, SPILLED, 0));
  } finally {
    closeSync(descriptor);
  }
}
