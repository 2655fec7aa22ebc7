import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/** Bytes at the beginning, and before the place that was reached, that tell a grown file from a rewritten one. */
const SAMPLE = 512;

/** What was read of a file up to `offset`, in short. */
export interface FileSample {
  offset: number;
  /** Its first bytes, and those right before `offset`; each `SAMPLE` bytes, or `offset` when that is less. */
  head: Buffer;
  tail: Buffer;
}

export const nothingRead: FileSample = { offset: 0, head: Buffer.alloc(0), tail: Buffer.alloc(0) };

/** The sample after `bytes` were read behind it. */
export function readOn(sample: FileSample, bytes: Buffer): FileSample {
  const head = Buffer.concat([sample.head, bytes.subarray(0, SAMPLE - sample.head.length)]);
  const joined = bytes.length >= SAMPLE ? bytes : Buffer.concat([sample.tail, bytes]);
  return { offset: sample.offset + bytes.length, head, tail: Buffer.from(joined.subarray(-SAMPLE)) };
}

export function identityOf({ head, tail }: FileSample): string {
  return createHash('sha1').update(head).update(tail).digest('base64');
}

/** The sample of a file as it lies there now; undefined when it holds fewer bytes than `offset`, or cannot be read. */
export function sampleAt(path: string, offset: number): FileSample | undefined {
  const length = Math.min(SAMPLE, offset);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const head = Buffer.alloc(length);
    const tail = Buffer.alloc(length);
    const isWhole =
      readSync(descriptor, head, 0, length, 0) === length &&
      readSync(descriptor, tail, 0, length, offset - length) === length;
    return isWhole ? { offset, head, tail } : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * False when the file was rewritten or cut short since that was read. A file that was removed or renamed meanwhile is
 * still what it was to whoever has it open.
 */
export function stillHolds(path: string, sample: FileSample): boolean {
  const now = sampleAt(path, sample.offset);
  return now === undefined ? !existsSync(path) : identityOf(now) === identityOf(sample);
}
