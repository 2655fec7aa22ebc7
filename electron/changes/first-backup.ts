import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { FileState } from '#platform/file-state';
import { isThere, makePrivateFolder, writePrivateFile } from '#platform/private-files';

/**
 * Keeps the bytes a file had before Gatehouse first wrote to it, in `backups/<hash of its path>/`, with the path
 * beside them; `kept` are those bytes without the values of secrets. Does nothing for a new file or one that has a backup. Throws AppError `unavailable`.
 */
export function keepFirstBackup(dataFolder: string, state: FileState, kept: Uint8Array): void {
  if (state.bytes === null) return;
  const folder = join(dataFolder, 'backups', createHash('sha256').update(state.path).digest('hex').slice(0, 16));
  const backup = join(folder, basename(state.path));
  if (isThere(backup)) return;
  makePrivateFolder(folder);
  writePrivateFile(join(folder, 'path.txt'), `${state.path}\n`);
  writePrivateFile(backup, kept);
}
