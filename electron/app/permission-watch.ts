import { type BigIntStats, statSync } from 'node:fs';
import { join } from 'node:path';
import { unlessMissing } from '#platform/system-error';
import { policyPath } from './policy-file.ts';

/** Three looks at a name each time: the folder may not be there yet, so there is nothing to watch. */
const LOOK_MS = 1_000;

/** Calls when rules, tools or guards were changed by anybody: the command line, a run, another window. Gives its stop. */
export function followPermissions(data: string, changed: () => void, everyMs = LOOK_MS): () => void {
  const paths = [policyPath(data), join(data, 'tools'), join(data, 'guards')];
  const look = () => paths.map(markOf).join(' ');
  let seen = look();
  const timer = setInterval(() => {
    const now = look();
    if (now === seen) return;
    seen = now;
    changed();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** A file that is replaced changes its folder too. */
function markOf(path: string): string {
  try {
    const stats: BigIntStats | undefined = unlessMissing(() => statSync(path, { bigint: true }));
    return stats === undefined ? '-' : `${stats.ino}/${stats.size}/${stats.mtimeNs}`;
  } catch (error) {
    return String(error);
  }
}
