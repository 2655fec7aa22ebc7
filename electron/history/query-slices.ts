import { AppError } from '#contract/errors';

/** How long work goes on before others of the same thread get their turn. */
const SLICE_MS = 8;

/** Work in small steps; at a `yield` others may have a turn. */
export type SlicedWork<T> = Generator<void, T, void>;

export interface Slices {
  /** The end of the slice that runs, in ms of `performance.now()`. */
  isOver(): boolean;
  /** Gives others a turn. Throws AppError `cancelled`. */
  next(): Promise<void>;
}

/** Throws AppError `cancelled` when it is so already. */
export function openSlices(signal?: AbortSignal): Slices {
  const check = () => {
    if (signal?.aborted === true) throw new AppError('cancelled', 'The query was cancelled.');
  };
  check();
  let end = performance.now() + SLICE_MS;
  return {
    isOver: () => performance.now() >= end,
    async next() {
      await new Promise((resolve) => setImmediate(resolve));
      check();
      end = performance.now() + SLICE_MS;
    },
  };
}

/** Runs all of it, slice by slice. Throws AppError `cancelled`. */
export async function runSliced<T>(work: SlicedWork<T>, signal?: AbortSignal): Promise<T> {
  const slices = openSlices(signal);
  try {
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      if (slices.isOver()) await slices.next();
    }
  } finally {
    // Ends what the work holds open when it is broken off.
    work.return(undefined as never);
  }
}
