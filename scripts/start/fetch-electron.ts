import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronPackage } from './electron-runtime.ts';

export interface FetchLimits {
  /** Given up when nothing was written for so long. */
  stalledMs: number;
  totalMs: number;
  /** Between two looks at how far it is. */
  lookMs: number;
}

const usualLimits: FetchLimits = { stalledMs: 45_000, totalMs: 900_000, lookMs: 2_000 };

/**
 * Runs Electron's own installer, which downloads the runtime, checks it against the checksums in the package and
 * unpacks it. Says how far it is on stderr. Returns why it did not work, or undefined when it did.
 */
export async function fetchElectron(root: string, limits: FetchLimits = usualLimits): Promise<string | undefined> {
  const folder = electronPackage(root);
  // A temporary folder of its own: what grows in it is the download.
  const download = mkdtempSync(join(tmpdir(), 'gatehouse-electron-'));
  console.error("Fetching Electron's runtime, once (about 110 MB) …");
  try {
    const why = await install(folder, download, limits);
    if (why !== undefined) rmSync(join(folder, 'dist'), { recursive: true, force: true });
    return why;
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}

function install(folder: string, download: string, limits: FetchLimits): Promise<string | undefined> {
  const env = { ...process.env, TMPDIR: download, TEMP: download, TMP: download, ELECTRON_GET_NO_PROGRESS: '1' };
  const child = spawn(process.execPath, [join(folder, 'install.js')], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const unwatch = watchProgress([download, join(folder, 'dist')], limits, (why) => {
    complaint = why;
    child.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? undefined : firstLine(complaint) || `it ended with code ${code}`));
  }).finally(unwatch) as Promise<string | undefined>;
}

/** Prints megabytes as they come; calls `giveUp` once when nothing comes for too long. Returns its stop. */
function watchProgress(folders: string[], limits: FetchLimits, giveUp: (why: string) => void): () => void {
  const started = Date.now();
  let last = { bytes: 0, at: started };
  const timer = setInterval(() => {
    const now = Date.now();
    const bytes = folders.reduce((sum, folder) => sum + bytesIn(folder), 0);
    if (bytes !== last.bytes) {
      last = { bytes, at: now };
      console.error(`  ${Math.round(bytes / 1_000_000)} MB after ${Math.round((now - started) / 1000)} s`);
    }
    if (now - last.at >= limits.stalledMs) giveUp(`nothing arrived for ${limits.stalledMs / 1000} s`);
    else if (now - started >= limits.totalMs) giveUp(`not done after ${limits.totalMs / 60_000} minutes`);
  }, limits.lookMs);
  return () => clearInterval(timer);
}

function bytesIn(folder: string): number {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  } catch {
    // It is being moved or unpacked at this moment; the next look tells.
    return 0;
  }
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}
