/** The floor of an import: reads the files named in a JSON list, parses each line, and does nothing with it. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const CHUNK = 1024 * 1024;
let parsed = 0;
for (const file of JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))) parsed += linesOf(file);
console.log(parsed);

/**
 * Piece by piece, as an import must, because transcripts may be larger than memory.
 * @param {string} file
 */
function linesOf(file) {
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(CHUNK);
  let rest = Buffer.alloc(0);
  let lines = 0;
  for (;;) {
    const length = readSync(descriptor, buffer, 0, CHUNK, null);
    if (length === 0) break;
    const chunk = Buffer.concat([rest, buffer.subarray(0, length)]);
    const end = chunk.lastIndexOf(10) + 1;
    rest = Buffer.from(chunk.subarray(end));
    for (const line of chunk.toString('utf8', 0, end).split('\n')) {
      if (line === '') continue;
      JSON.parse(line);
      lines += 1;
    }
  }
  closeSync(descriptor);
  return lines;
}
