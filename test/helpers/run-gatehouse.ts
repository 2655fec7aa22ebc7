import { execFile } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line from its sources in a process of its own, without a terminal. */
export function runGatehouse(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const entry = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'gatehouse.ts');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', entry, ...args],
      { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
      },
    );
  });
}
