import { MessageChannel, Worker } from 'node:worker_threads';
import type { Machine } from '#agents/read-port';
import type { SupplierTable } from '#agents/transcript';
import { AppError } from '#contract/errors';
import type { HistoryStatus } from '#contract/history';
import { type HeldLock, takeOwnLock } from '#platform/file-lock';
import type { ImportCalls, ImportWorkerData } from './import-worker.ts';
import type { ImportReport } from './importer.ts';
import type { QuestionCalls, StoreWorkerData } from './store-worker.ts';
import { callThread, type ThreadCalls } from './worker-calls.ts';

/** Young objects of both threads are short-lived; more room for them only stays taken. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/** How often one who only reads tries to become the owner, after the owner has gone. */
const OWNER_MS = 5_000;
const EXPIRE_MS = 10 * 60_000;
/** How often an import that stopped, for want of room or because another process holds the store, is tried again. */
const RETRY_MS = 10_000;
/** The end of a run shows in no file: spools are looked through this often. */
const SWEEP_MS = 30_000;
const CLOSED = 'The history was closed.';

export interface HistoryOptions {
  /** Gatehouse's data folder; made when it is not there. */
  folder: string;
  machine: Machine;
  /** Without the names of what plugins bring; those are read where they are needed. */
  table: SupplierTable;
  /** Goes on taking in what agents append, and expires what is too old. */
  watch: boolean;
  log(message: string): void;
}

/** The questions of `store-worker.ts`, and the import that feeds it. */
export interface History {
  ask: ThreadCalls<QuestionCalls>['call'];
  status(): Promise<HistoryStatus>;
  /** Takes in what is new, beginning with what was written last. Throws AppError `conflict` when another Gatehouse does. */
  startImport(): Promise<void>;
  cancelImport(): Promise<void>;
  /** Resolves once all that lay there when it was called is taken in, or the import is paused. */
  settled(): Promise<void>;
  setTable(table: SupplierTable): Promise<void>;
  onChanged(listener: (change: { revision: number; calls: number; rows: number }) => void): () => void;
  onProgress(listener: (status: HistoryStatus) => void): () => void;
  /** Ends both threads. What is asked afterwards fails with AppError `unavailable`. */
  close(): Promise<void>;
}

/**
 * Two threads: one owns `history.db` and answers, the other reads transcripts. Of several Gatehouses with one data
 * folder one imports, tails and expires (it holds a lock of the system); the others only read.
 */
