/**
 * One thing the cage's file tree has. Later ones lie over earlier ones; what no entry names is not there. `read`,
 * `write` and `tmp` are at the given path, and come from `from` when that is named.
 */
export type Mount =
  | { kind: 'read' | 'write'; path: string; from?: string }
  /** An own empty folder that ends with the cage; at most `megabytes` can be put there. */
  | { kind: 'tmp'; path: string; megabytes: number }
  | { kind: 'link'; path: string; target: string }
  /** Nothing of the file or folder below can be read. */
  | { kind: 'empty-file' | 'empty-folder'; path: string };

/** True for the folder itself and everything below it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}

/** Folders before what lies in them, and at one path the looser before the stricter, so that nothing hides a mask. */
export function inOrder(mounts: readonly Mount[]): Mount[] {
  return mounts.toSorted((a, b) => depth(a.path) - depth(b.path) || rank(a) - rank(b));
}

function depth(path: string): number {
  return path.split('/').length;
}

function rank(mount: Mount): number {
  return ['tmp', 'link', 'read', 'write', 'empty-folder', 'empty-file'].indexOf(mount.kind);
}
