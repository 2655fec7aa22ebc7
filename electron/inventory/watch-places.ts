import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { WatchTarget } from '#agents/agent-module';

/** A name that counts in a folder. */
export interface Place {
  folder: string;
  name: string;
}

/** As a name: whatever is in the folder. */
export const everything = '*';

export interface WatchPlaces {
  /** Where a target is to be seen: in its folder, and in that of what it links to. */
  of(target: WatchTarget): readonly Place[];
  /** Something happened at this path: what is known at or below it is looked up again. */
  forget(path: string): void;
  forgetAll(): void;
}

/**
 * Remembers where targets inside packages are to be seen: ten thousand packages have some forty thousand of them, and each
 * costs two looks at the disk. Those that decide are few and are looked up each time.
 */
export function createWatchPlaces(): WatchPlaces {
  const known = new Map<string, readonly Place[]>();
  return {
    of(target) {
      if (target.root === undefined) return placesOf(target);
      const key = `${target.kind}:${target.path}`;
      const places = known.get(key) ?? placesOf(target);
      known.set(key, places);
      return places;
    },
    forget(path) {
      for (const key of known.keys()) if (key.startsWith(path, key.indexOf(':') + 1)) known.delete(key);
    },
    forgetAll: () => known.clear(),
  };
}

function placesOf(target: WatchTarget): Place[] {
  if (target.kind === 'entries') return [existing(target.path, everything)];
  const place = existing(dirname(target.path), basename(target.path));
  const linked = linkTarget(target.path);
  return linked === undefined ? [place] : [place, linked];
}

/** A folder that is not there is awaited from the nearest one that is. */
function existing(folder: string, name: string): Place {
  let at = folder;
  let awaited = name;
  while (!existsSync(at) && dirname(at) !== at) {
    awaited = basename(at);
    at = dirname(at);
  }
  return { folder: at, name: awaited };
}

/** Dotfile managers link settings files elsewhere: the place they lead to is watched as well. */
function linkTarget(path: string): Place | undefined {
  try {
    const real = realpathSync.native(path);
    return real === path ? undefined : { folder: dirname(real), name: basename(real) };
  } catch (error) {
    // Not there yet: its folder is watched, so the link will be seen when it comes.
    if (!(error instanceof Error && 'code' in error)) throw error;
    return undefined;
  }
}
