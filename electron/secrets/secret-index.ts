import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#contract/errors';
import { type Secret, secretSchema, secretsFileName } from '#contract/secrets';
import { takeOwnLock } from '#platform/file-lock';
import { readFileState } from '#platform/file-state';
import { makePrivateFolder, writePrivateFile } from '#platform/private-files';

const LOCK_WAIT_MS = 5_000;
const fileSchema = z.strictObject({ v: z.literal(1), secrets: z.array(secretSchema) });

/**
 * The names of what the keychain holds for us, with when each was stored and used. Keychains cannot list safely: on
 * Linux a list reads every value, and of a locked keyring it ends the process. Never a value.
 */
export interface SecretIndex {
  /** Sorted by plugin and variable. Throws AppError `unavailable` when the file cannot be read. */
  list(): Secret[];
  /** Reads, changes and writes under a lock of all Gatehouses with this data folder. */
  change(edit: (secrets: readonly Secret[]) => Secret[]): Promise<void>;
}

export function secretIndex(dataFolder: string): SecretIndex {
  const path = join(dataFolder, secretsFileName);
  return {
    list: () => read(path),
    async change(edit) {
      makePrivateFolder(dataFolder);
      const lock = await takeOwnLock(dataFolder, path, LOCK_WAIT_MS);
      try {
        const secrets = edit(read(path)).toSorted(byName);
        writePrivateFile(path, `${JSON.stringify({ v: 1, secrets }, undefined, 2)}\n`);
      } finally {
        lock.release();
      }
    },
  };
}

export function isSecret(plugin: string, variable: string): (secret: Secret) => boolean {
  return (secret) => secret.plugin === plugin && secret.variable === variable;
}

function read(path: string): Secret[] {
  const { bytes } = readFileState(path);
  if (bytes === null) return [];
  try {
    return fileSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).secrets;
  } catch (error) {
    const message = `${path} is not what Gatehouse writes. Move it away; the secrets stay in the keychain and get their names back when they are set again.`;
    throw new AppError('unavailable', message, { cause: error });
  }
}

function byName(a: Secret, b: Secret): number {
  const [first, second] = [`${a.plugin}/${a.variable}`, `${b.plugin}/${b.variable}`];
  return first < second ? -1 : first > second ? 1 : 0;
}
