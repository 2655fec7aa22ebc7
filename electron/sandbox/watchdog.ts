import type { TreeUse } from './process-tree.ts';

export interface Limits {
  memoryMb: number;
  processes: number;
  /** What folders that can be written may grow by. */
  diskMb: number;
}

export interface WatchdogPorts {
  use(): TreeUse;
  /** Megabytes in the writable folders. */
  written(): number;
  /** Ends the whole tree at once. */
  end(): void;
}

/** Half of it on average until a flood is seen; well within the promised two seconds. */
const EVERY_MS = 250;
/** Only after so much was written are the folders measured again. */
const MEASURE_EACH_MB = 64;

/**
 * Looks at the tree every 250 ms, unless told otherwise, and ends it when it uses too much. `over` hears why, once.
 * Returns its stop.
 */
export function startWatchdog(
  limits: Limits,
  ports: WatchdogPorts,
  over: (reason: string) => void,
  everyMs = EVERY_MS,
): () => void {
  let before: number | undefined;
  let measuredAt = 0;
  const timer = setInterval(() => {
    const use = ports.use();
    if (use.processes === 0) {
      // It ended; its number may be another process's soon.
      clearInterval(timer);
      return;
    }
    let grownMb = 0;
    if (use.writtenMb - measuredAt >= MEASURE_EACH_MB) {
      measuredAt = use.writtenMb;
      const now = ports.written();
      // Measuring at the start would make every start slower; so far all that was written counts as growth.
      before ??= now - use.writtenMb;
      grownMb = now - before;
    }
    const reason = tooMuch(limits, use, grownMb);
    if (reason === undefined) return;
    clearInterval(timer);
    ports.end();
    over(reason);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function tooMuch(limits: Limits, use: TreeUse, grownMb: number): string | undefined {
  const ended = (what: string, used: number, limit: number, unit: string): string =>
    `It was ended: ${what} ${Math.round(used)}${unit}, and ${limit}${unit} is the limit.`;
  if (use.processes > limits.processes) return ended('its processes were', use.processes, limits.processes, '');
  if (use.memoryMb > limits.memoryMb) return ended('its memory was', use.memoryMb, limits.memoryMb, ' MB');
  if (grownMb > limits.diskMb) return ended('it wrote', grownMb, limits.diskMb, ' MB');
  return undefined;
}
