import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
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
  'a socket',
  'no right to read',
  '7 MB of noise',
  '100 MB of noise',
  '100 MB of holes',
] as const;
export type Fault = (typeof faults)[number];

const MB = 1024 * 1024;

/** Puts the fault in place of the file; what it returns puts the file back. `noise` is a folder on the same disk, for what is linked to each place. */
export function spoil(path: string, fault: Fault, random: SeededRandom, noise: string): () => void {
  const bytes = readFileSync(path);
  rmSync(path);
  putFault(path, fault, { bytes, random, noise });
  return () => {
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, bytes);
  };
}

interface Given {
  bytes: Buffer;
  random: SeededRandom;
  noise: string;
}

function putFault(path: string, fault: Fault, { bytes, random, noise }: Given): void {
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
    case 'a socket':
      return linkSync(socketIn(noise), path);
    case 'no right to read':
      writeFileSync(path, bytes);
      return chmodSync(path, 0);
    case '7 MB of noise':
      return linkSync(noiseOf(noise, 7), path);
    case '100 MB of noise':
      return linkSync(noiseOf(noise, 100), path);
    case '100 MB of holes':
      writeFileSync(path, '');
      return truncateSync(path, 100 * MB);
  }
}

function behindABracket(bytes: Buffer, random: SeededRandom): number {
  const text = bytes.toString('latin1');
  const brackets = [...text.matchAll(/[{[:,\n]/g)]
    .map(({ index }) => index + 1)
    .filter((at) => at < text.trimEnd().length);
  return brackets.length === 0 ? 1 : random.pick(brackets);
}

const socketProgram =
  "require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";

/** Made once, then linked to each place. Its server is killed, since one that ends takes its socket along. */
function socketIn(folder: string): string {
  const path = join(folder, 'socket');
  if (!existsSync(path)) execFileSync('sh', ['-c', '"$0" -e "$1" "$2" || true', process.execPath, socketProgram, path]);
  return path;
}

function noiseOf(folder: string, megabytes: number): string {
  const path = join(folder, `${megabytes}-mb-of-noise`);
  if (existsSync(path)) return path;
  writeFileSync(path, randomFillSync(Buffer.alloc(megabytes * MB)));
  return path;
}
