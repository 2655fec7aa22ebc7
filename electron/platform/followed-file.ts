import { type BigIntStats, readFileSync, statSync } from 'node:fs';
import { unlessMissing } from './system-error.ts';

/** What is read again when it changed, without watching: looked at when it is asked for, and not too often. */
export interface FollowedFile<T> {
  read(): T;
}

/** A change counts within this time. */
const LOOK_MS = 250;

/**
 * `parse` gets the text, or undefined when the file is not there; it must not throw. A file that cannot be read is an
 * `Error` to it. `clock` is in milliseconds and only goes forward.
 */
export function followFile<T>(
  path: string,
  parse: (text: string | undefined | Error) => T,
  clock: () => number = () => performance.now(),
): FollowedFile<T> {
  let seen: { mark: string; value: T } | undefined;
  let lookAgain = 0;
  return {
    read() {
      const now = clock();
      if (seen !== undefined && now < lookAgain) return seen.value;
      lookAgain = now + LOOK_MS;
      const mark = markOf(path);
      if (seen?.mark !== mark) seen = { mark, value: parse(textOf(path)) };
      return seen.value;
    },
  };
}

/** Differs whenever the file was replaced or written to. */
function markOf(path: string): string {
  try {
    const stats: BigIntStats | undefined = unlessMissing(() => statSync(path, { bigint: true }));
    return stats === undefined ? 'missing' : `${stats.ino}/${stats.size}/${stats.mtimeNs}/${stats.ctimeNs}`;
  } catch (error) {
    return String(error);
  }
}

function textOf(path: string): string | undefined | Error {
  try {
    return unlessMissing(() => readFileSync(path, 'utf8'));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
