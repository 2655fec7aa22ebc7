/** Hits of one search, looked at one after the other. */
export interface TextWalk {
  /** The hit that is to be looked at; undefined at the end. */
  current(): number | undefined;
  pass(): void;
  close(): void;
}

/** Begins to search at the first look. */
export function openWalk(runs: Iterable<readonly number[]>): TextWalk {
  const iterator = runs[Symbol.iterator]();
  let run: readonly number[] = [];
  let at = 0;
  let isOver = false;
  return {
    current() {
      while (at >= run.length && !isOver) {
        const next = iterator.next();
        at = 0;
        run = next.done === true ? [] : next.value;
        isOver = next.done === true;
      }
      return run[at];
    },
    pass() {
      at += 1;
    },
    close: () => void iterator.return?.(),
  };
}
