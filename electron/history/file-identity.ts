import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes at the beginning, and before the place that was reached, that tell a grown file from a rewritten one. */
const SAMPLE = 512;

/**
 * What was taken in of a file up to `offset`, in short: a hash over its beginning and over the bytes before `offset`.
 * Undefined when the file holds fewer bytes than that, or cannot be read.
 */
export function identityAt(path: string, offset: number): string | undefined {
  const length = Math.min(SAMPLE, offset);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const head = Buffer.alloc(length);
    const tail = Buffer.alloc(length);
    const isWhole =
      readSync(descriptor, head, 0, length, 0) === length &&
      readSync(descriptor, tail, 0, length, offset - length) === length;
    return isWhole ? createHash('sha1').update(head).update(tail).digest('base64') : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
