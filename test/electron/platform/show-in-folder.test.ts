import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderCommand, showInFolder } from '#platform/show-in-folder';
import { temporaryFolder } from '#test/helpers/temporary-folder';

/** A stand-in for xdg-open that writes down its arguments. */
function setup(script: string) {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  const file = join(folder, '-a b', 'session.jsonl');
  mkdirSync(bin);
  mkdirSync(join(folder, '-a b'));
  writeFileSync(file, '');
  writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\n${script.replaceAll('OUT', join(folder, 'out'))}\n`);
  chmodSync(join(bin, 'xdg-open'), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, DISPLAY: ':9' };
  return { file, out: join(folder, 'out'), around: { platform: 'linux' as const, env } };
}

describe.runIf(process.platform === 'linux')('showing a file in its folder', () => {
  it('opens the folder, never the file', async () => {
    const { file, out, around } = setup('printf "%s\\n" "$@" > OUT');
    await showInFolder(file, around);
    expect(readFileSync(out, 'utf8')).toBe(`${join(file, '..')}\n`);
  });

  it('says why when the program fails or there is no display', async () => {
    const { file, around } = setup('exit 3');
    await expect(showInFolder(file, around)).rejects.toMatchObject({
      code: 'unavailable',
      message: `No file manager was opened: xdg-open ended with 3. The file is ${file}.`,
    });
    const silent = { ...around, env: {} };
    await expect(showInFolder(file, silent)).rejects.toThrow(`no display to show a folder on. The file is ${file}.`);
  });

  it('starts nothing for a file that is gone', async () => {
    const { file, out, around } = setup('touch OUT');
    await expect(showInFolder(`${file}.gone`, around)).rejects.toMatchObject({ code: 'not_found' });
    expect(existsSync(out)).toBe(false);
  });
});

it('chooses the file where the system can', () => {
  expect(folderCommand('/a b/c', { platform: 'darwin', env: {} })).toEqual(['open', '-R', '/a b/c']);
  expect(folderCommand('C:\\a b\\c', { platform: 'win32', env: {} })).toEqual(['explorer.exe', '/select,"C:\\a b\\c"']);
});
