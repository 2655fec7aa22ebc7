import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Served {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts the built program's `serve` and waits for its address. `more` is added to its environment. */
export async function startServed(
  args: readonly string[],
  more: Readonly<Record<string, string | undefined>> = {},
): Promise<Served> {
  const entry = join(import.meta.dirname, '..', '..', 'out', 'cli', 'gatehouse.js');
  const child = spawn(process.execPath, [entry, 'serve', '--json', '--no-open', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Nothing is opened on the screen of whoever runs the tests.
    env: { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, ...more },
  });
  const url = await firstUrl(child);
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function firstUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The program has no output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const document: unknown = JSON.parse(line);
    if (typeof document === 'object' && document !== null && 'url' in document) return String(document.url);
  }
  throw new Error('The program ended before it said its address.');
}
