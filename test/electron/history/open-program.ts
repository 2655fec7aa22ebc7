import { workerData } from 'node:worker_threads';
import { openHistoryDatabase } from '#history/history-database';

/** Opens the store of a folder at the moment when all threads of the test are ready to. */
const { folder, gate, threads } = workerData as { folder: string; gate: Int32Array; threads: number };
if (Atomics.add(gate, 0, 1) + 1 === threads) Atomics.notify(gate, 0);
for (let ready = Atomics.load(gate, 0); ready < threads; ready = Atomics.load(gate, 0)) Atomics.wait(gate, 0, ready, 5);
openHistoryDatabase(folder).database.close();
