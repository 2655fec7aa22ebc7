import { AppError } from '#contract/errors';

const SLICE_MS = 8;

/** Gives way to the event loop whenever a slice of 8 ms is used up; throws `cancelled` once `signal` is aborted. */
export function createPace(signal?: AbortSignal): () => Promise<void> {
  let sliceStart = performance.now();
  return async () => {
    if (signal?.aborted) throw new AppError('cancelled', 'The scan was stopped.');
    if (performance.now() - sliceStart < SLICE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    sliceStart = performance.now();
  };
}
