/** Ids count seconds from here, so that they stay small. */
const EPOCH_S = Date.UTC(2020, 0, 1) / 1000;
const PER_SECOND = 64;
/** Clocks that jumped far ahead or behind are held to this span; the row keeps its own time all the same. */
const LAST_S = Date.UTC(2100, 0, 1) / 1000;

/**
 * The smallest id a call that began at `at` (ms since 1970) may have. Ids grow with time, also for calls that are
 * taken in late, so that the full text can be read in the order of ids; seconds times 64 keep its lists short.
 */
export function firstIdAt(at: number): number {
  const seconds = Math.min(LAST_S, Math.max(EPOCH_S, Math.floor((Number.isNaN(at) ? 0 : at) / 1000)));
  return (seconds - EPOCH_S) * PER_SECOND + 1;
}

/** The first free id from there on; `isTaken` is asked for one after the other. */
export function freeIdAt(at: number, isTaken: (id: number) => boolean): number {
  let id = firstIdAt(at);
  while (isTaken(id)) id += 1;
  return id;
}
