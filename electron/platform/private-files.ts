import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { cannotWrite, systemCode, unlessMissing } from './system-error.ts';

/** Makes the folder for this user alone; one that is there keeps its mode. Throws AppError `unavailable`. */
export function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * Makes an empty file for this user alone unless it is there. One that is there is not opened: closing it again
 * would drop the locks this process holds on it (POSIX). Throws AppError `unavailable`.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw cannotWrite(path, error);
  }
}

/** Writes a file for this user alone, by rename, so that half of it never counts. Throws AppError `unavailable`. */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  const half = `${path}.${process.pid}.half`;
  try {
    const descriptor = openSync(half, 'w', 0o600);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(half, path);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

export function isThere(path: string): boolean {
  return existsSync(path);
}

/** Sorted; empty when the folder is not there. */
export function namesIn(folder: string): string[] {
  return (unlessMissing(() => readdirSync(folder)) ?? []).toSorted();
}

/** Does nothing when `from` is not there. Throws AppError `unavailable`. */
export function moveAside(from: string, to: string): void {
  try {
    unlessMissing(() => renameSync(from, to));
  } catch (error) {
    throw cannotWrite(from, error);
  }
}
