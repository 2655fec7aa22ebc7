import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import type { Body, SupplierTable, TranscriptFormat } from '#agents/transcript';
import { cleanFact } from './clean-facts.ts';
import { cleanRuntime } from './clean-runtime.ts';
import { type FileSample, identityOf, nothingRead, readOn, sampleAt, stillHolds } from './file-identity.ts';
import { type LineChunk, lineChunks } from './line-chunks.ts';
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

/** A file that is rewritten while it is read is begun anew so often; then it waits for the next look. */
const BEGINNINGS = 5;

/**
 * Takes in what a file holds beyond the place that was reached before; from its beginning when it was rewritten or
 * cut short meanwhile, also while it is read. Each batch ends with a whole line and carries how far the file was read.
 * Throws what the system throws when the file cannot be read; ends early, between two batches, when aborted.
 */
export async function importFile(file: FoundTranscript, options: FileImport): Promise<void> {
  let before = sampleOf(file, options.progress);
  let at = file;
  for (let turn = 0; turn < BEGINNINGS && !options.signal.aborted; turn += 1) {
    if (await readFrom(at, before, options)) return;
    before = undefined;
    const stats = statSync(file.path, { throwIfNoEntry: false });
    if (stats === undefined) return;
    at = { ...file, size: stats.size, modifiedMs: stats.mtimeMs };
  }
}

/** False when the file was rewritten while it was read: nothing of what came after was taken in. */
async function readFrom(file: FoundTranscript, before: FileSample | undefined, options: FileImport): Promise<boolean> {
  const progress = before === undefined ? undefined : options.progress;
  const reader = file.format.open(file, progress?.state);
  const cleaning = { ...options, format: file.format as TranscriptFormat, readSpilled: spilledBeside(file) };
  let lines = progress?.lines ?? 0;
  let sample = before ?? nothingRead;
  let isNoted = false;
  const progressAt = (isWhole: boolean): FileProgress => ({
    path: progressPath(file),
    identity: file.isCompressed ? '' : identityOf(sample),
    offset: sample.offset,
    lines,
    // Until its end is reached the file must look changed, so that it is opened again after a stop.
    size: isWhole ? file.size : -1,
    modifiedMs: file.modifiedMs,
    state: reader.state(),
  });
  for await (const chunk of lineChunks(file, sample.offset)) {
    // The chunk may be of another file than what came before it.
    if (!file.isCompressed && !stillHolds(file.path, sample)) return false;
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
        else if (observed.kind === 'runtime-start' || observed.kind === 'runtime-end')
          facts.push(cleanRuntime(observed, cleaning));
        else facts.push(cleanFact(observed, cleaning));
      }
    }
    options.advanced(chunk.offset - sample.offset);
    sample = sampleAfter(file, sample, chunk);
    isNoted = !file.isCompressed && sample.offset >= file.size;
    await options.send({ agent: file.format.agent, facts, problems, progress: progressAt(isNoted) });
    if (options.signal.aborted) return true;
  }
  // Nothing new, or half a line at the end: noted too, so that the file is not opened again before it changes.
  if (!isNoted) {
    await options.send({ agent: file.format.agent, facts: [], problems: [], progress: progressAt(true) });
  }
  return true;
}

/** Of a line that was too long no bytes were kept: what lies there now has to do. */
function sampleAfter({ path, isCompressed }: FoundTranscript, sample: FileSample, chunk: LineChunk): FileSample {
  if (isCompressed) return { ...sample, offset: chunk.offset };
  if (chunk.bytes !== undefined) return readOn(sample, chunk.bytes);
  return sampleAt(path, chunk.offset) ?? { ...sample, offset: chunk.offset };
}

/** What was read before, when the file goes on from there. A compressed one is never appended to; its text goes on where the plain one ended. */
function sampleOf(file: FoundTranscript, progress: FileProgress | undefined): FileSample | undefined {
  if (progress === undefined) return undefined;
  if (file.isCompressed) return { ...nothingRead, offset: progress.offset };
  const sample = file.size < progress.offset ? undefined : sampleAt(file.path, progress.offset);
  return sample !== undefined && identityOf(sample) === progress.identity ? sample : undefined;
}

/** Only files beside the transcript, in the folder of its session, are read: a transcript may name any path. */
function spilledBeside(file: FoundTranscript): (path: string) => string | undefined {
  return (path) => {
    try {
      const real = realpathSync(path);
      if (!real.startsWith(realpathSync(sessionFolder(file.path)) + sep)) return undefined;
      return beginning(real);
    } catch {
      // Removed meanwhile: the transcript's own short form stands.
      return undefined;
    }
  };
}

/** A sub-agent's transcript lies in `subagents/` of its session's folder, where the results lie too. */
function sessionFolder(path: string): string {
  const folder = dirname(path);
  const below = folder.split(sep).lastIndexOf('subagents');
  return below < 1 ? folder : folder.split(sep).slice(0, below).join(sep);
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
