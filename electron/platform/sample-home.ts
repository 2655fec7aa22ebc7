import { chmod, cp, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Stands in the sample's files wherever an absolute path of its home belongs. */
const PLACEHOLDER = '/home/sample';

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
  if (!text.includes(PLACEHOLDER)) return;
  // JSON and TOML basic strings both escape a backslash by another.
  const escaped = JSON.stringify(home).slice(1, -1);
  const { mode } = await stat(file);
  await writeFile(file, text.replaceAll(PLACEHOLDER, escaped), { mode });
}
