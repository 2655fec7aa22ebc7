import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import type { SeededRandom } from '#test/helpers/seeded-random';

export const faults = [
  'cut anywhere',
  'cut behind a bracket',
  'bits flipped',
  'emptied',
  'a folder',
  'a FIFO',
  'a link to itself',
  'a link to a device',
  '100 MB of holes',
] as const;
export type Fault = (typeof faults)[number];

const LARGE = 100 * 1024 * 1024;

/** Puts the fault in place of the file; what it returns puts the file back. */
export function spoil(path: string, fault: Fault, random: SeededRandom): () => void {
  const bytes = readFileSync(path);
  rmSync(path);
  putFault(path, fault, bytes, random);
  return () => {
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, bytes);
  };
}

function putFault(path: string, fault: Fault, bytes: Buffer, random: SeededRandom): void {
  switch (fault) {
    case 'cut anywhere':
      return writeFileSync(path, bytes.subarray(0, 1 + random.below(Math.max(1, bytes.length - 2))));
    case 'cut behind a bracket':
      return writeFileSync(path, bytes.subarray(0, behindABracket(bytes, random)));
    case 'bits flipped': {
      const flipped = Buffer.from(bytes);
      for (let left = 8; left > 0 && flipped.length > 0; left -= 1) {
        const at = random.below(flipped.length);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
      }
      return writeFileSync(path, flipped);
    }
    case 'emptied':
      return writeFileSync(path, '');
    case 'a folder':
      mkdirSync(path);
      return writeFileSync(`${path}/inside`, bytes);
    case 'a FIFO':
      execFileSync('mkfifo', [path]);
      return;
    case 'a link to itself':
      return symlinkSync(path, path);
    case 'a link to a device':
      return symlinkSync('/dev/zero', path);
    case '100 MB of holes':
      writeFileSync(path, '');
      return truncateSync(path, LARGE);
  }
}

function behindABracket(bytes: Buffer, random: SeededRandom): number {
  const text = bytes.toString('latin1');
  const brackets = [...text.matchAll(/[{[:,\n]/g)]
    .map(({ index }) => index + 1)
    .filter((at) => at < text.trimEnd().length);
  return brackets.length === 0 ? 1 : random.pick(brackets);
}
