import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '#platform/private-files';

/** Bytes of one hash. */
export const HASH_SIZE = 16;

const fileName = 'history.forgotten';

/**
 * The hashes of forgotten calls a second time, one after the other in a file of their own: a damaged page of
 * `history.db` must not bring forgotten calls back.
 */
export interface ForgottenFile {
  count(): number;
  read(): Buffer[];
  /** After the transaction that forgets them. Throws what the system throws. */
  append(hashes: readonly Uint8Array[]): void;
  /** Throws AppError `unavailable`. */
  replace(hashes: Iterable<Uint8Array>): void;
}

export function forgottenFile(folder: string): ForgottenFile {
  const path = join(folder, fileName);
  const count = () => Math.floor((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / HASH_SIZE);
  return {
    count,
    read() {
      const kept = count();
      const bytes = kept === 0 ? Buffer.alloc(0) : readFileSync(path);
      return Array.from({ length: kept }, (_each, at) => bytes.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE));
    },
    append(hashes) {
      // What a kill left of a half written one would shift all that follow.
      const whole = count() * HASH_SIZE;
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > whole) truncateSync(path, whole);
      const descriptor = openSync(path, 'a', 0o600);
      try {
        appendFileSync(descriptor, Buffer.concat(hashes));
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    },
    replace: (hashes) => writePrivateFile(path, Buffer.concat([...hashes])),
  };
}
