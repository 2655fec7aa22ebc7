import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/run-tool.ts';
import { sourceFingerprint } from './source-fingerprint.ts';

const builds = [
  ['electron-vite', 'build', '--logLevel', 'warn'],
  ['vite', 'build', '-c', 'vite.cli.config.ts', '--logLevel', 'warn'],
] as const;

/** Builds `out/` when it does not come from the sources as they are now. Returns whether `out/` is good. */
export async function buildWhenStale(root: string): Promise<boolean> {
  return builtFrom(root) === sourceFingerprint(root) ? true : build(root);
}

/** Builds the desktop app, the page and the command line into `out/`. What the tools print goes to stderr. */
export async function build(root: string): Promise<boolean> {
  const fingerprint = sourceFingerprint(root);
  console.error('Building …');
  rmSync(stampFile(root), { force: true });
  for (const [tool, ...args] of builds) {
    const { code } = await run(tool, args, { root, stdoutTo: 'stderr' });
    if (code !== 0) {
      console.error(`The build failed: ${tool} ended with code ${code}.`);
      return false;
    }
  }
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stampFile(root), fingerprint);
  return true;
}

function builtFrom(root: string): string | undefined {
  try {
    return readFileSync(stampFile(root), 'utf8');
  } catch {
    return undefined;
  }
}

function stampFile(root: string): string {
  return join(root, 'out', 'built-from');
}
