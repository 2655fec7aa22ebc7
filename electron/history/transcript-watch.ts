import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

/** Folders watched at most, the ones that changed last first; the rest is looked at again now and then. */
const MAX_FOLDERS = 2_000;
const SETTLE_MS = 60;

export interface TranscriptWatch {
  /** Replaces what is watched. Returns whether everything is. */
  follow(folders: readonly string[]): boolean;
  close(): void;
}

/**
 * Plain watches on folders, never on trees. Agents only ever append to transcripts, so names are enough; what came
 * together within 60 ms is told together. A folder that cannot be watched is told by `follow`.
 */
export function watchTranscripts(changed: (paths: readonly string[]) => void): TranscriptWatch {
  const watchers = new Map<string, FSWatcher>();
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const note = (path: string) => {
    waiting.add(path);
    timer ??= setTimeout(() => {
      timer = undefined;
      const paths = [...waiting];
      waiting.clear();
      changed(paths);
    }, SETTLE_MS);
  };

  const open = (folder: string): boolean => {
    try {
      const watcher = watch(folder, (_event, name) => note(name === null ? folder : join(folder, name)));
      watcher.on('error', () => {
        watchers.get(folder)?.close();
        watchers.delete(folder);
      });
      watchers.set(folder, watcher);
      return true;
    } catch {
      // No watches left, no rights, or gone: the slow look covers it.
      return false;
    }
  };

  return {
    follow(folders) {
      const wanted = new Set(folders.slice(0, MAX_FOLDERS));
      for (const [folder, watcher] of watchers) {
        if (wanted.has(folder)) continue;
        watcher.close();
        watchers.delete(folder);
      }
      let isWhole = folders.length <= MAX_FOLDERS;
      for (const folder of wanted) if (!watchers.has(folder)) isWhole = open(folder) && isWhole;
      return isWhole;
    },
    close() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}
