/** Attempts that were refused, in words. */
export interface Attempts {
  add(what: string): void;
  /** Oldest first; a copy. */
  all(): string[];
}

const MOST = 1_000;
const LONGEST = 300;

/** Keeps the first thousand: a server that tries in a loop must not fill this process's memory. */
export function createAttempts(): Attempts {
  const kept: string[] = [];
  return {
    add(what) {
      if (kept.length < MOST) kept.push(what.slice(0, LONGEST));
      else if (kept.length === MOST) kept.push(`More than ${MOST} attempts were refused; the rest are not listed.`);
    },
    all: () => [...kept],
  };
}
