import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { AppError } from '#contract/errors';
import type { CommandState } from '#contract/settings';
import { dataFolder } from '#platform/data-folder';
import { loginPath } from '#platform/login-path';
import { cannotWrite, unlessMissing } from '#platform/system-error';
import { ownProgram } from './guarded-command.ts';

/** In each file of ours; what does not hold it is never touched. */
const mark = 'Put here by Gatehouse';
const MOST_BYTES = 64 * 1024;

export interface CommandPlace {
  /** The user's own home, never that of another home that is looked at. */
  home: string;
  data: string;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** Where a new terminal looks for programs; asked of the login shell when absent. */
  searchPath?: string;
  /** What starts this Gatehouse; as of `guard` when absent. Throws AppError when it cannot be told. */
  program?: () => string[];
}

/** Of whoever runs this program. */
export function thisPlace(): CommandPlace {
  return { home: homedir(), data: dataFolder(), platform: process.platform, env: process.env };
}

/** Whether a terminal finds `gatehouse`, and what is in its place. Writes nothing. */
export async function commandState(place: CommandPlace): Promise<CommandState> {
  const path = commandPath(place);
  const there = contentOf(path);
  const { program, cannot } = programOf(place);
  const folder = place.platform === 'win32' ? win32.dirname(path) : posix.dirname(path);
  const separator = place.platform === 'win32' ? ';' : ':';
  const searched = (place.searchPath ?? (await loginPath())).split(separator);
  const isOnPath = searched.some((each) => each.replace(/[\\/]+$/, '') === folder);
  const isOurs = there !== undefined && there.includes(mark);
  return {
    path,
    found: there === undefined ? 'absent' : isOurs ? 'ours' : 'other',
    starts: program,
    isCurrent: isOurs && there === textOf(place.platform, program),
    isOnPath,
    ...(isOnPath ? {} : { advice: adviceFor(place.platform, folder) }),
    ...(cannot === undefined ? {} : { cannot }),
  };
}

/**
 * Puts a small file there that starts this Gatehouse; no start file of a shell is touched. Throws AppError `conflict` when
 * something else has the name, `unavailable` when this Gatehouse has no lasting place or the folder cannot be written.
 */
export async function installCommand(place: CommandPlace): Promise<CommandState> {
  const before = await commandState(place);
  if (before.cannot !== undefined) throw new AppError('unavailable', before.cannot);
  refuseOther(before);
  // A package's copy is made now, so that what is written leads somewhere.
  if (place.program === undefined) ownProgram(place.data);
  const half = `${before.path}.${process.pid}.half`;
  try {
    mkdirSync(place.platform === 'win32' ? win32.dirname(before.path) : posix.dirname(before.path), {
      recursive: true,
    });
    writeFileSync(half, textOf(place.platform, before.starts), { mode: 0o755, flag: 'wx' });
    renameSync(half, before.path);
  } catch (error) {
    removeHalf(half);
    throw cannotWrite(before.path, error);
  }
  return commandState(place);
}

/** Takes away what `installCommand` put there, and nothing else. Throws as it does. */
export async function removeCommand(place: CommandPlace): Promise<CommandState> {
  const before = await commandState(place);
  refuseOther(before);
  try {
    rmSync(before.path, { force: true });
  } catch (error) {
    throw cannotWrite(before.path, error);
  }
  return commandState(place);
}

/** What could not be made need not be there to be removed. */
function removeHalf(half: string): void {
  try {
    rmSync(half, { force: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function refuseOther({ found, path }: CommandState): void {
  if (found === 'other')
    throw new AppError('conflict', `${path} is not Gatehouse's, so it is left alone. Move it away first.`);
}

function commandPath({ home, platform, env }: CommandPlace): string {
  if (platform !== 'win32') return posix.join(home, '.local', 'bin', 'gatehouse');
  return win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'Gatehouse', 'bin', 'gatehouse.cmd');
}

/** Undefined when nothing is there; what is no small plain file is no file of ours. */
function contentOf(path: string): string | undefined {
  try {
    const stats = unlessMissing(() => lstatSync(path));
    if (stats === undefined) return undefined;
    return stats.isFile() && stats.size <= MOST_BYTES ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

function programOf({ data, program }: CommandPlace): { program: string[]; cannot?: string } {
  try {
    return { program: program === undefined ? ownProgram(data, { isLookingOnly: true }) : program() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { program: [], cannot: error.message };
  }
}

function textOf(platform: NodeJS.Platform, program: readonly string[]): string {
  const remark = `${mark}; "gatehouse install-cli --remove" takes it away.`;
  if (platform === 'win32') {
    // A percent sign begins a variable there.
    const words = program.map((each) => `"${each.replaceAll('%', '%%')}"`).join(' ');
    return `@echo off\r\nrem ${remark}\r\n${words} %*\r\n`;
  }
  const words = program.map((each) => `'${each.replaceAll("'", `'\\''`)}'`).join(' ');
  return `#!/bin/sh\n# ${remark}\nexec ${words} "$@"\n`;
}

function adviceFor(platform: NodeJS.Platform, folder: string): string {
  if (platform === 'win32') return `Add ${folder} to the Path of your account: Settings, Environment variables.`;
  return `Add this line to your shell's start file, such as ~/.profile or ~/.zprofile: export PATH="${folder}:$PATH"`;
}
