import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type CommandPlace, commandState, installCommand, removeCommand } from '#app/command-link';
import { settingsFile } from '#app/settings-file';
import { AppError } from '#contract/errors';
import { firstSettings } from '#contract/settings';
import { temporaryFolder } from '#test/helpers/temporary-folder';

test('nothing is made by reading, and what is chosen is private and stays', async () => {
  const data = join(temporaryFolder(), 'data');
  const file = settingsFile(data);
  expect(file.read()).toEqual({ settings: firstSettings, file: join(data, 'settings.json') });
  expect(statSync(data, { throwIfNoEntry: false })).toBeUndefined();
  await file.change({ theme: 'dark' });
  await file.change({ homes: ['/home/other'] });
  expect(settingsFile(data).read().settings).toEqual({ theme: 'dark', homes: ['/home/other'] });
  expect(statSync(join(data, 'settings.json')).mode & 0o777).toBe(0o600);
  await expect(file.change({ homes: ['relative'] })).rejects.toThrow('absolute');
});

test('a key of a later Gatehouse stays, and one wrong value does not take the others along', async () => {
  const data = temporaryFolder();
  const path = join(data, 'settings.json');
  writeFileSync(path, JSON.stringify({ v: 1, later: { a: 1 }, theme: 'sepia', homes: ['/a', 7] }));
  const { settings, problem } = settingsFile(data).read();
  expect(settings).toEqual(firstSettings);
  expect(problem).toContain('theme and homes');
  await settingsFile(data).change({ theme: 'light' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ later: { a: 1 }, theme: 'light' });
});

test.each([
  ['half a file', (path: string) => writeFileSync(path, '{"v": 1, "the')],
  ['a list', (path: string) => writeFileSync(path, '[1]')],
  ['a folder', (path: string) => mkdirSync(path)],
  ['a link in a circle', (path: string) => symlinkSync(path, path)],
  ['a FIFO', (path: string) => void execFileSync('mkfifo', [path])],
  ['noise', (path: string) => writeFileSync(path, Buffer.alloc(40_000_000, 7))],
])('%s is said, counts as nothing chosen, and is never written over', async (_what, make) => {
  const data = temporaryFolder();
  make(join(data, 'settings.json'));
  const { settings, problem } = settingsFile(data).read();
  expect(settings).toEqual(firstSettings);
  expect(problem).toContain('settings.json');
  await expect(settingsFile(data).change({ theme: 'dark' })).rejects.toBeInstanceOf(AppError);
});

function place(more: Partial<CommandPlace> = {}): CommandPlace & { path: string } {
  const home = join(temporaryFolder(), "o'brien ü home");
  mkdirSync(home);
  const program = () => [process.execPath, '-p', '"it ran: " + process.argv.slice(1).join(" ")'];
  const at = { home, data: join(home, 'data'), platform: 'linux' as const, env: {}, searchPath: '/usr/bin', program };
  return { ...at, path: join(home, '.local', 'bin', 'gatehouse'), ...more };
}

test('the command is put there, runs with its arguments, and is taken away again', async () => {
  const at = place();
  expect(await commandState(at)).toMatchObject({ found: 'absent', isOnPath: false, path: at.path });
  const there = await installCommand(at);
  expect(there).toMatchObject({ found: 'ours', isCurrent: true });
  expect(there.advice).toContain(`export PATH="${dirname(at.path)}:$PATH"`);
  expect(execFileSync(at.path, ['a b', "c'd"], { encoding: 'utf8' })).toBe("it ran: a b c'd\n");
  expect(await commandState({ ...at, searchPath: `/bin:${dirname(at.path)}/` })).toMatchObject({ isOnPath: true });
  expect(await commandState({ ...at, program: () => ['/other'] })).toMatchObject({ found: 'ours', isCurrent: false });
  expect(await installCommand(at)).toMatchObject({ isCurrent: true });
  expect(await removeCommand(at)).toMatchObject({ found: 'absent' });
});

test.each([
  ['a file', (path: string) => writeFileSync(path, '#!/bin/sh\necho mine\n')],
  ['a link', (path: string) => symlinkSync('/usr/bin/true', path)],
  ['a dead link', (path: string) => symlinkSync('/nowhere', path)],
  ['a folder', (path: string) => mkdirSync(path)],
])('%s of another is neither written over nor removed', async (_what, make) => {
  const at = place();
  mkdirSync(dirname(at.path), { recursive: true });
  make(at.path);
  expect(await commandState(at)).toMatchObject({ found: 'other' });
  await expect(installCommand(at)).rejects.toMatchObject({ code: 'conflict' });
  await expect(removeCommand(at)).rejects.toMatchObject({ code: 'conflict' });
});

test('a window without a lasting program says so, and writes nothing', async () => {
  const at = place({
    program: () => {
      throw new AppError('unavailable', 'no lasting place');
    },
  });
  expect(await commandState(at)).toMatchObject({ cannot: 'no lasting place', starts: [] });
  await expect(installCommand(at)).rejects.toThrow('no lasting place');
  const file = place();
  writeFileSync(join(file.home, '.local'), 'a file where the folder would be');
  await expect(installCommand(file)).rejects.toBeInstanceOf(AppError);
});

test('on Windows a batch file, with percent signs kept', async () => {
  const env = { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' };
  const program = () => ['C:\\100% mine\\node.exe', 'C:\\g.js'];
  const state = await commandState({ ...place(), platform: 'win32', env, program, searchPath: 'C:\\Windows' });
  expect(state.path).toBe('C:\\Users\\ada\\AppData\\Local\\Gatehouse\\bin\\gatehouse.cmd');
  expect(state.advice).toContain('Environment variables');
});
