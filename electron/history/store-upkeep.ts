import type { CallStore } from './call-store.ts';

/** Questions are answered between two slices. */
const SLICE_MS = 15;
/** How long whoever has calls forgotten waits for others to end their reading. */
const PATIENCE_MS = 3_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;

/** Removes and cleans in slices, so that the store's thread goes on answering. */
export interface Upkeep {
  /**
   * Takes what was removed off the disk. False when another process still reads and so keeps some of it in the
   * write-ahead log; then it goes on trying by itself.
   */
  clean(): Promise<boolean>;
  /** Cleans by itself, until it is done. */
  cleanLater(): void;
  /** Removes all that is older or more than is kept. A second call while it is at work does nothing. */
  expire(): Promise<void>;
  stop(): void;
}

export interface UpkeepOptions {
  /** The store as it is now: a damaged one is replaced. */
  ask<T>(work: (store: CallStore) => T): T;
  removed(ids: readonly number[]): void;
  /** What went wrong in the background. */
  failed(error: unknown): void;
}

export function createUpkeep({ ask, removed, failed }: UpkeepOptions): Upkeep {
  let isStopped = false;
  let isExpiring = false;
  let later: Promise<void> | undefined;
  const ended = new AbortController();

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (ms === 0) return void setImmediate(resolve);
      const timer = setTimeout(resolve, ms);
      ended.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });

  /** True when all is clean, false when others read for longer than `patienceMs`. */
  const cleaned = async (patienceMs: number): Promise<boolean> => {
    let waited = 0;
    let wait = FIRST_PAUSE_MS;
    while (!isStopped) {
      const state = ask((store) => store.clean(SLICE_MS));
      if (state === 'done') return true;
      if (state === 'read' && waited >= patienceMs) return false;
      await pause(state === 'more' ? 0 : wait);
      if (state === 'more') continue;
      waited += wait;
      wait = Math.min(LONGEST_PAUSE_MS, wait * 2);
    }
    return false;
  };

  const cleanLater = () => {
    later ??= cleaned(Number.POSITIVE_INFINITY)
      .then(() => undefined, failed)
      .finally(() => {
        later = undefined;
      });
  };

  return {
    async clean() {
      const isClean = await cleaned(PATIENCE_MS);
      if (!isClean) cleanLater();
      return isClean;
    },
    cleanLater,
    async expire() {
      if (isExpiring) return;
      isExpiring = true;
      try {
        while (!isStopped) {
          const ids = ask((store) => store.expire(store.retention(), Date.now(), SLICE_MS));
          if (ids.length > 0) removed(ids);
          // Its size is known only once the space is given back: then it is looked at again.
          else if (!ask((store) => store.isUnclean()) || !(await cleaned(PATIENCE_MS))) break;
          await pause(0);
        }
      } finally {
        isExpiring = false;
      }
    },
    stop() {
      isStopped = true;
      ended.abort();
    },
  };
}
