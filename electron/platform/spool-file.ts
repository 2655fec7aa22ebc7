import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateFolder } from './private-files.ts';
import { cannotWrite } from './system-error.ts';

/** A file that lines are added to by one process. What was added survives its kill, and a power cut after `SYNC_MS`. */
export interface SpoolFile {
  /** Adds all of it with one write, or nothing. Throws AppError `unavailable`. */
  append(lines: string): void;
  /** Also brings the last lines to the disk. Any number of times. */
  close(): void;
}

/** A power cut loses at most what came in this time. */
const SYNC_MS = 200;

/** The file is made, for this user alone, when the first lines come. */
export function openSpoolFile(path: string): SpoolFile {
  let descriptor: number | undefined;
  let length = 0;
  let timer: NodeJS.Timeout | undefined;

  const open = (): number => {
    try {
      makePrivateFolder(dirname(path));
      const opened = openSync(path, 'a', 0o600);
      length = fstatSync(opened).size;
      return opened;
    } catch (error) {
      throw cannotWrite(path, error);
    }
  };
  const sync = (): void => {
    timer = undefined;
    // A disk that cannot sync says so at the next write.
    if (descriptor !== undefined) fdatasync(descriptor, () => undefined);
  };

  return {
    append(lines) {
      descriptor ??= open();
      const bytes = Buffer.from(lines);
      try {
        writeAll(descriptor, bytes);
      } catch (error) {
        cutTo(descriptor, length);
        throw cannotWrite(path, error);
      }
      length += bytes.length;
      timer ??= setTimeout(sync, SYNC_MS).unref();
    },
    close() {
      clearTimeout(timer);
      timer = undefined;
      if (descriptor === undefined) return;
      const closing = descriptor;
      descriptor = undefined;
      try {
        fdatasyncSync(closing);
      } catch {
        // What was written is with the system already; nothing more can be done here.
      }
      closeSync(closing);
    },
  };
}

/** Half a line would spoil the one that follows it. */
function cutTo(descriptor: number, length: number): void {
  try {
    ftruncateSync(descriptor, length);
  } catch {
    // The reader of spools passes over half a line.
  }
}

/** Regular files take everything at once but for a disk that is nearly full. */
function writeAll(descriptor: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) {
    const wrote = writeSync(descriptor, bytes, done);
    done += wrote;
  }
}
