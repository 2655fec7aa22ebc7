import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '#contract/errors';

/** A file manager that has not failed by then has opened; some stay until their window is closed. */
const FAILS_WITHIN_MS = 2_000;

export interface Surroundings {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens this user's file manager on the folder of an absolute path, with the file chosen where the system can do that.
 * Starts nothing that the file itself decides. Throws AppError `not_found` when it is gone, and `unavailable` when there
 * is no display or no file manager.
 */
export async function showInFolder(path: string, around: Surroundings = process): Promise<void> {
  if (!existsSync(path)) throw new AppError('not_found', `${path} is not there any more.`);
  const command = folderCommand(path, around);
  if (command === undefined) {
    throw new AppError('unavailable', `This session has no display to show a folder on. The file is ${path}.`);
  }
  const failure = await run(command, around);
  if (failure !== undefined) {
    throw new AppError('unavailable', `No file manager was opened: ${failure}. The file is ${path}.`);
  }
}

/** The command that shows the folder of a path; undefined where nothing can show it. */
export function folderCommand(path: string, { platform, env }: Surroundings): string[] | undefined {
  if (platform === 'darwin') return ['open', '-R', path];
  // Explorer wants its own quoting, which no argument list gives.
  if (platform === 'win32') return ['explorer.exe', `/select,"${path}"`];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', dirname(path)] : undefined;
}

/** Why it failed; undefined once it was handed over. */
function run([program = '', ...given]: string[], { platform, env }: Surroundings): Promise<string | undefined> {
  return new Promise((resolve) => {
    const isExplorer = platform === 'win32';
    const child = spawn(program, given, { stdio: 'ignore', detached: true, env, windowsVerbatimArguments: isExplorer });
    const timer = setTimeout(() => resolve(undefined), FAILS_WITHIN_MS).unref();
    const end = (failure: string | undefined) => {
      clearTimeout(timer);
      resolve(failure);
    };
    child.once('error', (error) => end(error.message));
    // Explorer ends with 1 when all went well.
    child.once('exit', (code) => end(code === 0 || isExplorer ? undefined : `${program} ended with ${code}`));
    child.unref();
  });
}
