import { basename, dirname } from 'node:path';
import { isWithin } from './mounts.ts';

/** So near to the home, a folder with a `bin` holds other things too: `~/.local`, `~/.cargo`, `~/.local/share`. */
const NEAR_HOME = 2;

/**
 * What has to be readable for a program to start, besides the system's folders: the file under both its names, and
 * for one in `<prefix>/bin` the prefix, where interpreters keep their libraries. A prefix at the top of the tree, one
 * that is a home, or one near the home is not taken, unless `isEnvironment` says that it is a virtual environment.
 */
export function interpreterPaths(
  command: string,
  real: string,
  home: string,
  isEnvironment: (prefix: string) => boolean,
): string[] {
  const names = [...new Set([command, real])];
  const isOwnTree = (prefix: string): boolean => {
    if (isWithin(prefix, home) || ['/', '/home', '/Users'].includes(dirname(prefix))) return false;
    const depth = isWithin(home, prefix) ? prefix.split('/').length - home.split('/').length : Infinity;
    return depth > NEAR_HOME || isEnvironment(prefix);
  };
  const prefixes = names
    .filter((file) => basename(dirname(file)) === 'bin')
    .map((file) => dirname(dirname(file)))
    .filter(isOwnTree);
  return [...names, ...new Set(prefixes)];
}
