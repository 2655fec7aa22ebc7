import type { Call } from '#contract/history';

/** Rows in one page; a page is what is asked for at once. */
export const pageSize = 100;
/** Pages kept; the ones used longest ago go first. */
const keptPages = 60;

/**
 * Pages of a result by number, the newest first, in a bounded memory. Positions are those of the result as it stood
 * when the list was last laid out.
 */
export interface CallPages {
  row(index: number): Call | undefined;
  /** Marks the page as used. */
  has(page: number): boolean;
  put(page: number, calls: readonly Call[]): void;
  /** Position of a call among the pages kept. */
  find(id: number): number | undefined;
  clear(): void;
  /** Numbers of the pages kept. */
  numbers(): number[];
}

export function createCallPages(kept = keptPages): CallPages {
  const pages = new Map<number, readonly Call[]>();
  return {
    row: (index) => pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    has(page) {
      const calls = pages.get(page);
      if (calls === undefined) return false;
      pages.delete(page);
      pages.set(page, calls);
      return true;
    },
    put(page, calls) {
      pages.delete(page);
      pages.set(page, calls);
      for (const oldest of pages.keys()) {
        if (pages.size <= kept) break;
        pages.delete(oldest);
      }
    },
    find(id) {
      for (const [page, calls] of pages) {
        const at = calls.findIndex((call) => call.id === id);
        if (at >= 0) return page * pageSize + at;
      }
      return undefined;
    },
    clear: () => pages.clear(),
    numbers: () => [...pages.keys()],
  };
}
