/** Takes numbered batches in, one after the other, from where the store says it stands: `store-program.ts FOLDER`. */
import { openCallStore } from '#history/call-store';
import { numberedBatch } from './store-facts.ts';

const store = openCallStore(process.argv[2] ?? '');
let next = store.allProgress()[0]?.offset ?? 0;
process.stdout.write('begun\n');
for (const end = next + 2_000; next < end; next += 1) {
  store.takeIn(numberedBatch(next));
  const rows = [...store.columnRows()].slice(0, 3).map(({ id }) => id);
  // Some calls are forgotten and taken off the disk, so that kills fall into that too.
  if (next % 10 === 9) {
    store.forget(rows);
    store.clean(5);
  }
}
store.close();
