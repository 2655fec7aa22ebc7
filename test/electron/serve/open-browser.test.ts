import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { browserCommand, openBrowser } from '#serve/open-browser';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const url = 'http://127.0.0.1:4100/?project=%2Fa&x=%22#token=SECRET_TOKEN';

/** A stand-in for xdg-open that writes down its arguments, the file's rights and the file. */
function setup(script: string) {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  const redirects = join(folder, 'redirects');
  mkdirSync(bin);
  mkdirSync(redirects);
  writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\n${script.replaceAll('OUT', join(folder, 'out'))}\n`);
  chmodSync(join(bin, 'xdg-open'), 0o755);
  const path = process.env.PATH;
  process.env.PATH = `${bin}:${path}`;
  onTestFinished(() => {
    process.env.PATH = path;
  });
  const around = (keepMs: number) => ({
    platform: 'linux' as const,
    env: { DISPLAY: ':9' },
    folder: redirects,
    keepMs,
  });
  return { around, redirects, out: join(folder, 'out') };
}

describe.runIf(process.platform === 'linux')('opening the browser', () => {
  it('hands over a file only this user can read, and the token in no argument', async () => {
    const { around, out } = setup(
      'echo "$@" > OUT.args; stat -c %a "$1" "$(dirname "$1")" > OUT.mode; cat "$1" > OUT.page',
    );
    await openBrowser(url, () => {}, around(60_000));
    expect(readFileSync(`${out}.args`, 'utf8')).not.toContain('SECRET_TOKEN');
    expect(readFileSync(`${out}.mode`, 'utf8')).toBe('600\n700\n');
    const page = readFileSync(`${out}.page`, 'utf8');
    expect(page).toContain('content="0;url=http://127.0.0.1:4100/?project=%2Fa&amp;x=%22#token=SECRET_TOKEN"');
  });

  it('removes the file after its time', async () => {
    const { around, redirects } = setup('exit 0');
    await openBrowser(url, () => {}, around(1));
    await expect.poll(() => readdirSync(redirects)).toEqual([]);
  });

  it('says so and removes the file when the program fails', async () => {
    const { around, redirects } = setup('exit 3');
    const logged: string[] = [];
    await openBrowser(url, (message) => logged.push(message), around(60_000));
    expect(logged).toEqual([expect.stringContaining('xdg-open ended with 3')]);
    expect(readdirSync(redirects)).toEqual([]);
  });

  it('writes nothing where there is no display', async () => {
    const { redirects } = setup('exit 0');
    const logged: string[] = [];
    const around = { platform: 'linux' as const, env: {}, folder: redirects, keepMs: 1 };
    await openBrowser(url, (message) => logged.push(message), around);
    expect(logged.length).toBe(1);
    expect(existsSync(redirects) && readdirSync(redirects)).toEqual([]);
  });
});

it.each([
  ['darwin', {}, ['open']],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler']],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, ['wslview']],
  ['linux', {}, undefined],
] as const)('on %s with %j it is %j', (platform, env, command) => {
  expect(browserCommand({ platform, env })).toEqual(command);
});
