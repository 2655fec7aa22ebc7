import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface GatehouseProcess {
  /** Whole lines of stdout so far. */
  lines(): string[];
  /** Closes our end of its stdout, as `head` does when it has enough. */
  leave(): void;
  /** Null while it runs. */
  exitCode(): number | null;
}

/** The command line from its sources, for commands that go on; it is ended with the test. */
export function startGatehouse(args: readonly string[]): GatehouseProcess {
  const entry = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'gatehouse.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    lines: () => text.split('\n').slice(0, -1),
    leave: () => child.stdout.destroy(),
    exitCode: () => child.exitCode,
  };
}
