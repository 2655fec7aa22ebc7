import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { systemCode } from './system-error.ts';

/** Whether this is a file, after links, that this user may run. */
export function isProgram(path: string): boolean {
  return unlessRefused(() => {
    if (!statSync(path).isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  });
}

/** The real path, or the path itself when there is nothing. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return path;
  }
}

function unlessRefused(look: () => boolean): boolean {
  try {
    return look();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return false;
  }
}
