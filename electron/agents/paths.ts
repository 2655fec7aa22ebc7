import type { Platform } from './read-port.ts';

/** Path arithmetic for a named system, because agent rooms run the rules of every system on any system. */
export interface Paths {
  join(...parts: string[]): string;
  normalize(path: string): string;
  dirname(path: string): string;
  basename(path: string): string;
  isAbsolute(path: string): boolean;
  /** Whether `path` is `root` or below it, by text after normalising; on win32 and darwin without regard to case. */
  isInside(root: string, path: string): boolean;
  /** Equal as the system compares them: slashes normalised on win32, case ignored on win32 only. */
  isSame(a: string, b: string): boolean;
}

export function pathsFor(platform: Platform): Paths {
  const isWindows = platform === 'win32';
  const separator = isWindows ? '\\' : '/';
  const split = (path: string) => path.split(isWindows ? /[\\/]+/ : /\/+/);

  const rootOf = (path: string): string => {
    if (!isWindows) return path.startsWith('/') ? '/' : '';
    const verbatim = path.startsWith('\\\\?\\') ? path.slice(4) : path;
    const drive = /^[A-Za-z]:[\\/]?/.exec(verbatim)?.[0];
    if (drive !== undefined) return `${drive.slice(0, 2)}\\`;
    const share = /^[\\/]{2}[^\\/]+[\\/]+[^\\/]+/.exec(verbatim)?.[0];
    if (share !== undefined) return `${share.replaceAll('/', '\\')}\\`;
    return /^[\\/]/.test(verbatim) ? '\\' : '';
  };

  const normalize = (path: string): string => {
    const bare = isWindows && path.startsWith('\\\\?\\') ? path.slice(4) : path;
    const root = rootOf(bare);
    const rest = root === '' ? bare : bare.slice(Math.min(bare.length, root.length));
    const parts: string[] = [];
    for (const part of split(rest)) {
      if (part === '' || part === '.') continue;
      if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
      else if (part !== '..' || root === '') parts.push(part);
    }
    return root + parts.join(separator) || '.';
  };

  const comparable = (path: string, ignoreCase: boolean) =>
    ignoreCase ? normalize(path).toLowerCase() : normalize(path);

  return {
    join: (...parts) => normalize(parts.filter((part) => part !== '').join(separator)),
    normalize,
    dirname: (path) => {
      const normal = normalize(path);
      const root = rootOf(normal);
      const at = normal.lastIndexOf(separator);
      if (at < root.length) return root || '.';
      return normal.slice(0, at);
    },
    basename: (path) =>
      split(normalize(path))
        .filter((part) => part !== '')
        .at(-1) ?? '',
    isAbsolute: (path) => rootOf(path) !== '' && rootOf(path) !== (isWindows ? '\\' : ''),
    isInside: (root, path) => {
      const ignoreCase = platform !== 'linux';
      const outer = comparable(root, ignoreCase);
      const inner = comparable(path, ignoreCase);
      return inner === outer || inner.startsWith(outer.endsWith(separator) ? outer : outer + separator);
    },
    isSame: (a, b) => comparable(a, isWindows) === comparable(b, isWindows),
  };
}
