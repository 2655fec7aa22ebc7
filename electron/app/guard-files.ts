import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/errors';
import { type Guard, guardSchema } from '#contract/guard';
import { makePrivateFolder, namesIn, writePrivateFile } from '#platform/private-files';
import { unlessMissing } from '#platform/system-error';
import { serverFileName } from './server-file-name.ts';

/** Undefined when the server is not guarded. Throws AppError `unavailable` for a file that cannot be read. */
export function readGuard(data: string, plugin: string, server: string): Guard | undefined {
  return guardIn(guardPath(data, plugin, server));
}

/** All that are kept, and the files that cannot be read. */
export function listGuards(data: string): { guards: Guard[]; unreadable: string[] } {
  const guards: Guard[] = [];
  const unreadable: string[] = [];
  for (const name of namesIn(guardsFolder(data)).filter((each) => each.endsWith('.json'))) {
    const path = join(guardsFolder(data), name);
    try {
      const guard = guardIn(path);
      if (guard !== undefined) guards.push(guard);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      unreadable.push(path);
    }
  }
  return { guards, unreadable };
}

/** Throws AppError `unavailable`. */
export function writeGuard(data: string, guard: Guard): void {
  makePrivateFolder(guardsFolder(data));
  writePrivateFile(guardPath(data, guard.plugin, guard.server), `${JSON.stringify(guard, undefined, 2)}\n`);
}

export function removeGuard(data: string, plugin: string, server: string): void {
  rmSync(guardPath(data, plugin, server), { force: true });
}

function guardIn(path: string): Guard | undefined {
  try {
    const text = unlessMissing(() => readFileSync(path, 'utf8'));
    return text === undefined ? undefined : guardSchema.parse(JSON.parse(text));
  } catch (error) {
    const message = `${path} is not what Gatehouse writes. Put the agent's own entry back with "gatehouse changes" and "undo".`;
    throw new AppError('unavailable', message, { cause: error });
  }
}

function guardsFolder(data: string): string {
  return join(data, 'guards');
}

function guardPath(data: string, plugin: string, server: string): string {
  return join(guardsFolder(data), `${serverFileName(plugin, server)}.json`);
}
