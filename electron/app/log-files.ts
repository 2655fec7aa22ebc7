import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#contract/errors';
import { cannotWrite, systemCode } from '#platform/system-error';
import { serverFileName } from './server-file-name.ts';

/** How much is kept: bytes of one file, of one server and of all; a new file also begins each day. */
export const logBounds = { file: 1024 * 1024, server: 4 * 1024 * 1024, all: 64 * 1024 * 1024, fileMs: 86_400_000 };

/** Says in a log's folder which server it is of: the folder's own name is a hash. */
export const aboutFile = 'about.json';

/** In the data folder: a folder for each server. */
export function logsFolder(data: string): string {
  return join(data, 'logs');
}

export function logFolder(data: string, plugin: string, server: string): string {
  return join(logsFolder(data), serverFileName(plugin, server));
}

export function logPath(folder: string, created: number): string {
  return join(folder, `${String(created).padStart(13, '0')}.jsonl`);
}

/** When each file of a log was begun, in milliseconds since 1970, oldest first. Such a number is also its name. */
export async function logFiles(folder: string): Promise<number[]> {
  const names = await unlessGone(readdir(folder));
  return (names ?? [])
    .flatMap((name) => /^(\d{13,16})\.jsonl$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
}

/** Undefined for what is not there: files of a log are removed while others read them. */
export async function unlessGone<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

export interface LogPlace {
  data: string;
  plugin: string;
  server: string;
}

/**
 * Adds whole lines with one write, so that several runs of a server may write at once; files that are too much are
 * removed. Files have no order but the moment they were begun: two runs that begin one at once each get their own.
 * Throws AppError `unavailable`.
 */
export async function appendToLog({ data, plugin, server }: LogPlace, lines: string, now: number): Promise<void> {
  const folder = logFolder(data, plugin, server);
  try {
    const files = await logFiles(folder);
    const last = files.at(-1);
    if (last === undefined) await beginLog(folder, { plugin, server });
    const isOld = last === undefined || now - last >= logBounds.fileMs;
    if (!isOld && (await addLines(logPath(folder, last), lines))) return;
    const next = Math.max(now, (last ?? 0) + 1);
    await addLines(logPath(folder, next), lines);
    await removeSurplus(folder);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

async function beginLog(folder: string, about: { plugin: string; server: string }): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(join(folder, aboutFile), 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(about));
  } finally {
    await handle.close();
  }
}

/** False for a file that is full. */
async function addLines(path: string, lines: string): Promise<boolean> {
  const handle = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o600);
  try {
    const { size } = await handle.stat();
    if (size > 0 && size + lines.length > logBounds.file) return false;
    await writeOnce(handle, path, Buffer.from(lines));
    return true;
  } finally {
    await handle.close();
  }
}

/** A second write could come behind another run's line. */
async function writeOnce(handle: FileHandle, path: string, bytes: Buffer): Promise<void> {
  const { bytesWritten } = await handle.write(bytes);
  if (bytesWritten < bytes.length) throw new AppError('unavailable', `${path} could not be written: the disk is full.`);
}

/** The oldest files go until there is room for the newest to be filled. */
async function removeSurplus(folder: string): Promise<void> {
  let size = logBounds.file;
  for (const created of (await logFiles(folder)).slice(0, -1).toReversed()) {
    const path = logPath(folder, created);
    size += (await unlessGone(stat(path)))?.size ?? 0;
    if (size > logBounds.server) await rm(path, { force: true });
  }
}

/** Which server a folder of logs is of; undefined for what says nothing of it. */
export async function readAbout(folder: string): Promise<{ plugin: string; server: string } | undefined> {
  const text = await unlessGone(readFile(join(folder, aboutFile), 'utf8'));
  try {
    const about: unknown = JSON.parse(text ?? '');
    if (typeof about !== 'object' || about === null || !('plugin' in about) || !('server' in about)) return undefined;
    return { plugin: String(about.plugin), server: String(about.server) };
  } catch {
    return undefined;
  }
}
