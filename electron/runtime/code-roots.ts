import type { posix } from 'node:path';
import type { LaunchFacts } from './resolve-launch.ts';

/** Files that mark the folder of one package. */
const marks = ['package.json', 'pyproject.toml', 'setup.py', 'Cargo.toml', 'go.mod', 'composer.json', 'deno.json'];
/** A package deeper than this below its mark is not that package. */
const MOST_LEVELS = 12;

/**
 * The code of a server that stands alone: of each file its command line names, the nearest folder of a package around it, or
 * the file itself; for a package that was installed, the whole `node_modules` it lies in. Never the home, what contains it, or
 * a folder directly below the root.
 */
export function codeRoots(
  line: readonly string[],
  cwd: string,
  { home, isThere }: Pick<LaunchFacts, 'home' | 'isThere'>,
  path: typeof posix,
): string[] {
  const isTooMuch = (folder: string): boolean => {
    const rest = path.relative(folder, home);
    const containsHome = rest === '' || (!rest.startsWith('..') && !path.isAbsolute(rest));
    return (
      containsHome || path.dirname(folder) === folder || path.dirname(path.dirname(folder)) === path.dirname(folder)
    );
  };
  const rootOf = (file: string): string => {
    // An installed package finds what it depends on beside it.
    const parts = file.split(path.sep);
    const at = parts.indexOf('node_modules');
    if (at > 0) return parts.slice(0, at + 1).join(path.sep);
    let folder = path.dirname(file);
    for (let level = 0; level < MOST_LEVELS && !isTooMuch(folder); level += 1) {
      if (marks.some((mark) => isThere(path.join(folder, mark)))) return folder;
      folder = path.dirname(folder);
    }
    return file;
  };
  const [command, ...args] = line;
  const files = args.filter(looksLikeFile).map((arg) => path.resolve(cwd, arg));
  const named = [...(command === undefined ? [] : [command]), ...files].filter(
    (file) => !isSystem(file) && isThere(file) && !isTooMuch(file),
  );
  return [...new Set(named.map(rootOf))];
}

/** A path, and not an option, an address or a package's name. */
function looksLikeFile(arg: string): boolean {
  return /^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/])/.test(arg) || /^[^-@:]+\.(?:[cm]?[jt]s|py|rb|php|sh|jar|pl)$/.test(arg);
}

/** The cage shows these to every program. */
function isSystem(file: string): boolean {
  return /^\/(?:usr|bin|sbin|lib|lib64|nix|opt\/homebrew)\//.test(file);
}
