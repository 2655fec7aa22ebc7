import type { Retention } from '#contract/history';
import { type RemovalStores, removeRows } from './forget.ts';
import { firstIdAt } from './row-ids.ts';

const AT_ONCE = 200;
const DAY_MS = 86_400_000;

export interface Expiry {
  /**
   * Removes the oldest rows that are older or more than allowed, for about `budgetMs`, and returns their ids. Empty:
   * there is nothing more to remove before the space they took was given back (`Cleaning`).
   */
  expire(retention: Retention, now: number, budgetMs: number): number[];
}

export function createExpiry(stores: RemovalStores, size: () => number, transaction: <T>(work: () => T) => T): Expiry {
  const { database, fullText } = stores;
  const oldest = database.prepare('SELECT id FROM call WHERE id < ? ORDER BY id LIMIT ?');
  /** Rows still to be removed before the size is looked at again: it shrinks only once their words are merged away. */
  let surplus = 0;

  const removeBelow = (limit: number, most: number): number[] => {
    const ids = oldest.all(limit, Math.min(AT_ONCE, most)).map((row) => Number(row['id']));
    if (ids.length > 0) transaction(() => removeRows(stores, ids));
    return ids;
  };
  const measured = (bytes: number) => {
    const now = size();
    return now <= bytes ? 0 : Math.ceil(stores.table.count() * (1 - bytes / now));
  };

  return {
    expire({ days, bytes }, now, budgetMs) {
      const end = performance.now() + budgetMs;
      const limit = days === null ? 0 : firstIdAt(now - days * DAY_MS);
      const removed: number[] = [];
      do {
        const old = removeBelow(limit, AT_ONCE);
        removed.push(...old);
        if (old.length > 0) continue;
        if (bytes === null) break;
        if (surplus === 0 && !fullText.isDirty()) surplus = measured(bytes);
        const more = surplus === 0 ? [] : removeBelow(Number.MAX_SAFE_INTEGER, surplus);
        surplus = more.length === 0 ? 0 : surplus - more.length;
        removed.push(...more);
        if (more.length === 0) break;
      } while (performance.now() < end);
      return removed;
    },
  };
}
