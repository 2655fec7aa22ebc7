import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

const folderMark = 'folder';

/** Every entry below a folder, by its path, with its mode and what it holds: to compare a home with itself. */
export function wholeHome(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(paths.map((path) => [path, contentOf(join(folder, path))]));
}

/** The paths of the files changed, added or taken away between two looks; folders made for them are not named. */
export function changedFiles(before: Record<string, string>, after: Record<string, string>): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  const isFile = (path: string) => !(after[path] ?? before[path] ?? '').startsWith(folderMark);
  return [...paths].filter((path) => before[path] !== after[path] && isFile(path)).sort();
}

function contentOf(path: string): string {
  const stats = lstatSync(path);
  const mode = (stats.mode & 0o7777).toString(8);
  if (stats.isDirectory()) return `${folderMark} ${mode}`;
  if (stats.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  return `${mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}
