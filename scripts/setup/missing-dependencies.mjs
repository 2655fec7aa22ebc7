import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Why the dependencies have to be installed, or undefined when what npm put down is what package-lock.json asks for.
 * npm writes node_modules/.package-lock.json at the end of an installation and at no other time.
 * @param {string} root
 * @returns {string | undefined}
 */
export function missingDependencies(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'nothing is installed yet';
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(installedFile);
  const stale = Object.entries(wanted).find(
    ([place, entry]) => place !== '' && entry.optional !== true && installed[place]?.version !== entry.version,
  );
  if (stale !== undefined) return `${stale[0]} is not the version of package-lock.json`;
  const changed = Object.entries(installed).find(([place, { version }]) => wanted[place]?.version !== version);
  return changed === undefined ? undefined : `${changed[0]} is no longer what package-lock.json asks for`;
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }>} */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}
