import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makePrivateFolder } from '#platform/data-folder';
import type { FileState } from '#platform/file-state';
import { cannotWrite } from '#platform/system-error';

/**
 * Keeps the bytes a file had before Gatehouse first wrote to it, in `backups/<hash of its path>/`, with the path
 * beside them. Does nothing for a new file or one that has a backup. Throws AppError `unavailable`.
 */
export function keepFirstBackup(dataFolder: string, state: FileState): void {
  if (state.bytes === null) return;
  const folder = join(dataFolder, 'backups', createHash('sha256').update(state.path).digest('hex').slice(0, 16));
  const backup = join(folder, basename(state.path));
  if (existsSync(backup)) return;
  makePrivateFolder(folder);
  try {
    writePrivately(join(folder, 'path.txt'), `${state.path}\n`);
    writePrivately(backup, state.bytes);
  } catch (error) {
    throw cannotWrite(backup, error);
  }
}

/** By rename, so that a killed run never leaves half a backup that counts as one. */
function writePrivately(path: string, content: string | Uint8Array): void {
  const half = `${path}.${process.pid}.half`;
  const descriptor = openSync(half, 'w', 0o600);
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(half, path);
}