export async function openHistory(options: HistoryOptions): Promise<History> {
  let lock = await tryOwn(options.folder);
  const storeData: StoreWorkerData = { folder: options.folder, home: options.machine.home };
  const storeWorker = new Worker(workerFile('store-worker'), { workerData: storeData, resourceLimits });
  const store = callThread<QuestionCalls>(storeWorker);
  let importer: { worker: Worker; calls: ThreadCalls<ImportCalls> } | undefined;
  let report: ImportReport = { state: 'idle', files: { done: 0, total: 0 }, bytes: { done: 0, total: 0 } };
  let reason: string | undefined;
  let table = options.table;
  let isClosed = false;
  const changed = new Set<(change: { revision: number; calls: number; rows: number }) => void>();
  const progressed = new Set<(status: HistoryStatus) => void>();

  store.onEvent((name, payload) => {
    if (name === 'changed') for (const listener of changed) listener(payload as never);
    if (name === 'failed' || name === 'salvaged') options.log(String(payload));
    if (name !== 'salvaged') return;
    // Transcripts that still exist bring back what was lost.
    if (importer !== undefined) startImport().catch((error: unknown) => options.log(String(error)));
  });
  storeWorker.on('error', (error) => {
    store.end(`The history stopped: ${error.message}`);
    options.log(`The history's thread ended: ${error.stack ?? error.message}`);
  });

  const status = async (): Promise<HistoryStatus> => {
    const kept = await store.call('figures', null);
    return {
      ...kept,
      state: reason === undefined ? report.state : 'unavailable',
      ...(reason === undefined ? {} : { reason }),
      owner: lock === undefined ? 'other' : 'this',
      files: report.files,
      bytes: report.bytes,
    };
  };

  const tellProgress = () => {
    if (isClosed || progressed.size === 0) return;
    void status().then(
      (now) => {
        for (const listener of progressed) listener(now);
      },
      () => undefined,
    );
  };

  const refuseWhenClosed = () => {
    if (isClosed) throw new AppError('unavailable', CLOSED);
  };

  const openImporter = () => {
    refuseWhenClosed();
    if (importer !== undefined) return importer;
    const { port1, port2 } = new MessageChannel();
    storeWorker.postMessage({ kind: 'feed', port: port1 }, [port1]);
    const data: ImportWorkerData = {
      machine: { platform: options.machine.platform, home: options.machine.home, env: { ...options.machine.env } },
      table,
      watch: options.watch,
      folder: options.folder,
      store: port2,
    };
    const worker = new Worker(workerFile('import-worker'), { workerData: data, transferList: [port2], resourceLimits });
    const calls = callThread<ImportCalls>(worker);
    calls.onEvent((name, payload) => {
      if (name === 'report') report = payload as ImportReport;
      if (name === 'halted') {
        reason = String(payload);
        options.log(`The import of transcripts stopped: ${reason}`);
      }
      tellProgress();
    });
    worker.on('error', (error) => {
      calls.end(`The import stopped: ${error.message}`);
      options.log(`The import's thread ended: ${error.stack ?? error.message}`);
    });
    importer = { worker, calls };
    return importer;
  };

  const startImport = async () => {
    refuseWhenClosed();
    if (lock === undefined) {
      throw new AppError('conflict', 'Another Gatehouse with this data folder takes the transcripts in already.');
    }
    reason = undefined;
    await openImporter().calls.call('start', null);
  };

  /** Whoever only reads takes over when the owner has gone. */
  const takeOver = setInterval(() => {
    if (!options.watch || lock !== undefined) return;
    void tryOwn(options.folder)
      .then(async (held) => {
        if (held === undefined) return;
        if (isClosed) held.release();
        else {
          lock = held;
          await store.call('become', { isOwner: true });
          await startImport();
        }
      })
      .catch((error: unknown) => {
        if (!isClosed) options.log(`The history could not be taken over: ${String(error)}`);
      });
  }, OWNER_MS);
  takeOver.unref();
  const expiry = setInterval(() => {
    if (options.watch && lock !== undefined)
      void store.call('expire', null).catch((error) => options.log(String(error)));
  }, EXPIRE_MS);
  expiry.unref();
  const sweep = async () => {
    if (lock === undefined || isClosed) return;
    await store
      .call('sweep', null)
      .catch((error: unknown) => options.log(`Spools could not be swept: ${String(error)}`));
  };
  const sweeping = setInterval(() => void (options.watch && sweep()), SWEEP_MS);
  sweeping.unref();
  const retry = setInterval(() => {
    if (!options.watch || reason === undefined || isClosed) return;
    startImport().catch((error: unknown) => options.log(String(error)));
  }, RETRY_MS);
  retry.unref();
  const stopTimers = () => {
    for (const timer of [takeOver, expiry, sweeping, retry]) clearInterval(timer);
  };

  try {
    await store.call('become', { isOwner: lock !== undefined });
  } catch (error) {
    // Whoever asks again opens it anew, so nothing of this may stay.
    isClosed = true;
    stopTimers();
    await storeWorker.terminate();
    lock?.release();
    throw error;
  }
  return {
    ask: (method, input, signal) => store.call(method, input, signal),
    status,
    startImport,
    async cancelImport() {
      await importer?.calls.call('cancel', null);
    },
    async settled() {
      await importer?.calls.call('settled', null);
      await sweep();
    },
    async setTable(next) {
      table = next;
      await importer?.calls.call('setTable', next);
    },
    onChanged: (listener) => {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    onProgress: (listener) => {
      progressed.add(listener);
      return () => progressed.delete(listener);
    },
    async close() {
      isClosed = true;
      stopTimers();
      if (importer !== undefined) {
        await importer.calls.call('close', null).catch(() => null);
        importer.calls.end(CLOSED);
        await importer.worker.terminate();
      }
      await store.call('close', null).catch(() => null);
      // What was asked meanwhile must not wait for an answer that cannot come.
      store.end(CLOSED);
      await storeWorker.terminate();
      lock?.release();
    },
  };
}

async function tryOwn(folder: string): Promise<HeldLock | undefined> {
  try {
    return await takeOwnLock(folder, 'history-owner', 0);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

/** From the sources a thread starts with TypeScript, in a build with its own file beside this one. */
function workerFile(name: 'store-worker' | 'import-worker'): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? `./${name}.ts` : `./history-${name}.js`, import.meta.url);
}
