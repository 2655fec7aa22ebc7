import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { logBounds, logFiles, logPath, logsFolder, readAbout, unlessGone } from './log-files.ts';

const DAY_MS = 86_400_000;
/** Days that logs are kept, or fewer where the history is kept for fewer. */
const MOST_DAYS = 14;
const LOOK_MS = 6 * 3_600_000;

interface KeptFile {
  path: string;
  created: number;
  size: number;
}

/** Removes what is older than `days` (null: no limit of the history's), and the oldest of what is too much in all. */
export async function sweepLogs(data: string, days: number | null, now: number): Promise<void> {
  const kept: KeptFile[] = [];
  const oldest = now - Math.min(days ?? MOST_DAYS, MOST_DAYS) * DAY_MS;
  for (const folder of await folders(data)) {
    for (const created of await logFiles(folder)) {
      const path = logPath(folder, created);
      const stats = await unlessGone(stat(path));
      if (stats === undefined) continue;
      if (stats.mtimeMs < oldest) await rm(path, { force: true });
      else kept.push({ path, created, size: stats.size });
    }
  }
  let size = 0;
  for (const file of kept.toSorted((a, b) => b.created - a.created)) {
    size += file.size;
    if (size > logBounds.all) await rm(file.path, { force: true });
  }
  for (const folder of await folders(data)) {
    if ((await logFiles(folder)).length === 0) await rm(folder, { recursive: true, force: true });
  }
}

/** Removes every log of a plugin's servers. One that runs begins another. */
export async function removeLogs(data: string, plugin: string): Promise<void> {
  for (const folder of await folders(data)) {
    if ((await readAbout(folder))?.plugin === plugin) await rm(folder, { recursive: true, force: true });
  }
}

/** The plugins and servers of which there is a log. */
export async function loggedServers(data: string): Promise<{ plugin: string; server: string }[]> {
  const all = await Promise.all((await folders(data)).map(readAbout));
  return all.filter((about) => about !== undefined);
}

/** Sweeps now and every few hours until the returned function is called. `days` is asked for each time. */
export function followLogAge(
  data: string,
  days: () => Promise<number | null>,
  log: (message: string) => void,
): () => void {
  let isOver = false;
  const sweep = () => {
    days()
      .then((limit) => (isOver ? undefined : sweepLogs(data, limit, Date.now())))
      .catch((error: unknown) => {
        if (!isOver) log(`Old logs could not be removed: ${error instanceof Error ? error.message : String(error)}`);
      });
  };
  sweep();
  const timer = setInterval(sweep, LOOK_MS).unref();
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

async function folders(data: string): Promise<string[]> {
  const names = await unlessGone(readdir(logsFolder(data)));
  return (names ?? []).filter((name) => /^[0-9a-f]{32}$/.test(name)).map((name) => join(logsFolder(data), name));
}
