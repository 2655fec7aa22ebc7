import { spawn } from 'node:child_process';

/** An Electron that ends badly within this time never showed a window. */
const startMs = 15_000;

/** How the window ended: with an exit code after it was used, or before it was ever there. */
export type WindowEnd = { code: number } | { why: string };

/** Starts the desktop app and waits for its end. */
export function openWindow(electron: string, root: string, flags: readonly string[]): Promise<WindowEnd> {
  const started = Date.now();
  // Set in terminals inside Electron programs; it would turn ours into plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const child = spawn(electron, [root, ...flags], { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ why: `Electron could not be started (${error.message})` }));
    child.on('close', (code, signal) => {
      const isEarly = code !== 0 && Date.now() - started < startMs && signal === null;
      const why = `Electron ended with code ${code} right after its start`;
      resolve(isEarly ? { why } : { code: code ?? 143 });
    });
  });
}
