import { createHash } from 'node:crypto';
import { constants, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/errors';

export interface TreeHash {
  /** SHA-256 in hex over names, kinds, execute bits and contents. */
  hash: string;
  files: number;
}

const MOST_FILES = 200_000;

/** Of everything in a folder, in one order on every system. Throws AppError `unavailable` when it is too much or unreadable. */
export function treeHash(folder: string): TreeHash {
  const hash = createHash('sha256');
  let files = 0;
  const visit = (path: string, name: string): void => {
    files += 1;
    if (files > MOST_FILES) throw new AppError('unavailable', `${folder} holds more than ${MOST_FILES} files.`);
    const stats = lstatSync(path);
    if (stats.isDirectory()) {
      hash.update(`folder\0${name}\0`);
      for (const each of readdirSync(path).toSorted(byUnits)) visit(join(path, each), `${name}/${each}`);
    } else if (stats.isSymbolicLink()) hash.update(`link\0${name}\0${readlinkSync(path)}\0`);
    else {
      const content = createHash('sha256').update(readFileSync(path)).digest('hex');
      hash.update(`${(stats.mode & 0o111) === 0 ? 'file' : 'program'}\0${name}\0${content}\0`);
    }
  };
  try {
    visit(folder, '');
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unavailable', `${folder} cannot be read: ${String(error)}`, { cause: error });
  }
  return { hash: hash.digest('hex'), files };
}

/**
 * Changes whenever anything in the folder does, and is told without reading its files: SHA-256 in hex over names, sizes, inodes
 * and times of change, which only the system sets. The same tree copied elsewhere has another. Throws AppError `unavailable`.
 */
export function treeStamp(folder: string): string {
  const hash = createHash('sha256');
  let files = 0;
  const visit = (path: string): void => {
    files += 1;
    if (files > MOST_FILES) throw new AppError('unavailable', `${folder} holds more than ${MOST_FILES} files.`);
    const { ino, size, mode, ctimeNs } = lstatSync(path, { bigint: true });
    hash.update(`${path}\0${ino} ${size} ${mode} ${ctimeNs}\0`);
    if ((mode & FORMAT) === FOLDER) for (const each of readdirSync(path).toSorted(byUnits)) visit(join(path, each));
  };
  try {
    visit(folder);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unavailable', `${folder} cannot be read: ${String(error)}`, { cause: error });
  }
  return hash.digest('hex');
}

const FORMAT = BigInt(constants.S_IFMT);
const FOLDER = BigInt(constants.S_IFDIR);

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
