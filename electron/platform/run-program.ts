import { execFile } from 'node:child_process';

export interface ProgramResult {
  /** Null when it was ended by a signal, or did not start. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  limitMs: number;
  signal?: AbortSignal;
}

/** Runs a program to its end, without a shell and without input. Never rejects. */
export function runProgram(command: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  const { cwd, env, limitMs, signal } = options;
  return new Promise((resolve) => {
    const child = execFile(
      command,
      [...args],
      {
        ...{ cwd, env: { ...env }, timeout: limitMs, maxBuffer: 16 * 1024 * 1024, killSignal: 'SIGKILL' as const },
        ...(signal === undefined ? {} : { signal }),
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ code, stdout, stderr: code === null && stderr === '' ? (error?.message ?? '') : stderr });
      },
    );
    child.stdin?.end();
  });
}
