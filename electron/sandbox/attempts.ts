/** What would have to be granted for an attempt to succeed. */
export interface Wish {
  kind: 'read' | 'write' | 'host';
  /** A path, or a host as profiles name them. */
  what: string;
}

/** Attempts that were refused. */
export interface Attempts {
  /** In words, and with the wish where granting can help. */
  add(words: string, wish?: Wish): void;
  /** Words, oldest first; a copy. */
  all(): string[];
  /** Each once. */
  wishes(): Wish[];
}

const MOST = 1_000;
const LONGEST = 300;

/** Keeps the first thousand: a server that tries in a loop must not fill this process's memory. */
export function createAttempts(): Attempts {
  const kept: string[] = [];
  const wishes = new Map<string, Wish>();
  return {
    add(words, wish) {
      if (kept.length < MOST) kept.push(words.slice(0, LONGEST));
      else if (kept.length === MOST) kept.push(`More than ${MOST} attempts were refused; the rest are not listed.`);
      if (wish !== undefined && wishes.size < MOST) wishes.set(`${wish.kind} ${wish.what}`, wish);
    },
    all: () => [...kept],
    wishes: () => [...wishes.values()],
  };
}
