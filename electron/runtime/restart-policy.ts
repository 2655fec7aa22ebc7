/** How long is waited before a server that died is started again, in milliseconds; one more death and it stays dead. */
const DELAYS = [200, 500, 1_000, 2_000, 5_000] as const;
/** Deaths longer ago are forgotten. */
const WINDOW_MS = 10 * 60_000;

export interface RestartPolicy {
  /** To be asked at each death: milliseconds to wait, or undefined when it died too often. */
  next(): number | undefined;
}

/** `now` in milliseconds, only going forward. */
export function createRestartPolicy(now: () => number): RestartPolicy {
  let deaths: number[] = [];
  return {
    next() {
      const at = now();
      deaths = [...deaths.filter((each) => at - each < WINDOW_MS), at];
      return DELAYS[deaths.length - 1];
    },
  };
}
