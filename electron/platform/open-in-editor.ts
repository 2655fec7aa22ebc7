import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { AppError } from '#contract/errors';
import { isProgram } from './programs.ts';
import { type Surroundings, showInFolder } from './show-in-folder.ts';
import { unlessMissing } from './system-error.ts';

/** An editor that has not failed by then has opened; some stay until their window is closed. */
const FAILS_WITHIN_MS = 1_500;

type Arguments = (file: string, line: number) => string[];
const goto: Arguments = (file, line) => ['--goto', `${file}:${line}`];
const colon: Arguments = (file, line) => [`${file}:${line}`];
const lineOption: Arguments = (file, line) => ['--line', String(line), file];
const plus: Arguments = (file, line) => [`+${line}`, file];

/** Editors with a window, and how each is told a line (their own command line documentation). In the order they are looked for. */
const editors: readonly [string, Arguments][] = [
  ...['code', 'cursor', 'windsurf', 'code-insiders', 'codium'].map((name): [string, Arguments] => [name, goto]),
  ...['zed', 'zeditor', 'subl'].map((name): [string, Arguments] => [name, colon]),
  ...['idea', 'webstorm', 'pycharm', 'goland', 'rustrover', 'kate'].map((name): [string, Arguments] => [
    name,
    lineOption,
  ]),
  ['mate', (file, line) => ['-l', String(line), file]],
  ...['bbedit', 'gvim', 'gnome-text-editor', 'gedit'].map((name): [string, Arguments] => [name, plus]),
];

export interface Opened {
  /** `folder`: no editor was found, so the file was shown where it lies. */
  by: 'editor' | 'folder';
  /** The editor's command. */
  editor?: string;
}

/**
 * Opens a file at a line in this user's editor: the one `VISUAL` or `EDITOR` names when it has a window, else the first that is
 * found on `path`. Only ever an editor is started, never what the system would do with the file. Throws AppError `not_found`
 * when it is no file any more, `unavailable` without a display.
 */
export async function openInEditor(
  file: string,
  line: number,
  path: string,
  around: Surroundings = process,
): Promise<Opened> {
  if (unlessMissing(() => statSync(file))?.isFile() !== true)
    throw new AppError('not_found', `${file} is not there any more.`);
  const { platform, env } = around;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    throw new AppError('unavailable', `This session has no display to open an editor on. It is ${file}:${line}.`);
  }
  for (const { program, name, args } of editorsOn(path, env)) {
    if (await starts(program, args(file, line), env)) return { by: 'editor', editor: name };
  }
  const own = systemEditor(platform, file);
  if (own !== undefined && (await starts(own.program, own.args, env))) return { by: 'editor', editor: own.program };
  await showInFolder(file, around);
  return { by: 'folder' };
}

interface Found {
  name: string;
  program: string;
  args: Arguments;
}

/** Those that are there, the user's own first. */
function editorsOn(path: string, env: Surroundings['env']): Found[] {
  const named = [env['VISUAL'], env['EDITOR']].flatMap((command) =>
    command ? [basename(command.split(' ')[0] ?? '')] : [],
  );
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const found = editors.flatMap(([name, args]) => {
    const program = folders.map((folder) => join(folder, name)).find(isProgram);
    return program === undefined ? [] : [{ name, program, args }];
  });
  return found.toSorted((a, b) => rank(a.name, named) - rank(b.name, named));
}

function rank(name: string, named: readonly string[]): number {
  const at = named.indexOf(name);
  return at < 0 ? named.length : at;
}

/** What comes with the system for text, whatever the file is. */
function systemEditor(platform: NodeJS.Platform, file: string): { program: string; args: string[] } | undefined {
  if (platform === 'darwin') return { program: '/usr/bin/open', args: ['-t', file] };
  return platform === 'win32' ? { program: 'notepad.exe', args: [file] } : undefined;
}

function starts(program: string, args: readonly string[], env: Surroundings['env']): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true, env: { ...env } });
    const timer = setTimeout(() => resolve(true), FAILS_WITHIN_MS).unref();
    const end = (isStarted: boolean) => {
      clearTimeout(timer);
      resolve(isStarted);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
    child.unref();
  });
}
