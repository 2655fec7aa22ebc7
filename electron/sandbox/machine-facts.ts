import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '#platform/system-error';
import type { FolderEntry } from './hidden-files.ts';

/** Undefined for what is missing, unreadable or linked in a circle. */
export function realpathOf(path: string): string | undefined {
  return unlessRefused(() => realpathSync(path));
}

export function readlinkOf(path: string): string | undefined {
  return unlessRefused(() => (lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined));
}

export function listFolder(folder: string): FolderEntry[] {
  const entries = unlessRefused(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries.map((entry) => ({
    name: entry.name,
    kind: entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : entry.isFile() ? 'file' : 'other',
  }));
}

/** Of programs the cage is built with: only from where the system installs them, never from the user's PATH. */
export function systemProgram(name: string): string | undefined {
  return ['/usr/bin', '/bin', '/usr/sbin', '/run/current-system/sw/bin']
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

const MOST_ENTRIES = 20_000;

/** Megabytes of the files in these folders, the first 20,000 entries. */
export function sizeOf(folders: readonly string[]): number {
  let bytes = 0;
  let left = MOST_ENTRIES;
  const waiting = [...folders];
  for (let folder = waiting.pop(); folder !== undefined && left > 0; folder = waiting.pop()) {
    for (const entry of listFolder(folder)) {
      left -= 1;
      const path = join(folder, entry.name);
      if (entry.kind === 'folder') waiting.push(path);
      else if (entry.kind === 'file') bytes += (unlessRefused(() => statSync(path))?.blocks ?? 0) * 512;
    }
  }
  return bytes / 1024 / 1024;
}

function unlessRefused<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (systemCode(error) !== undefined) return undefined;
    throw error;
  }
}
