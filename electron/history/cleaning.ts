import type { DatabaseSync } from 'node:sqlite';
import { sqliteCode } from '#platform/system-error';
import type { FullText } from './full-text.ts';
import { BUSY_MS } from './history-database.ts';
import type { UnusedNames } from './unused-names.ts';

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
/** Free pages given back at once: some milliseconds. */
const PAGES_AT_ONCE = 128;

/** `more`: there is more to do at once; `read`: only once a search, here or in another process, has ended. */
export type CleanState = 'more' | 'read' | 'done';

/** Takes what was removed off the disk. */
export interface Cleaning {
  /** Its words out of the index, names nobody has, free pages, then the write-ahead log; for about `budgetMs`. Never waits. */
  clean(budgetMs: number): CleanState;
  /** Whether there is anything but the write-ahead log to be cleaned. */
  isUnclean(): boolean;
}

export function createCleaning(stores: { database: DatabaseSync; fullText: FullText; unused: UnusedNames }): Cleaning {
  const { database, fullText, unused } = stores;
  const free = () => Number(database.prepare('PRAGMA freelist_count').get()?.['freelist_count']);
  return {
    clean(budgetMs) {
      const end = performance.now() + budgetMs;
      const left = () => Math.max(1, end - performance.now());
      if (!fullText.scrub(left())) return performance.now() < end ? 'read' : 'more';
      if (!unused.remove(left())) return 'more';
      for (let before = free(); before > 0; ) {
        database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
        const after = free();
        if (after >= before) return 'read';
        if (after > 0 && performance.now() >= end) return 'more';
        before = after;
      }
      return emptyLog(database) ? 'done' : 'read';
    },
    isUnclean: () => fullText.isDirty() || unused.isInDoubt() || free() > 0,
  };
}

/** False while somebody reads what stands in the write-ahead log. Does not wait for that: the thread has others to answer. */
function emptyLog(database: DatabaseSync): boolean {
  database.exec('PRAGMA busy_timeout = 0');
  try {
    return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
  } catch (error) {
    const code = sqliteCode(error);
    if (code === SQLITE_BUSY || code === SQLITE_LOCKED) return false;
    throw error;
  } finally {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  }
}
