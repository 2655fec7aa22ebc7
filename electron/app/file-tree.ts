import { type Dirent, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { FILE_TREE_LIMIT, type FileEntry, type FileTree } from '#contract/files';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';

const DEPTH_LIMIT = 32;
/** Entries of a folder that are looked at at all. */
const WIDTH_LIMIT = 20_000;

interface Walk {
  root: string;
  /** `root` with its own links resolved. */
  real: string;
  entries: FileEntry[];
  leftOut: number;
  problems: Problem[];
}

interface Sum {
  size: number;
  files: number;
}

/**
 * What lies below a folder, links not followed, so that no tree is endless. Folders come first, each with what lies in it
 * after it. What is above the limits is counted, not told; never throws for what is on disk.
 */
export function fileTree(root: string): FileTree {
  const stats = lookAt(root);
  const walk: Walk = { root, real: realOf(root), entries: [], leftOut: 0, problems: [] };
  const isFile = stats?.kind === 'file';
  if (isFile) return { root, isFile, size: stats.size, files: 1, entries: [], leftOut: 0, problems: [] };
  if (stats === undefined) walk.problems.push(problem('file-unreadable', 'It is not there.', { file: root }));
  else if (stats.kind === 'other') walk.problems.push(problem('not-a-file', 'It is no folder.', { file: root }));
  const sum = stats?.kind === 'folder' ? walkFolder(walk, '', 0) : { size: 0, files: 0 };
  return { root, isFile, ...sum, entries: walk.entries, leftOut: walk.leftOut, problems: walk.problems };
}

/** Follows the root's own links: a plugin may be a link to its working copy. */
function lookAt(root: string): { kind: 'file' | 'folder' | 'other'; size: number } | undefined {
  try {
    const stats = lstatSync(realpathSync(root));
    return { kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other', size: stats.size };
  } catch {
    return undefined;
  }
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function walkFolder(walk: Walk, path: string, depth: number): Sum & { note?: string } {
  const sum: Sum = { size: 0, files: 0 };
  const folder = join(walk.real, path);
  let listed: Dirent[];
  try {
    listed = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    walk.problems.push(problem('file-unreadable', `It cannot be listed: ${detail}`, { file: join(walk.root, path) }));
    return { ...sum, note: 'It cannot be listed.' };
  }
  const sorted = listed.slice(0, WIDTH_LIMIT).sort(byFolderThenName);
  walk.leftOut += listed.length - sorted.length;
  for (const each of sorted) {
    const below = path === '' ? each.name : `${path}/${each.name}`;
    if (walk.entries.length >= FILE_TREE_LIMIT) walk.leftOut += 1;
    if (each.isDirectory()) {
      const at = walk.entries.length;
      if (at < FILE_TREE_LIMIT) walk.entries.push({ path: below, kind: 'folder' });
      const inside = depth >= DEPTH_LIMIT ? tooDeep : walkFolder(walk, below, depth + 1);
      if (at < FILE_TREE_LIMIT) walk.entries[at] = { path: below, kind: 'folder', ...inside };
      sum.size += inside.size;
      sum.files += inside.files;
      continue;
    }
    const entry = entryOf(walk, below, each);
    if (walk.entries.length < FILE_TREE_LIMIT) walk.entries.push(entry);
    if (entry.kind !== 'file') continue;
    sum.files += 1;
    sum.size += entry.size ?? 0;
  }
  return sum;
}

const tooDeep = { size: 0, files: 0, note: `It is not looked into: deeper than ${DEPTH_LIMIT} folders.` };

function byFolderThenName(a: Dirent, b: Dirent): number {
  const order = Number(b.isDirectory()) - Number(a.isDirectory());
  if (order !== 0) return order;
  return a.name < b.name ? -1 : 1;
}

function entryOf(walk: Walk, path: string, dirent: Dirent): FileEntry {
  const whole = join(walk.real, path);
  try {
    if (dirent.isSymbolicLink())
      return { path, kind: 'link', target: readlinkSync(whole), leadsOut: leadsOut(walk.real, whole) };
    if (!dirent.isFile()) return { path, kind: 'other' };
    const stats = lstatSync(whole);
    return { path, kind: 'file', size: stats.size, ...((stats.mode & 0o111) === 0 ? {} : { isExecutable: true }) };
  } catch {
    return { path, kind: 'other', note: 'It went away or may not be looked at.' };
  }
}

function leadsOut(root: string, link: string): boolean {
  try {
    const way = relative(root, realpathSync(link));
    return way === '..' || way.startsWith(`..${sep}`);
  } catch {
    return true;
  }
}
