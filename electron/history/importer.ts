import type { Machine } from '#agents/read-port';
import type { Body, SupplierTable } from '#agents/transcript';
import { hiddenText } from './hidden-text.ts';
import { importFile, isUnchanged, progressPath } from './import-file.ts';
import type { FactBatch, FileProgress, Redactions } from './new-facts.ts';
import {
  concernsRoots,
  type FollowedFormat,
  type FoundTranscript,
  findTranscripts,
  lookAgain,
} from './transcript-files.ts';
import { type TranscriptWatch, watchTranscripts } from './transcript-watch.ts';

/** Only when not every folder can be watched. */
const SLOW_LOOK_MS = 60_000;
const REPORT_MS = 100;

export interface ImportReport {
  state: 'idle' | 'importing' | 'paused';
  files: { done: number; total: number };
  bytes: { done: number; total: number };
}

export interface ImporterOptions {
  formats: readonly FollowedFormat[];
  machine: Machine;
  table: SupplierTable;
  redact(body: Body): { body: Body; redactions: Redactions };
  /** How far each file was taken in, as the store has it; asked at the beginning and after the store refused something. */
  known(): Promise<readonly FileProgress[]>;
  /** Rejects when the store cannot take it in: the import then pauses and says why. */
  send(batch: FactBatch): Promise<void>;
  report(report: ImportReport): void;
  /** Whole files that could not be read. */
  failed(problem: { file: string; code: string; message: string }): void;
  /** The store refused: disk full and the like. */
  halted(error: unknown): void;
  /** Goes on taking in what agents append. */
  watch: boolean;
}

export interface Importer {
  /** Looks at all transcripts and takes in what is new, the file written last first. Goes on after a cancel. */
  start(): void;
  /** Stops after the batch at hand; nothing that was taken in is lost. */
  cancel(): void;
  /** Resolves once nothing waits, or the import is paused. */
  settled(): Promise<void>;
  setTable(table: SupplierTable): void;
  /** The store refused what `send` had left with it already, so that nobody heard: as if `send` had failed. */
  refused(error: unknown): void;
  close(): Promise<void>;
}

export function createImporter(options: ImporterOptions): Importer {
  const { formats, machine } = options;
  let known: Map<string, FileProgress> | undefined;
  let isLookDue = false;
  /** The first is taken next. */
  let queue: FoundTranscript[] = [];
  let table = options.table;
  let abort = new AbortController();
  let running: Promise<void> | undefined;
  let state: ImportReport['state'] = 'idle';
  let files = { done: 0, total: 0 };
  let bytes = { done: 0, total: 0 };
  let reportTimer: NodeJS.Timeout | undefined;
  let slowLook: NodeJS.Timeout | undefined;
  let isClosed = false;
  const watch: TranscriptWatch | undefined = options.watch ? watchTranscripts((paths) => touched(paths)) : undefined;

  const report = (next: ImportReport['state'] = state) => {
    const isTurn = next !== state;
    state = next;
    if (isTurn) tell();
    else reportTimer ??= setTimeout(tell, REPORT_MS);
  };

  const tell = () => {
    clearTimeout(reportTimer);
    reportTimer = undefined;
    options.report({ state, files: { ...files }, bytes: { ...bytes } });
  };

  const progressOf = (file: FoundTranscript) =>
    known?.get(progressPath(file)) ?? known?.get(hiddenText(progressPath(file)));
  const waiting = (file: FoundTranscript) => Math.max(0, file.size - (progressOf(file)?.offset ?? 0));

  const enqueue = (file: FoundTranscript) => {
    queue = [file, ...queue.filter((each) => each.path !== file.path)];
    files.total = files.done + queue.length;
    bytes.total += waiting(file);
  };

  const lookEverywhere = () => {
    isLookDue = false;
    const search = findTranscripts(formats, machine);
    for (const problem of search.problems) options.failed(problem);
    const isWhole = watch?.follow(search.folders) ?? true;
    if (!isWhole) slowLook ??= setInterval(() => start(), SLOW_LOOK_MS);
    slowLook?.unref();
    queue = search.files.filter((file) => !isUnchanged(file, progressOf(file)));
    files = { done: 0, total: queue.length };
    bytes = { done: 0, total: queue.reduce((sum, file) => sum + waiting(file), 0) };
  };

  const touched = (paths: readonly string[]) => {
    if (isClosed || state === 'paused') return;
    for (const path of paths) {
      const file = lookAgain(path, formats, machine);
      // Perhaps a new folder.
      if (file === undefined) isLookDue ||= isFolderName(path) && concernsRoots(path, formats, machine);
      else if (!isUnchanged(file, progressOf(file))) enqueue(file);
    }
    run();
  };

  const halt = (error: unknown) => {
    options.halted(error);
    known = undefined;
    abort.abort();
  };

  /** False when it was broken off and has to be taken up again. */
  const take = async (file: FoundTranscript): Promise<boolean> => {
    const { signal } = abort;
    try {
      await importFile(file, {
        progress: progressOf(file),
        table,
        redact: options.redact,
        signal,
        send: async (batch) => {
          try {
            await options.send(batch);
          } catch (error) {
            throw new StoreRefused(error);
          }
          known?.set(batch.progress.path, batch.progress);
        },
        advanced(count) {
          bytes.done += count;
          report();
        },
      });
    } catch (error) {
      if (error instanceof StoreRefused) {
        halt(error.cause);
        return false;
      }
      const message = error instanceof Error ? error.message : String(error);
      options.failed({ file: file.path, code: 'file-unreadable', message });
    }
    return !signal.aborted;
  };

  const runAll = async () => {
    report('importing');
    known ??= new Map((await options.known()).map((progress) => [progress.path, progress]));
    while (!abort.signal.aborted) {
      if (isLookDue) lookEverywhere();
      const [file, ...rest] = queue;
      queue = rest;
      if (file === undefined) break;
      if (await take(file)) files.done += 1;
      else queue = [file, ...queue.filter((each) => each.path !== file.path)];
      report();
    }
    report(abort.signal.aborted ? 'paused' : 'idle');
  };

  const run = () => {
    if (isClosed || running !== undefined || (queue.length === 0 && !isLookDue)) return;
    running = runAll().finally(() => {
      running = undefined;
      // What was touched at the very end.
      if (!abort.signal.aborted) run();
    });
  };

  const start = () => {
    if (isClosed) return;
    if (abort.signal.aborted) abort = new AbortController();
    isLookDue = true;
    run();
  };

  return {
    start,
    cancel() {
      abort.abort();
      if (running === undefined) report('paused');
    },
    refused(error) {
      halt(error);
      if (running === undefined) report('paused');
    },
    async settled() {
      while (running !== undefined) await running;
      tell();
    },
    setTable(next) {
      table = next;
    },
    async close() {
      isClosed = true;
      abort.abort();
      watch?.close();
      clearInterval(slowLook);
      await running;
      clearTimeout(reportTimer);
    },
  };
}

function isFolderName(path: string): boolean {
  return !path.endsWith('.jsonl') && !path.endsWith('.zst');
}

class StoreRefused extends Error {
  constructor(cause: unknown) {
    super('The store did not take it.', { cause });
  }
}
