import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A download of Electron's runtime that did not work, kept so that the next start does not wait for it again. */
export interface FailedFetch {
  electron: string;
  /** ISO 8601. */
  at: string;
  why: string;
}

/** The failure remembered for this version of Electron. It is forgotten with node_modules and by a fetch that works. */
export function failedFetch(root: string, electron: string): FailedFetch | undefined {
  if (!existsSync(fileIn(root))) return undefined;
  const failure = JSON.parse(readFileSync(fileIn(root), 'utf8')) as FailedFetch;
  return failure.electron === electron ? failure : undefined;
}

export function rememberFailure(root: string, failure: FailedFetch): void {
  mkdirSync(dirname(fileIn(root)), { recursive: true });
  writeFileSync(fileIn(root), `${JSON.stringify(failure)}\n`);
}

export function forgetFailure(root: string): void {
  rmSync(fileIn(root), { force: true });
}

function fileIn(root: string): string {
  return join(root, 'node_modules', '.cache', 'gatehouse', 'electron-fetch.json');
}
