import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Machine } from '#agents/read-port';
import type { History } from '#history/history';
import type { Inventory } from '#inventory/inventory';
import { dataFolder } from '#platform/data-folder';
import { userHome } from '#platform/user-home';
import { supplierTable } from './supplier-table.ts';

/** The inventory changes in bursts; the table of suppliers follows this long after the last one. */
const TABLE_MS = 3_000;

export interface CoreHistoryOptions {
  data: string | undefined;
  machine: Machine;
  inventory: Inventory;
  watch: boolean;
  log(message: string): void;
}

/**
 * The history of one home. Another home than the user's own gets a folder of its own unless the data folder was
 * named, so that calls of two homes never mix.
 */
export async function openCoreHistory(options: CoreHistoryOptions): Promise<History> {
  const { openHistory } = await import('#history/history');
  const { machine, inventory } = options;
  const history = await openHistory({
    folder: historyFolder(options.data, machine.home),
    machine,
    table: await supplierTable(inventory),
    watch: options.watch,
    log: options.log,
  });
  if (!options.watch) return history;
  let timer: NodeJS.Timeout | undefined;
  const refresh = () => {
    supplierTable(inventory)
      .then((table) => history.setTable(table))
      .catch((error: unknown) => options.log(`The table of suppliers could not be made: ${String(error)}`));
  };
  const stop = inventory.onChanged(() => {
    clearTimeout(timer);
    timer = setTimeout(refresh, TABLE_MS);
  });
  return {
    ...history,
    async close() {
      stop();
      clearTimeout(timer);
      await history.close();
    },
  };
}

function historyFolder(data: string | undefined, home: string): string {
  if (data !== undefined) return data;
  const own = dataFolder();
  if (home === userHome()) return own;
  return join(own, 'homes', createHash('sha256').update(home).digest('hex').slice(0, 16));
}
