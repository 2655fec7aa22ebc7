import { spawn } from 'node:child_process';
import { userInfo } from 'node:os';
import { delimiter } from 'node:path';
import { systemCode } from './system-error.ts';

/** Programs are looked for here when nobody tells. */
const usualPath = '/usr/local/bin:/usr/bin:/bin';
/** A shell that waits for somebody is not waited for. */
const LIMIT_MS = 4_000;
const MOST_BYTES = 1024 * 1024;
/** What a start file prints itself is not taken for the answer. No letter may stand right after a variable's name. */
const MARK = '<<gatehouse>>';

export interface ShellFacts {
  /** Undefined where there is none to ask, as on Windows. */
  shell: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
}

let asked: Promise<string> | undefined;

/**
 * PATH as a terminal of this user has it, asked of the login shell once: what is started from a desktop is told another.
 * Folders only this process knows come last. Never rejects.
 */
export function loginPath(): Promise<string> {
  asked ??= askShell({ shell: loginShell(), env: process.env });
  return asked;
}

/** For one shell; `loginPath` asks the user's and remembers. */
export async function askShell({ shell, env }: ShellFacts): Promise<string> {
  const own = env['PATH'] ?? env['Path'] ?? '';
  const told = shell === undefined ? undefined : await pathOf(shell, env);
  const folders = [...(told ?? '').split(delimiter), ...own.split(delimiter)].filter((folder) => folder !== '');
  return folders.length === 0 ? usualPath : [...new Set(folders)].join(delimiter);
}

function loginShell(): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    return process.env['SHELL'] ?? userInfo().shell ?? undefined;
  } catch (error) {
    // A user without an entry in the system's list.
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

/** Interactive too, because many write PATH into the file that only such a shell reads. */
function pathOf(shell: string, env: ShellFacts['env']): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const told: Buffer[] = [];
  let length = 0;
  // In a session of its own: an interactive shell would take the terminal from whoever has it.
  const child = spawn(shell, ['-ilc', `printf '%s' "${MARK}$PATH${MARK}"`], {
    ...{ cwd: '/', env: { ...env, TERM: 'dumb' }, detached: true },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const end = (): void => {
    clearTimeout(timer);
    const [, path] = Buffer.concat(told).toString('utf8').split(MARK);
    resolve(path === undefined || path === '' ? undefined : path);
  };
  const timer = setTimeout(() => {
    killGroup(child.pid);
    end();
  }, LIMIT_MS);
  child.once('error', end);
  child.once('close', end);
  child.stdout.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= MOST_BYTES) told.push(chunk);
    else killGroup(child.pid);
  });
  return promise;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}
