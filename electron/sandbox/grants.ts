import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import { isWithin, type Mount } from './mounts.ts';

/** What deciding on grants may ask of the machine. */
export interface GrantFacts {
  /** Every link resolved; undefined when there is nothing. */
  realpath(path: string): string | undefined;
  /** The user's home, real path. */
  home: string;
  /** Gatehouse's own data folder, real path: whoever writes there gives permissions. */
  ownData: string;
  /** Part of `ownData` that may be read: prepared packages. */
  prepared: string;
}

export interface Granted {
  mounts: Mount[];
  /** A sentence each. */
  notGranted: string[];
}

/** The kernel's and the running services' folders; sockets and other processes are found there. */
const neverGranted = ['/proc', '/sys', '/dev', '/run', '/var/run', '/boot'];

interface Wish {
  path: string;
  kind: 'read' | 'write';
  what: string;
  /**
   * From a profile, so resolved before, or in a folder the server may write to: a link there now was put there by
   * somebody else.
   */
  isResolved: boolean;
}

/**
 * Turns wishes into mounts. Not granted are the home, the root and what contains them, the kernel's folders,
 * Gatehouse's own data, and paths of a profile that have become links since. What is missing is left out.
 */
export function decideGrants(launch: LaunchDescription, profile: Profile, facts: GrantFacts): Granted {
  const granted: Granted = { mounts: [], notGranted: [] };
  for (const wish of wishesOf(launch, profile)) {
    const real = facts.realpath(wish.path);
    const refusal = real === undefined ? `${wish.path} is not there` : whyNot(wish, real, facts);
    if (refusal !== undefined) granted.notGranted.push(`${wish.what} was not granted: ${refusal}.`);
    else if (real !== undefined) granted.mounts.push(...mountsOf(wish, real));
  }
  if (granted.mounts.some(({ path }) => isWithin(path, facts.ownData))) {
    granted.mounts.push({ kind: 'empty-folder', path: facts.ownData });
  }
  return granted;
}

function wishesOf(launch: LaunchDescription, profile: Profile): Wish[] {
  const own = (path: string | undefined, kind: Wish['kind'], what: string): Wish[] =>
    path === undefined ? [] : [{ path, kind, what, isResolved: isInWritable(path, launch, profile) }];
  return [
    ...launch.roots.flatMap((path) => own(path, 'read', `Reading its code in ${path}`)),
    ...own(launch.project, 'read', `Reading the project ${launch.project}`),
    ...own(launch.dataFolder, 'write', `Its data folder ${launch.dataFolder}`),
    ...profile.read.map((path): Wish => ({ path, kind: 'read', what: `Reading ${path}`, isResolved: true })),
    ...profile.write.map((path): Wish => ({ path, kind: 'write', what: `Writing ${path}`, isResolved: true })),
  ];
}

/** The server itself decides what is below the folders it may write to. */
export function isInWritable(path: string, { dataFolder }: LaunchDescription, profile: Profile): boolean {
  const folders = dataFolder === undefined ? profile.write : [dataFolder, ...profile.write];
  return folders.some((folder) => folder !== path && isWithin(folder, path));
}

/** Undefined when nothing speaks against it. */
function whyNot(wish: Wish, real: string, facts: GrantFacts): string | undefined {
  if (wish.isResolved && real !== wish.path) return `it has become a link to ${real}`;
  for (const path of [wish.path, real]) {
    if (isWithin(path, '/')) return 'the root of all files is more than one server needs';
    if (isWithin(path, facts.home)) return 'the home folder is more than one server needs; grant a folder in it';
    const kernel = neverGranted.find((folder) => isWithin(folder, path));
    if (kernel !== undefined) return `${kernel} belongs to the system`;
    if (!isWithin(path, facts.ownData) && !isWithin(facts.ownData, path)) continue;
    if (wish.kind === 'write') return "it holds Gatehouse's own permissions";
    if (isWithin(facts.ownData, path) && !isWithin(facts.prepared, path)) return "it is Gatehouse's own";
  }
  return undefined;
}

/** A linked folder is there under both names, because programs resolve their own. */
function mountsOf({ path, kind }: Wish, real: string): Mount[] {
  const mount: Mount = { kind, path: real };
  return real === path ? [mount] : [mount, { kind, path, from: real }];
}
