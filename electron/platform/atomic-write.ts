import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { AppError } from '#contract/errors';
import { type FileState, isSameContent, readFileState } from './file-state.ts';
import { cannotWrite, systemCode, unlessMissing } from './system-error.ts';

const RENAME_TRIES = 20;
const RENAME_PAUSE_MS = 50;
const ABANDONED_AFTER_MS = 10 * 60 * 1000;

/**
 * Puts `bytes` in place of what `expected` saw, as one step: at every instant the file is the old or the new one,
 * also after a power cut. Mode and owner stay. Missing folders are made when the file is new. Blocks the thread for
 * the few milliseconds between the last look and the rename.
 * Throws AppError `conflict` when the file is no longer as expected, `unavailable` when the system refuses.
 */
export function writeAtomically(expected: FileState, bytes: Uint8Array): void {
  const { path } = expected;
  try {
    if (expected.bytes === null) mkdirSync(dirname(path), { recursive: true });
    // A rename would replace a file its owner made read-only.
    else accessSync(path, constants.W_OK);
    const temporary = writeBeside(path, bytes, expected.bytes === null ? undefined : statSync(path));
    try {
      mustBeUnchanged(expected);
      if (expected.bytes === null) placeNew(temporary, path);
      else renameWithPatience(temporary, path);
    } catch (error) {
      unlessMissing(() => unlinkSync(temporary));
      throw error;
    }
    syncFolder(dirname(path));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Removes a file that is still as `expected` saw it. Throws as `writeAtomically` does. */
export function removeAtomically(expected: FileState): void {
  try {
    mustBeUnchanged(expected);
    unlinkSync(expected.path);
    syncFolder(dirname(expected.path));
  } catch (error) {
    throw cannotWrite(expected.path, error);
  }
}

/** The topmost folder that has to be made before a file can stand at `path`; undefined when none has. */
export function folderToMake(path: string): string | undefined {
  let missing: string | undefined;
  for (let at = dirname(path); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing = at;
  return missing;
}

/** Removes the folder of `path` and those above it up to `top`, as far as nothing else lies in them. */
export function removeEmptyFolders(path: string, top: string): void {
  for (let at = dirname(path); at === top || at.startsWith(top + sep); at = dirname(at)) {
    try {
      rmdirSync(at);
    } catch (error) {
      // Somebody put something there, or took it away: either way it is not ours to remove.
      if (systemCode(error) === undefined) throw error;
      return;
    }
  }
}

/**
 * Removes half-written files that killed runs left beside `path`: those whose process is gone, or that are old.
 * A folder that is missing or may not be listed has none for us.
 */
export function removeLeftovers(path: string, now: Date): string[] {
  const folder = dirname(path);
  const removed: string[] = [];
  for (const name of listNames(folder)) {
    const match = /^\.(.+)\.gatehouse-(\d+)-[0-9a-f]{12}\.tmp$/.exec(name);
    if (match === null || match[1] !== shortName(path)) continue;
    const leftover = join(folder, name);
    const stats = unlessMissing(() => statSync(leftover));
    if (stats === undefined) continue;
    if (isAlive(Number(match[2])) && now.getTime() - stats.mtimeMs < ABANDONED_AFTER_MS) continue;
    unlessMissing(() => unlinkSync(leftover));
    removed.push(leftover);
  }
  return removed;
}

function writeBeside(path: string, bytes: Uint8Array, like: Stats | undefined): string {
  const name = `.${shortName(path)}.gatehouse-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  const temporary = join(dirname(path), name);
  // Nobody else may read the text before the file has the old one's mode.
  const descriptor = openSync(temporary, 'wx', like === undefined ? 0o666 : 0o600);
  try {
    writeFileSync(descriptor, bytes);
    if (like !== undefined && process.platform !== 'win32') keepOwnerAndMode(descriptor, like, path);
    fsyncSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    unlessMissing(() => unlinkSync(temporary));
    throw error;
  }
  closeSync(descriptor);
  return temporary;
}

function keepOwnerAndMode(descriptor: number, like: Stats, path: string): void {
  const made = fstatSync(descriptor);
  if (made.uid !== like.uid || made.gid !== like.gid) {
    try {
      fchownSync(descriptor, like.uid, like.gid);
    } catch (error) {
      if (systemCode(error) !== 'EPERM') throw error;
      throw new AppError('unavailable', `${path} belongs to another user or group, which a rewrite would change.`, {
        cause: error,
      });
    }
  }
  fchmodSync(descriptor, like.mode & 0o7777);
}

function mustBeUnchanged(expected: FileState): void {
  const now = readFileState(expected.path);
  if (now.path === expected.path && isSameContent(now, expected)) return;
  throw new AppError('conflict', `${expected.path} changed since the change was shown. Look at the new diff first.`);
}

/** A hard link fails when the name is taken, so a file that appeared meanwhile is never lost. */
function placeNew(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') {
      throw new AppError('conflict', `${path} appeared since the change was shown. Look at the new diff first.`);
    }
    // Some file systems have no hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'].includes(code ?? '')) throw error;
    renameWithPatience(temporary, path);
    return;
  }
  unlinkSync(temporary);
}

/** On Windows a scanner or the agent may hold the file for a moment. */
function renameWithPatience(from: string, to: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const isHeld = ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '');
      if (process.platform !== 'win32' || !isHeld || tries === RENAME_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS);
    }
  }
}

/** Makes the rename itself durable; Windows has no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // Some network file systems cannot sync a folder; the rename has happened all the same.
    if (systemCode(error) !== 'EINVAL' && systemCode(error) !== 'ENOTSUP') throw error;
  } finally {
    closeSync(descriptor);
  }
}

function shortName(path: string): string {
  return basename(path).slice(0, 100);
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}
