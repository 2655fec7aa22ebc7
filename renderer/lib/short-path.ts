/** A path cut in two: the head may be shortened, the tail (the last name, with its line) never is. */
export interface SplitPath {
  head: string;
  tail: string;
}

/** Inside the project: relative to it. Inside the home: from `~`. Else as it is. Works on both slashes. */
export function shortPath(path: string, home: string, project?: string | null): string {
  const inProject = project ? below(path, project) : undefined;
  if (inProject !== undefined && inProject !== '') return inProject;
  const inHome = below(path, home);
  if (inHome === undefined) return path;
  return inHome === '' ? '~' : `~${separatorOf(home)}${inHome}`;
}

export function splitPath(path: string, line?: number): SplitPath {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const suffix = line === undefined ? '' : `:${line}`;
  return cut <= 0 ? { head: '', tail: path + suffix } : { head: path.slice(0, cut), tail: path.slice(cut) + suffix };
}

function below(path: string, folder: string): string | undefined {
  const root = folder.replace(/[/\\]+$/, '');
  if (root === '') return undefined;
  if (path === root) return '';
  return path.startsWith(root) && /[/\\]/.test(path.charAt(root.length)) ? path.slice(root.length + 1) : undefined;
}

function separatorOf(path: string): string {
  return path.includes('\\') ? '\\' : '/';
}
