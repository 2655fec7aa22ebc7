import type { FileEntry, FileTree } from '#contract/files';

/** One line of the tree as it is drawn. */
export interface TreeLine {
  /** Absolute, as in the page's address. */
  file: string;
  name: string;
  entry: FileEntry;
  /** 1-based. */
  level: number;
  place: number;
  siblings: number;
  isOpen: boolean;
}

/** Trees of so few entries are shown open. */
const SMALL = 30;

/** Folders that stand open at first: all of a small tree, none of a large one. */
export function firstOpen(trees: readonly FileTree[]): ReadonlySet<string> {
  return new Set(
    trees
      .filter(({ entries }) => entries.length <= SMALL)
      .flatMap(({ root, entries }) =>
        entries.flatMap(({ kind, path }) => (kind === 'folder' ? [`${root}/${path}`] : [])),
      ),
  );
}

/**
 * The lines of all trees. A single folder is told by its contents alone; of several each has a line of its own, and what is
 * one file is that file.
 */
export function linesOf(trees: readonly FileTree[], open: ReadonlySet<string>, query: string): TreeLine[] {
  const [only] = trees;
  if (trees.length === 1 && only !== undefined && !only.isFile) return treeLines(only, open, query);
  return trees.flatMap((tree, index) => {
    const { root, isFile, size, files } = tree;
    const lines = isFile ? [] : treeLines(tree, open, query);
    const isNamed = root.toLowerCase().includes(query.trim().toLowerCase());
    if (lines.length === 0 && !isNamed) return [];
    const isOpen = !isFile && (query !== '' || !open.has(shutRoot(root)));
    const entry: FileEntry = { path: '', kind: isFile ? 'file' : 'folder', size, ...(isFile ? {} : { files }) };
    const first: TreeLine = {
      ...{ file: root, name: root, entry, level: 1, isOpen },
      place: index + 1,
      siblings: trees.length,
    };
    return [first, ...(isOpen ? lines.map((line) => ({ ...line, level: line.level + 1 })) : [])];
  });
}

/** Folders of several are open unless this is among the open ones: a name no path has. */
function shutRoot(root: string): string {
  return `${root}\0`;
}

/** Opens a folder that is shut, and shuts one that is open. */
export function toggled(open: ReadonlySet<string>, { file, entry }: TreeLine): ReadonlySet<string> {
  const name = entry.path === '' ? shutRoot(file) : file;
  const next = new Set(open);
  if (!next.delete(name)) next.add(name);
  return next;
}

/** Where a key of a tree leads from the line `at`; 'press': it opens or shuts the folder; undefined: it is no key of a tree. */
export function treeMove(lines: readonly TreeLine[], at: number, key: string): number | 'press' | undefined {
  const line = lines[at];
  if (line === undefined) return undefined;
  if (key === 'ArrowDown') return Math.min(lines.length - 1, at + 1);
  if (key === 'ArrowUp') return Math.max(0, at - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return lines.length - 1;
  if (key === 'ArrowRight' && line.entry.kind === 'folder') {
    if (!line.isOpen) return 'press';
    return (lines[at + 1]?.level ?? 0) > line.level ? at + 1 : at;
  }
  if (key === 'ArrowRight') return at;
  if (key !== 'ArrowLeft') return undefined;
  if (line.entry.kind === 'folder' && line.isOpen) return 'press';
  for (let above = at - 1; above >= 0; above -= 1) if ((lines[above]?.level ?? 0) < line.level) return above;
  return at;
}

/** The lines of one tree: what lies in a folder follows it when it is open. With `query` only what is named so, with its folders. */
function treeLines({ root, entries }: FileTree, open: ReadonlySet<string>, query: string): TreeLine[] {
  const sought = query.trim().toLowerCase();
  const wanted = sought === '' ? undefined : wantedPaths(entries, sought);
  const shown = entries.filter(({ path }) => {
    if (wanted !== undefined) return wanted.has(path);
    return foldersOf(path).every((folder) => open.has(`${root}/${folder}`));
  });
  const groups = new Map<string, string[]>();
  for (const { path } of shown) groups.set(parentOf(path), [...(groups.get(parentOf(path)) ?? []), path]);
  const places = new Map(
    [...groups.values()].flatMap((paths) => paths.map((path, index) => [path, index + 1] as const)),
  );
  return shown.map((entry) => {
    const names = entry.path.split('/');
    return {
      ...{ file: `${root}/${entry.path}`, name: names.at(-1) ?? '', entry, level: names.length },
      ...{ place: places.get(entry.path) ?? 1, siblings: groups.get(parentOf(entry.path))?.length ?? 1 },
      isOpen: entry.kind === 'folder' && (wanted !== undefined || open.has(`${root}/${entry.path}`)),
    };
  });
}

function wantedPaths(entries: readonly FileEntry[], sought: string): Set<string> {
  const wanted = new Set<string>();
  for (const { path } of entries) {
    if (!path.toLowerCase().includes(sought)) continue;
    wanted.add(path);
    for (const folder of foldersOf(path)) wanted.add(folder);
  }
  return wanted;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

/** Which tree an absolute path of the address lies in, and where in it; undefined when it is in none. */
export function placeIn(trees: readonly FileTree[], file: string | null): { root: string; path: string } | undefined {
  if (file === null) return undefined;
  for (const { root, isFile } of trees) {
    if (isFile && file === root) return { root, path: '' };
    if (!isFile && file.startsWith(`${root}/`)) return { root, path: file.slice(root.length + 1) };
  }
  return undefined;
}
