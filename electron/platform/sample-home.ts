import { chmod, cp, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

/** Stands in the sample's files wherever an absolute path of its home belongs. */
const PLACEHOLDER = '/home/sample';
const placedPath = new RegExp(`${PLACEHOLDER}(?![\\w-])([^"'\\s]*)`, 'g');

export interface SampleCopy {
  home: string;
  /** Absolute folders of the projects in it. */
  projects: string[];
  remove(): Promise<void>;
}

/**
 * Copies the sample home to a temporary folder only this user can open, and writes the copy's own place into
 * its files. Nothing of the user's real home is read or touched.
 */
export async function copySampleHome(resourcesDir: string): Promise<SampleCopy> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'gatehouse-sample-')));
  await chmod(home, 0o700);
  await cp(join(resourcesDir, 'sample-home'), home, { recursive: true });
  await rewriteBelow(home, home);
  await renameTranscripts(join(home, '.claude', 'projects'), home);
  const work = join(home, 'work');
  const names = await readdir(work);
  return {
    home,
    projects: names.map((name) => join(work, name)),
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function rewriteBelow(folder: string, home: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await rewriteBelow(path, home);
    else if (/\.(json|jsonl|toml)$/.test(entry.name)) await rewrite(path, home);
  }
}

async function rewrite(file: string, home: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const placed = placeHome(text, home, sep);
  if (placed === text) return;
  const { mode } = await stat(file);
  await writeFile(file, placed, { mode });
}

/** JSON or TOML text with `home` in place of the placeholder, its paths spelled as this system spells them. */
export function placeHome(text: string, home: string, separator: string): string {
  // JSON and TOML basic strings both escape a backslash by another.
  return text.replace(placedPath, (_, rest: string) =>
    JSON.stringify(home + rest.replaceAll('/', separator)).slice(1, -1),
  );
}

/** Claude Code keeps the sessions of a project in a folder named by its path, every other character than [A-Za-z0-9] a dash. */
async function renameTranscripts(folder: string, home: string): Promise<void> {
  const named = (path: string) => path.replaceAll(/[^A-Za-z0-9]/g, '-');
  const before = named(PLACEHOLDER);
  for (const name of await readdir(folder)) {
    if (name.startsWith(before))
      await rename(join(folder, name), join(folder, named(home) + name.slice(before.length)));
  }
}
