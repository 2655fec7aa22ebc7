import { closeSync, mkdirSync, openSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cannotWrite, systemCode } from './system-error.ts';

/** Where this system keeps an application's own data for this user. Makes nothing. */
export function dataFolder(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Gatehouse');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Gatehouse');
  // A relative XDG_DATA_HOME must be ignored (XDG Base Directory Specification).
  const shared = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(home, '.local', 'share');
  return join(shared, 'gatehouse');
}

/** Makes the folder for this user alone; one that is there keeps its mode. Throws AppError `unavailable`. */
export function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * Makes an empty file for this user alone unless it is there. One that is there is not opened: closing it again
 * would drop the locks this process holds on it (POSIX). Throws AppError `unavailable`.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw cannotWrite(path, error);
  }
}
