import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openInEditor } from '#platform/open-in-editor';
import { eventually } from '../../helpers/eventually.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

// Editors are real programs here, which write down what they were started with; the scripts need a POSIX shell.
describe.skipIf(process.platform === 'win32')('openInEditor', () => {
  const setUp = (...names: string[]) => {
    const folder = temporaryFolder();
    const [bin, file, told] = [join(folder, 'bin'), join(folder, '-a b;$(id).md'), join(folder, 'told')];
    mkdirSync(bin);
    writeFileSync(file, 'one\ntwo\n');
    for (const name of [...names, 'xdg-open']) {
      writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\n' "${name}" "$@" > "${told}"\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const around = { platform: 'linux' as const, env: { DISPLAY: ':9', PATH: `${bin}:/usr/bin:/bin` } };
    return { bin, file, told, folder, around, words: () => readFileSync(told, 'utf8').trim().split('\n') };
  };

  it.each([
    ['code', (file: string) => ['--goto', `${file}:7`]],
    ['subl', (file: string) => [`${file}:7`]],
    ['idea', (file: string) => ['--line', '7', file]],
    ['gedit', (file: string) => ['+7', file]],
  ])('tells %s the line in its own way, and starts no shell', async (name, args) => {
    const { bin, file, around, words } = setUp(name);
    expect(await openInEditor(file, 7, bin, around)).toEqual({ by: 'editor', editor: name });
    await eventually(() => expect(words()).toEqual([name, ...args(file)]));
  });

  it('takes the one that EDITOR names before the others, and none without a window', async () => {
    const { bin, file, around } = setUp('code', 'zed', 'vim');
    const env = { ...around.env, EDITOR: '/usr/bin/vim', VISUAL: `${bin}/zed --wait` };
    expect(await openInEditor(file, 1, bin, { ...around, env })).toEqual({ by: 'editor', editor: 'zed' });
  });

  it('goes on to the next when one fails, and at last shows the folder', async () => {
    const { bin, file, around, folder, words } = setUp('code');
    writeFileSync(join(bin, 'code'), '#!/bin/sh\nexit 3\n');
    expect(await openInEditor(file, 1, bin, around)).toEqual({ by: 'folder' });
    await eventually(() => expect(words()).toEqual(['xdg-open', folder]));
  });

  it('says what is missing: the file, a display', async () => {
    const { bin, file, around, folder, told } = setUp('code');
    await expect(openInEditor(join(folder, 'gone'), 1, bin, around)).rejects.toThrow('not there any more');
    await expect(openInEditor(folder, 1, bin, around)).rejects.toThrow('not there any more');
    await expect(openInEditor(file, 1, bin, { ...around, env: {} })).rejects.toThrow(`${file}:1`);
    expect(existsSync(told)).toBe(false);
  });
});
