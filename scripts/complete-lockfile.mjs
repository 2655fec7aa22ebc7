/**
 * Adds to package-lock.json every optional platform package that npm left out because the registry it asked had no
 * such binary. Without them `npm ci` refuses the lockfile on every system ("Missing: … from lock file").
 *
 *     node scripts/complete-lockfile.mjs           after each npm install
 *     node scripts/complete-lockfile.mjs --check   exit code 1 when something is missing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ version?: string, optional?: boolean, dev?: boolean, resolved?: string, os?: string[], cpu?: string[],
 *   libc?: string[], optionalDependencies?: Record<string, string> }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages keyed by place: `node_modules/a/node_modules/b`
 */

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
/** @type {Record<string, string>} */
const libraries = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/**
 * What a platform package's name says about where it installs: `@oxlint/binding-linux-arm64-musl`.
 * @param {string} name
 * @returns {{ os?: string[], cpu?: string[], libc?: string[] }}
 */
export function platformOf(name) {
  const words = name.slice(name.lastIndexOf('/') + 1).split('-');
  const os = words.find((word) => systems.includes(word));
  const cpu = words.find((word) => processors.includes(word));
  const libc = words.map((word) => libraries[word]).find((word) => word !== undefined);
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(os === 'linux' && libc !== undefined ? { libc: [libc] } : {}),
  };
}

/**
 * Optional packages that are asked for and have no entry where Node would look for them.
 * @param {LockedPackages} packages
 * @returns {{ place: string, name: string, version: string, parent: string }[]}
 */
export function missingPackages(packages) {
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !placesFor(parent, name).some((place) => place in packages))
      .map(([name, version]) => ({ place: `node_modules/${name}`, name, version, parent })),
  );
}

/**
 * @param {LockedPackages} packages
 * @returns {LockedPackages} with the missing ones added and no registry's address in it, in npm's order
 */
export function completed(packages) {
  /** @type {[string, LockedPackage][]} */
  const added = missingPackages(packages).map(({ place, name, version, parent }) => {
    if (platformOf(name).os === undefined && platformOf(name).cpu === undefined) {
      throw new Error(`${parent} asks for ${name}, which is not a platform package by its name. Add it by hand.`);
    }
    const dev = packages[parent]?.dev === true ? { dev: true } : {};
    return [place, { version, ...platformOf(name), ...dev, optional: true }];
  });
  /** @type {[string, LockedPackage][]} */
  const kept = Object.entries(packages).map(([place, entry]) => [place, withoutHost(entry)]);
  return Object.fromEntries([...kept, ...added].sort(([a], [b]) => a.localeCompare(b, 'en')));
}

/** @param {string} parent @param {string} name */
function placesFor(parent, name) {
  const folders = parent === '' ? [] : parent.split('/node_modules/').map((_, index, all) => all.slice(0, index + 1));
  return ['', ...folders.map((parts) => `${parts.join('/node_modules/')}/`)].map((at) => `${at}node_modules/${name}`);
}

/** @param {LockedPackage} entry */
function withoutHost(entry) {
  const { resolved, ...rest } = entry;
  return resolved === undefined || !/^https?:/.test(resolved) ? entry : rest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
  const text = readFileSync(file, 'utf8');
  const lock = JSON.parse(text);
  const missing = missingPackages(lock.packages);
  const next = `${JSON.stringify({ ...lock, packages: completed(lock.packages) }, null, 2)}\n`;
  if (process.argv.includes('--check')) {
    if (next !== text) console.error('package-lock.json is not complete. Run: node scripts/complete-lockfile.mjs');
    process.exitCode = next === text ? 0 : 1;
  } else {
    writeFileSync(file, next);
    console.log(`${missing.length} platform packages added to package-lock.json`);
  }
}
