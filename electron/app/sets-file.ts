import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#contract/errors';
import { type PluginSet, pluginSetSchema } from '#contract/sets';
import { takeOwnLock } from '#platform/file-lock';
import { readFileState } from '#platform/file-state';
import { makePrivateFolder, writePrivateFile } from '#platform/private-files';

const LOCK_WAIT_MS = 5_000;

/** Keys of a later Gatehouse, or of a person, are kept as they are. */
const setSchema = pluginSetSchema.loose();
const fileSchema = z.looseObject({ v: z.literal(1), sets: z.array(setSchema) });
type File = z.infer<typeof fileSchema>;

/** `sets.json` in the data folder; made at the first save. */
export interface SetsFile {
  /** `problem`: why what is there cannot be used, and what to do; then it is never written over. */
  read(): { sets: PluginSet[]; problem?: string };
  /** Reads, changes and writes under a lock of all Gatehouses with this data folder. Throws AppError `unavailable`. */
  change<T>(edit: (sets: PluginSet[]) => { sets: PluginSet[]; result: T }): Promise<T>;
}

export function setsFile(dataFolder: string): SetsFile {
  const path = join(dataFolder, 'sets.json');
  return {
    read() {
      const found = readSets(path);
      return found.ok ? { sets: found.file.sets } : { sets: [], problem: found.problem };
    },
    async change(edit) {
      makePrivateFolder(dataFolder);
      const lock = await takeOwnLock(dataFolder, path, LOCK_WAIT_MS);
      try {
        const found = readSets(path);
        if (!found.ok) throw new AppError('unavailable', found.problem);
        const { sets, result } = edit(found.file.sets);
        writePrivateFile(path, `${JSON.stringify({ ...found.file, sets }, undefined, 2)}\n`);
        return result;
      } finally {
        lock.release();
      }
    },
  };
}

function readSets(path: string): { ok: true; file: File } | { ok: false; problem: string } {
  const broken = (why: string) =>
    ({
      ok: false,
      problem: `${path} cannot be used: ${why} Mend it, or move it away; it is not written over.`,
    }) as const;
  try {
    const { bytes } = readFileState(path);
    if (bytes === null) return { ok: true, file: { v: 1, sets: [] } };
    const parsed = fileSchema.safeParse(JSON.parse(bytes.toString('utf8')));
    if (parsed.success) return { ok: true, file: parsed.data };
    const [issue] = parsed.error.issues;
    return broken(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'it is of another shape'}.`.trim());
  } catch (error) {
    if (error instanceof SyntaxError) return broken('it is not JSON.');
    if (error instanceof AppError) return broken(error.message);
    throw error;
  }
}
