import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

export interface FolderWatches {
  /** Opens what is new and closes what is gone. Returns what was opened, for the first time or again. */
  follow(folders: ReadonlySet<string>): ReadonlySet<string>;
  close(): void;
}

export interface FolderWatchEvents {
  /** Something happened under this path. */
  seen(path: string): void;
  /** Something happened in this folder, and the system did not say to which name; or the folder itself went. */
  seenSomewhere(folder: string): void;
  failed(error: Error): void;
}

/**
 * One plain watch a folder. Packages are many and their folders small: this costs a hundredth of what a
 * watcher that knows every entry costs (docs/decisions/0005), and a change in one is read again anyway.
 */
export function watchFolders(events: FolderWatchEvents): FolderWatches {
  const open = new Map<string, FSWatcher>();

  const shut = (folder: string) => {
    open.get(folder)?.close();
    open.delete(folder);
  };

  const happened = (folder: string, name: string | null) => {
    if (existsSync(folder) && name !== null) {
      events.seen(join(folder, name));
      return;
    }
    // A folder that comes back is another one: it is opened again with the next scan.
    if (!existsSync(folder)) shut(folder);
    events.seenSomewhere(folder);
  };

  const start = (folder: string) => {
    try {
      const watcher = watch(folder, (_event, name) => happened(folder, name));
      watcher.on('error', (error) => {
        shut(folder);
        if (existsSync(folder)) events.failed(error);
        else events.seenSomewhere(folder);
      });
      open.set(folder, watcher);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // It may have gone since it was listed.
      if (existsSync(folder)) events.failed(error);
      else events.seenSomewhere(folder);
    }
  };

  return {
    follow(folders) {
      for (const folder of [...open.keys()]) if (!folders.has(folder)) shut(folder);
      const opened = [...folders].filter((folder) => !open.has(folder));
      for (const folder of opened) start(folder);
      return new Set(opened);
    },
    close() {
      for (const folder of [...open.keys()]) shut(folder);
    },
  };
}
