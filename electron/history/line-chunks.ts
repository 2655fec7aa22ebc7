import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createZstdDecompress } from 'node:zlib';

/** Bytes read at once; also about what one commit of the store takes in, so that questions are answered in between. */
const CHUNK = 256 * 1024;
/** No record of either agent comes near; what is longer is passed over and told. */
const MAX_LINE = 64 * 1024 * 1024;

export interface LineChunk {
  /** Complete lines without their ends, in order. */
  lines: string[];
  /** Bytes from the beginning of the file to the end of the last of them, its line end included. */
  offset: number;
  /** What lies between the end of the chunk before and `offset`; absent when it was too long. */
  bytes?: Buffer;
  /** True for one stand-in of a line that was too long: `lines` then holds nothing of it. */
  isTooLong: boolean;
}

/**
 * The complete lines of a file from `offset` on; a last line without an end waits for its rest. A compressed file is
 * counted in bytes of its text. Throws what the system throws when the file cannot be opened or read.
 */
export async function* lineChunks(
  file: { path: string; isCompressed: boolean },
  offset: number,
): AsyncGenerator<LineChunk> {
  let rest: Buffer[] = [];
  let restLength = 0;
  let isSkipping = false;
  let end = offset;
  for await (const chunk of file.isCompressed ? textOf(file.path, offset) : bytesOf(file.path, offset)) {
    const last = chunk.lastIndexOf(10);
    if (last < 0) {
      rest.push(chunk);
      restLength += chunk.length;
      if (restLength > MAX_LINE && !isSkipping) isSkipping = true;
      if (isSkipping) {
        // Only its length matters from here on.
        end += restLength;
        rest = [];
        restLength = 0;
      }
      continue;
    }
    let whole = chunk.subarray(0, last + 1);
    if (isSkipping) {
      const first = chunk.indexOf(10);
      end += first + 1;
      isSkipping = false;
      yield { lines: [], offset: end, isTooLong: true };
      whole = chunk.subarray(first + 1, last + 1);
    } else if (restLength > 0) {
      whole = Buffer.concat([...rest, whole]);
    }
    rest = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
    restLength = chunk.length - last - 1;
    if (whole.length === 0) continue;
    end += whole.length;
    yield { lines: split(whole), offset: end, bytes: whole, isTooLong: false };
  }
}

function split(whole: Buffer): string[] {
  const lines = whole.toString('utf8', 0, whole.length - 1).split('\n');
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

async function* bytesOf(path: string, offset: number): AsyncGenerator<Buffer> {
  const descriptor = openSync(path, 'r');
  try {
    for (let position = offset; ; ) {
      const buffer = Buffer.allocUnsafe(CHUNK);
      const length = readSync(descriptor, buffer, 0, CHUNK, position);
      if (length === 0) return;
      position += length;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

async function* textOf(path: string, offset: number): AsyncGenerator<Buffer> {
  let skip = offset;
  const stream = createReadStream(path).pipe(createZstdDecompress());
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    if (skip >= chunk.length) skip -= chunk.length;
    else {
      yield chunk.subarray(skip);
      skip = 0;
    }
  }
}
