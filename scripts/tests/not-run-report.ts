import { existsSync, readFileSync } from 'node:fs';
import type { NotRun } from '#test/helpers/not-run-list';

/** The entries tests left in the file, each once, in the order they came. */
export function readNotRun(file: string): NotRun[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return [...new Set(lines)].map((line) => JSON.parse(line) as NotRun);
}

/** Lines for a reader: what was not tested and how to get it. Empty when everything ran. */
export function notRunLines(entries: readonly NotRun[]): string[] {
  if (entries.length === 0) return [];
  return ['Not run on this machine:', ...entries.map(({ what, how }) => `  - ${what}. ${how}`)];
}

/** Whether the list is a failure: continuous integration on Linux must have every part of the machine. */
export function mustHaveRun(entries: readonly NotRun[], env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return env['CI'] === 'true' && platform === 'linux' && entries.some(({ lacking }) => lacking === 'machine');
}
