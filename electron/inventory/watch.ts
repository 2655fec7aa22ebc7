import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { WatchTarget } from '#agents/agent-module';
import type { Watching } from '#contract/inventory';
import { watchFolders } from './folder-watches.ts';
import { createWatchPlaces, everything, type WatchPlaces } from './watch-places.ts';

/** Waits this long for more events, so that a burst (a temporary file renamed over another) is one change. */
const SETTLE_MS = 20;
/** Only when watching is not possible. */
const RESCAN_MS = 30_000;
/** A folder on a dead network share must not hold up the rest. */
const READY_LIMIT_MS = 5_000;
/** Folders chokidar opens together: it lists each one, and memory once taken for many lists stays taken. */
const OPENED_AT_ONCE = 50;

export interface FileWatch {
  /**
   * Replaces what is watched. What changed between `since` (ms since 1970, when the scan that named the
   * targets began) and the moment watching began is reported like any other change.
   */
  follow(targets: readonly WatchTarget[], since: number): Promise<void>;
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
 * one watch however many targets lie in it, and survives files being replaced by rename. chokidar watches what
 * decides (settings, records, marketplaces, the cache); the many folders inside packages get a plain watch each.
 */
export async function watchFiles(events: FileWatchEvents): Promise<FileWatch> {
  const { watch } = await import('chokidar');
  const watchers = new Map<FSWatcher, string[]>();
  const places = createWatchPlaces();
  let interest = interestIn([], places);
  let state: Watching = { mode: 'watching', paths: 0 };
  let pending: Set<string> | undefined;
  let rescan: NodeJS.Timeout | undefined;

  const say = (next: Watching) => {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    events.stateChanged(state);
  };

  const note = (path: string) => {
    if (!interest.counts(path)) return;
    if (pending !== undefined) {
      pending.add(path);
      return;
    }
    pending = new Set([path]);
    setTimeout(() => {
      const paths = [...(pending ?? [])];
      pending = undefined;
      for (const each of paths) places.forget(each);
      events.changed(paths);
    }, SETTLE_MS);
  };

  const degrade = (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const why =
      code === 'ENOSPC' || code === 'EMFILE'
        ? 'The system has no watches left (raise fs.inotify.max_user_watches). Files are read again every 30 seconds instead.'
        : `A folder cannot be watched (${code}). Files are read again every 30 seconds as well.`;
    rescan ??= setInterval(() => {
      places.forgetAll();
      events.changed(undefined);
    }, RESCAN_MS);
    rescan.unref();
    say({ mode: 'rescanning', paths: interest.folders.size, note: why });
  };

  /** chokidar says `ready` once in a watcher's life, so each addition is a watcher of its own. */
  const open = async (folders: string[]) => {
    const watcher = watch(folders, {
      ignoreInitial: true,
      depth: 0,
      ignored: (path) => !interest.deciding.has(path) && !interest.counts(path),
    });
    watchers.set(watcher, folders);
    watcher.on('all', (_event, path) => note(path));
    watcher.on('error', degrade);
    await new Promise<void>((resolve) => {
      watcher.once('ready', () => resolve());
      setTimeout(resolve, READY_LIMIT_MS).unref();
    });
  };

  const packages = watchFolders({
    seen: note,
    seenSomewhere: (folder) => {
      for (const path of interest.pathsIn(folder)) note(path);
    },
    failed: degrade,
  });

  const drop = (gone: ReadonlySet<string>) => {
    for (const [watcher, folders] of watchers) {
      const left = folders.filter((folder) => !gone.has(folder));
      if (left.length === folders.length) continue;
      watcher.unwatch(folders.filter((folder) => gone.has(folder)));
      watchers.set(watcher, left);
      if (left.length === 0) {
        watchers.delete(watcher);
        void watcher.close();
      }
    }
  };

  return {
    async follow(targets, since) {
      const before = interest;
      interest = interestIn(targets, places);
      const isNew = (folder: string) => interest.key(folder) !== before.key(folder);
      const inPackages = [...interest.folders].filter((folder) => !interest.deciding.has(folder));
      const opened = packages.follow(new Set(inPackages));
      drop(new Set([...before.deciding].filter((folder) => isNew(folder) || !interest.deciding.has(folder))));
      const added = [...interest.deciding].filter((folder) => isNew(folder) || !before.deciding.has(folder));
      for (let at = 0; at < added.length; at += OPENED_AT_ONCE) await open(added.slice(at, at + OPENED_AT_ONCE));
      // What was watched before the scan began has reported itself.
      const isOpened = (folder: string) => isNew(folder) || opened.has(folder);
      const fresh = targets.filter((target) => places.of(target).some(({ folder }) => isOpened(folder)));
      for (const path of changedSince(fresh, since)) note(path);
      say({ ...state, paths: interest.folders.size });
    },
    state: () => state,
    async close() {
      clearInterval(rescan);
      packages.close();
      await Promise.all([...watchers.keys()].map((watcher) => watcher.close()));
    },
  };
}

/** File systems stamp with a clock that may lag behind ours by a tick. */
const CLOCK_LAG_MS = 20;

/** Targets that are younger than `since`, and absent ones in a folder that is. */
function changedSince(targets: readonly WatchTarget[], since: number): string[] {
  const isYoung = (path: string) => {
    const changedAt = changeTime(path);
    return changedAt === undefined ? undefined : changedAt >= since - CLOCK_LAG_MS;
  };
  return targets.map((target) => target.path).filter((path) => isYoung(path) ?? isYoung(dirname(path)));
}

/** In ms since 1970; undefined for what is not there or may not be looked at: then its folder tells. */
function changeTime(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return undefined;
  }
}

interface Interest {
  folders: ReadonlySet<string>;
  /** Those that hold more than the inside of a package. */
  deciding: ReadonlySet<string>;
  /** What counts in a folder, as paths. */
  pathsIn(folder: string): string[];
  counts(path: string): boolean;
  /** Changes when the names that count in a folder change. */
  key(folder: string): string;
}

function interestIn(targets: readonly WatchTarget[], places: WatchPlaces): Interest {
  const names = new Map<string, Set<string>>();
  const deciding = new Set<string>();
  for (const target of targets) {
    for (const { folder, name } of places.of(target)) {
      if (target.root === undefined) deciding.add(folder);
      const known = names.get(folder) ?? new Set<string>();
      known.add(name);
      names.set(folder, known);
    }
  }
  return {
    folders: new Set(names.keys()),
    deciding,
    pathsIn: (folder) =>
      [...(names.get(folder) ?? [])].map((name) => (name === everything ? folder : join(folder, name))),
    counts: (path) => {
      const inFolder = names.get(dirname(path));
      if (names.get(path)?.has(everything)) return true;
      return inFolder !== undefined && (inFolder.has(everything) || inFolder.has(basename(path)));
    },
    key: (folder) => [...(names.get(folder) ?? [])].sort().join('\0'),
  };
}
