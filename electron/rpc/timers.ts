/** Runs something later; the returned function forgets it. Handed in, so that tests need not wait. */
export type After = (milliseconds: number, run: () => void) => () => void;

// This room knows neither browser nor Node types; both have these two.
declare const setTimeout: (run: () => void, milliseconds: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;

export const after: After = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};
