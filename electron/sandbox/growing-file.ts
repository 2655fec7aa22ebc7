import { closeSync, existsSync, openSync, readSync } from 'node:fs';

const MOST_BYTES = 64 * 1024 * 1024;
const PIECE = 1024 * 1024;

/**
 * Reads whole lines of a file another process appends to; each call gives those since the last. Nothing while the file
 * is not there, and nothing after 64 MiB.
 */
export function followLines(path: string): () => string[] {
  let offset = 0;
  let rest = '';
  return () => {
    if (!existsSync(path)) return [];
    const lines: string[] = [];
    const piece = Buffer.alloc(PIECE);
    const descriptor = openSync(path, 'r');
    try {
      for (let count = 1; count > 0 && offset < MOST_BYTES; offset += count) {
        count = readSync(descriptor, piece, 0, PIECE, offset);
        // Bytes are ASCII: strace writes the others as numbers.
        const parts = (rest + piece.toString('latin1', 0, count)).split('\n');
        rest = parts.pop() ?? '';
        lines.push(...parts);
      }
    } finally {
      closeSync(descriptor);
    }
    return lines;
  };
}
