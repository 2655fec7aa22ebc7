import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Machine, Platform } from '#agents/read-port';
import type { SupplierTable } from '#agents/transcript';
import { createImporter } from './importer.ts';
import type { FactBatch, FileProgress } from './new-facts.ts';

import { createRedactor } from './redaction.ts';
import { spoolFormat } from './spool-reader.ts';
import { secretsIn, withNames } from './supplied.ts';
import { transcriptFormats } from './transcript-formats.ts';
import { answerThread, callThread } from './worker-calls.ts';

/** What the thread is started with. */
export interface ImportWorkerData {
  machine: { platform: Platform; home: string; env: Record<string, string | undefined> };
  table: SupplierTable;
  watch: boolean;
  /** Gatehouse's data folder, with the spools of `gatehouse run`. */
  folder: string;
  /** To the thread that owns the store. */
  store: MessagePort;
}

/** What the store's thread answers the importing one. */
export interface StoreCalls extends Record<string, (input: never) => unknown> {
  known: (input: null) => FileProgress[];
  takeIn: (batch: FactBatch) => Promise<null>;
  failed: (problem: { file: string; code: string; message: string }) => null;
}

export interface ImportCalls extends Record<string, (input: never) => unknown> {
  start: (input: null) => Promise<null>;
  cancel: (input: null) => null;
  settled: (input: null) => Promise<null>;
  setTable: (table: SupplierTable) => Promise<null>;
  close: (input: null) => Promise<null>;
}

/** Batches under way to the store: enough that neither thread waits for the other, few enough that memory stays flat. */
const AHEAD = 4;

function main(port: MessagePort, data: ImportWorkerData): void {
  const store = callThread<StoreCalls>(data.store);
  const machine: Machine = { ...data.machine, osPolicy: () => undefined };
  const redactor = createRedactor({ knownSecrets: secretsIn(machine) });
  const underWay = new Set<Promise<unknown>>();
  let refused: Error | undefined;
  const importer = createImporter({
    formats: [...transcriptFormats, spoolFormat(data.folder)],
    machine,
    table: data.table,
    known: () => store.call('known', null),
    watch: data.watch,
    redact: (body) => redactor.redact(body),
    async send(batch) {
      const sent = store.call('takeIn', batch).catch((error: unknown) => {
        refused = error instanceof Error ? error : new Error(String(error));
      });
      underWay.add(sent);
      void sent.then(() => {
        underWay.delete(sent);
        tellRefused();
      });
      if (underWay.size >= AHEAD) await Promise.race(underWay);
      // The import begins anew from what the store has: not before it answered everything.
      if (refused !== undefined) await Promise.all(underWay);
    },
    report: (report) => events.emit('report', report),
    failed: (problem) => void store.call('failed', problem),
    halted: (error) => events.emit('halted', error instanceof Error ? error.message : String(error)),
  });
  /** The store's last answers may come after the import went on, or when it is over. */
  const tellRefused = () => {
    if (refused === undefined || underWay.size > 0) return;
    const error = refused;
    refused = undefined;
    importer.refused(error);
  };
  const named = withNames(data.table, machine).then((table) => importer.setTable(table));
  const events = answerThread<ImportCalls>(port, {
    async start() {
      await named;
      importer.start();
      return null;
    },
    cancel: () => (importer.cancel(), null),
    async settled() {
      await importer.settled();
      await Promise.all(underWay);
      return null;
    },
    async setTable(table) {
      importer.setTable(await withNames(table, machine));
      redactor.setKnownSecrets(secretsIn(machine));
      return null;
    },
    async close() {
      await importer.close();
      await Promise.all(underWay);
      data.store.close();
      return null;
    },
  });
}

if (parentPort !== null) main(parentPort, workerData as ImportWorkerData);
