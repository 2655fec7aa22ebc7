import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { electronPackage, electronRuntime } from './electron-runtime.ts';
import { failedFetch, forgetFailure, rememberFailure } from './failed-fetch.ts';
import { type FetchLimits, fetchElectron } from './fetch-electron.ts';
import { type Surroundings, surroundings, windowObstacle } from './window-obstacle.ts';

/** Electron's executable, ready to open a window, or why there will be none. */
export type ReadyElectron = { electron: string } | { why: string };

export interface ReadyOptions {
  /** Fetch again although it failed before. */
  isRetry: boolean;
  limits?: FetchLimits;
  around?: Surroundings;
}

/** Looks at what costs nothing first: nothing is downloaded where no window could open anyway. */
export async function readyElectron(root: string, options: ReadyOptions): Promise<ReadyElectron> {
  const here = electronRuntime(root, process.env, process.platform);
  const obstacle = windowObstacle(options.around ?? surroundings(here));
  if (obstacle !== undefined) return { why: obstacle };
  return here === undefined ? fetched(root, options) : { electron: here };
}

async function fetched(root: string, { isRetry, limits }: ReadyOptions): Promise<ReadyElectron> {
  const version = electronVersion(root);
  const before = isRetry ? undefined : failedFetch(root, version);
  if (before !== undefined) {
    const day = before.at.slice(0, 10);
    return { why: `Electron's runtime could not be fetched on ${day} (${before.why}); --retry-electron tries again` };
  }
  const why = await fetchElectron(root, limits);
  const electron = electronRuntime(root, process.env, process.platform);
  if (why === undefined && electron !== undefined) {
    forgetFailure(root);
    return { electron };
  }
  const reason = why ?? 'it is not where its installer puts it';
  rememberFailure(root, { electron: version, at: new Date().toISOString(), why: reason });
  return { why: `Electron's runtime could not be fetched (${reason})` };
}

function electronVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(join(electronPackage(root), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
