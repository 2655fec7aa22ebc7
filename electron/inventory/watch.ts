import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { WatchTarget } from '#agents/agent-module';
import type { Watching } from '#contract/inventory';

/** Waits this long for more events, so that a burst (a temporary file renamed over another) is one change. */
const SETTLE_MS = 20;
/** Only when watching is not possible. */
const RESCAN_MS = 30_000;

export interface FileWatch {
  /** Replaces what is watched. */
  follow(targets: readonly WatchTarget[]): void;
  state(): Watching;
  close(): Promise<void>;
}

export interface FileWatchEvents {
  /** Paths that changed; `undefined` asks for a rescan of everything. */
  changed(paths: readonly string[] | undefined): void;
  stateChanged(state: Watching): void;
}

/**
 * Watches folders, never trees: of each target its folder, and in it only the names that count. A folder is
 * one watch however many targets lie in it, and survives files being replaced by rename.
 */
export async function watchFiles(events: FileWatchEvents): Promise<FileWatch> {
  const { watch } = await import('chokidar');
  let interest = interestIn([]);
  let state: Watching = { mode: 'watching', paths: 0 };
  let pending: Set<string> | undefined;
  let rescan: NodeJS.Timeout | undefined;

  const say = (next: Watching) => {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    events.stateChanged(state);
  };

  const watcher: FSWatcher = watch([], {
    ignoreInitial: true,
    depth: 0,
    persistent: true,
    ignored: (path) => !interest.folders.has(path) && !interest.counts(path),
  });

  watcher.on('all', (_event, path) => {
    if (!interest.counts(path)) return;
    if (pending !== undefined) {
      pending.add(path);
      return;
    }
    pending = new Set([path]);
    setTimeout(() => {
      const paths = [...(pending ?? [])];
      pending = undefined;
      events.changed(paths);
    }, SETTLE_MS);
  });

  watcher.on('error', (error) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const note =
      code === 'ENOSPC' || code === 'EMFILE'
        ? 'The system has no watches left (raise fs.inotify.max_user_watches). Files are read again every 30 seconds instead.'
        : `A folder cannot be watched (${code || 'unknown reason'}). Files are read again every 30 seconds as well.`;
    rescan ??= setInterval(() => events.changed(undefined), RESCAN_MS);
    rescan.unref();
    say({ mode: 'rescanning', paths: interest.folders.size, note });
  });

  return {
    follow(targets) {
      const next = interestIn(targets);
      const added = [...next.folders].filter((folder) => !interest.folders.has(folder));
      const gone = [...interest.folders].filter((folder) => !next.folders.has(folder));
      // A folder that stays but counts new names must be looked at again: chokidar asks `ignored` only once.
      const widened = [...next.folders].filter((f) => interest.folders.has(f) && next.key(f) !== interest.key(f));
      interest = next;
      if (gone.length + widened.length > 0) watcher.unwatch([...gone, ...widened]);
      if (added.length + widened.length > 0) watcher.add([...added, ...widened]);
      say({ ...state, paths: next.folders.size });
    },
    state: () => state,
    async close() {
      clearInterval(rescan);
      await watcher.close();
    },
  };
}

interface Interest {
  folders: ReadonlySet<string>;
  counts(path: string): boolean;
  /** Changes when the names that count in a folder change. */
  key(folder: string): string;
}

const EVERYTHING = '*';

function interestIn(targets: readonly WatchTarget[]): Interest {
  const names = new Map<string, Set<string>>();
  const add = (folder: string, name: string) => {
    const known = names.get(folder) ?? new Set<string>();
    known.add(name);
    names.set(folder, known);
  };
  for (const target of targets) {
    const folder = target.kind === 'file' ? dirname(target.path) : target.path;
    const name = target.kind === 'file' ? basename(target.path) : EVERYTHING;
    addExisting(folder, name, add);
    if (target.kind === 'file') addLinkTarget(target.path, add);
  }
  return {
    folders: new Set(names.keys()),
    counts: (path) => {
      const inFolder = names.get(dirname(path));
      return inFolder !== undefined && (inFolder.has(EVERYTHING) || inFolder.has(basename(path)));
    },
    key: (folder) => [...(names.get(folder) ?? [])].sort().join('\0'),
  };
}

/** A folder that is not there is awaited from the nearest one that is. */
function addExisting(folder: string, name: string, add: (folder: string, name: string) => void): void {
  let at = folder;
  let awaited = name;
  while (!existsSync(at) && dirname(at) !== at) {
    awaited = basename(at);
    at = dirname(at);
  }
  add(at, awaited);
}

/** Dotfile managers link settings files elsewhere: the place they lead to is watched as well. */
function addLinkTarget(path: string, add: (folder: string, name: string) => void): void {
  try {
    const real = realpathSync.native(path);
    if (real !== path) add(dirname(real), basename(real));
  } catch (error) {
    // Not there yet: its folder is watched, so the link will be seen when it comes.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
