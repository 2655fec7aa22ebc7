import { createHash } from 'node:crypto';
import { mkdirSync, rmdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '#contract/errors';
import { makePrivateFile, makePrivateFolder } from './private-files.ts';
import { cannotWrite, sqliteCode, systemCode, unlessMissing } from './system-error.ts';

/** proper-lockfile's default: a lock whose folder was not touched for this long has lost its holder. */
const STALE_MS = 10_000;
const REFRESH_MS = 2_000;
const POLL_MS = 25;
const SQLITE_BUSY = 5;

export interface HeldLock {
  /** False when somebody took it from us, as after a long sleep of the machine. */
  isHeld(): boolean;
  release(): void;
}

/**
 * Takes the lock an agent itself takes while it writes (npm `proper-lockfile`: a folder whose modification time is
 * kept fresh). Resolves at once with a lock that holds nothing when the folder around it is not there.
 * Throws AppError `unavailable` when it stays taken for `waitMs`.
 */
export async function takeAgentLock(path: string, waitMs: number): Promise<HeldLock> {
  const end = Date.now() + waitMs;
  for (;;) {
    const outcome = tryMakeFolder(path);
    if (outcome === 'made') return holdFolder(path);
    if (outcome === 'no-parent') return { isHeld: () => true, release: () => {} };
    if (isStale(path) && isRemoved(path)) continue;
    if (Date.now() >= end) {
      throw new AppError('unavailable', `The agent is writing this file right now (${path} is held). Try again.`);
    }
    await pause(POLL_MS);
  }
}

/**
 * Keeps two Gatehouse processes with the same data folder off one file. It is a lock of the operating system
 * (through SQLite), so it ends with its process, however that ends. Throws AppError `unavailable` after `waitMs`.
 */
export async function takeOwnLock(dataFolder: string, path: string, waitMs: number): Promise<HeldLock> {
  const folder = join(dataFolder, 'locks');
  makePrivateFolder(folder);
  const file = join(folder, `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.lock`);
  makePrivateFile(file);
  const end = Date.now() + waitMs;
  const database = openLock(file);
  try {
    while (!tryBegin(database)) {
      if (Date.now() >= end) throw new AppError('unavailable', `Another Gatehouse is working on ${path}. Try again.`);
      await pause(POLL_MS);
    }
    return holdDatabase(database);
  } catch (error) {
    database.close();
    throw cannotLock(file, error);
  }
}

function openLock(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw cannotLock(file, error);
  }
}

/** A full or read-only disk, as AppError `unavailable`: SQLite needs a few bytes even for a lock. */
function cannotLock(file: string, error: unknown): unknown {
  if (sqliteCode(error) === undefined) return error;
  const message = error instanceof Error ? error.message : '';
  return new AppError('unavailable', `${file} cannot be locked (${message}). Nothing was changed.`, { cause: error });
}

function tryMakeFolder(path: string): 'made' | 'taken' | 'no-parent' {
  try {
    mkdirSync(path);
    return 'made';
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return 'taken';
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return 'no-parent';
    throw cannotWrite(path, error);
  }
}

function isStale(path: string): boolean {
  const stats = unlessMissing(() => statSync(path));
  return stats !== undefined && stats.mtimeMs < Date.now() - STALE_MS;
}

/** False when what stands there is no empty folder, and so no such lock. */
function isRemoved(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return systemCode(error) === 'ENOENT';
  }
}

function holdFolder(path: string): HeldLock {
  let touched = modifiedMs(path);
  const isHeld = () => touched !== undefined && modifiedMs(path) === touched;
  const refresh = setInterval(() => {
    if (!isHeld()) return;
    const now = new Date();
    unlessMissing(() => utimesSync(path, now, now));
    touched = modifiedMs(path);
  }, REFRESH_MS);
  refresh.unref();
  return {
    isHeld,
    release() {
      clearInterval(refresh);
      if (isHeld()) unlessMissing(() => rmdirSync(path));
      touched = undefined;
    },
  };
}

function modifiedMs(path: string): number | undefined {
  return unlessMissing(() => statSync(path).mtimeMs);
}

function tryBegin(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (sqliteCode(error) === SQLITE_BUSY) return false;
    throw error;
  }
}

function holdDatabase(database: DatabaseSync): HeldLock {
  let isOpen = true;
  return {
    isHeld: () => isOpen,
    release() {
      if (!isOpen) return;
      isOpen = false;
      database.close();
    },
  };
}
