import { basename, dirname } from 'node:path';
import { isWithin } from './mounts.ts';

/**
 * What has to be readable for a program to start, besides the system's folders: the file under both its names, and
 * for one in `<prefix>/bin` the prefix, where interpreters keep their libraries. A prefix that is the home or a folder
 * directly in it (`~/.local`, `~/.cargo`) holds other things too and is not taken.
 */
export function interpreterPaths(command: string, real: string, home: string): string[] {
  const files = command === real ? [real] : [command, real];
  const prefix = dirname(dirname(real));
  const isOwnTree = basename(dirname(real)) === 'bin' && dirname(prefix) !== home && !isWithin(prefix, home);
  return isOwnTree && prefix !== '/' ? [...files, prefix] : files;
}
