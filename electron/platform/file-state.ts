import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { AppError } from '#contract/errors';
import { systemCode, unlessMissing } from './system-error.ts';

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_LINKS = 40;

/** A file at one moment. `path` has every link resolved; `bytes` is null when no file is there. */
export interface FileState {
  path: string;
  bytes: Buffer | null;
  /** sha256 in hex; of nothing when no file is there. */
  hash: string;
}

export function hashOf(bytes: Uint8Array | null): string {
  return createHash('sha256')
    .update(bytes ?? new Uint8Array())
    .digest('hex');
}

export function isSameContent(a: FileState, b: FileState): boolean {
  return a.hash === b.hash && (a.bytes === null) === (b.bytes === null);
}

/** Reads what would be written. Throws AppError `conflict` for anything but a readable regular file or nothing. */
export function readFileState(file: string): FileState {
  let path = file;
  try {
    path = resolveTarget(file);
    const bytes = unlessMissing(() => readRegular(path)) ?? null;
    return { path, bytes, hash: hashOf(bytes) };
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof AppError || code === undefined) throw error;
    throw new AppError('conflict', `${path} cannot be read (${code}).`, { cause: error });
  }
}

/** Where a write to `file` lands: links are followed, also a last one that points at nothing yet. */
export function resolveTarget(file: string): string {
  let path = resolve(file);
  for (let hops = 0; hops < MAX_LINKS; hops += 1) {
    const target = unlessMissing(() => linkTarget(path));
    if (target === undefined) return join(realFolder(dirname(path)), basename(path));
    path = isAbsolute(target) ? target : resolve(realFolder(dirname(path)), target);
  }
  throw new AppError('conflict', `${file} is a link that leads in a circle.`);
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    // Not a link; Windows says UNKNOWN for some plain files.
    if (systemCode(error) === 'EINVAL' || systemCode(error) === 'UNKNOWN') return undefined;
    throw error;
  }
}

/** The folder with links resolved, as far as it is there. */
function realFolder(folder: string): string {
  const real = unlessMissing(() => realpathSync.native(folder));
  if (real !== undefined) return real;
  const parent = dirname(folder);
  return parent === folder ? folder : join(realFolder(parent), basename(folder));
}

function readRegular(path: string): Buffer {
  // O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new AppError('conflict', `${path} is not a regular file.`);
    if (stats.size > MAX_BYTES) throw new AppError('conflict', `${path} is larger than any settings file should be.`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
