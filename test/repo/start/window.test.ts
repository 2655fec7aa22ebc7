import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { electronRuntime } from '#scripts/start/electron-runtime.ts';
import { startOptions } from '#scripts/start/start-options.ts';
import { type Surroundings, windowObstacle } from '#scripts/start/window-obstacle.ts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe("Electron's runtime", () => {
  it('is not there after npm ci, which brings no dist folder', () => {
    const root = temporaryFolder();
    put(join(root, 'node_modules/electron/package.json'), '{}');
    expect(electronRuntime(root, {}, 'linux')).toBeUndefined();
  });

  it('is there once it was unpacked and path.txt names its executable', () => {
    const root = temporaryFolder();
    put(join(root, 'node_modules/electron/dist/electron'), '');
    put(join(root, 'node_modules/electron/path.txt'), 'electron');
    expect(electronRuntime(root, {}, 'linux')).toBe(join(root, 'node_modules/electron/dist/electron'));
  });

  it('is not there when unpacking was cut short', () => {
    const root = temporaryFolder();
    put(join(root, 'node_modules/electron/dist/electron'), '');
    expect(electronRuntime(root, {}, 'linux')).toBeUndefined();
  });

  it.each([
    ['linux', 'electron'],
    ['win32', 'electron.exe'],
    ['darwin', 'Electron.app/Contents/MacOS/Electron'],
  ] as const)('is found on %s in the folder named by ELECTRON_OVERRIDE_DIST_PATH', (platform, executable) => {
    const root = temporaryFolder();
    const dist = join(root, 'elsewhere');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: dist };
    expect(electronRuntime(root, env, platform)).toBeUndefined();
    put(join(dist, executable), '');
    expect(electronRuntime(root, env, platform)).toBe(join(dist, executable));
  });
});

describe('a window', () => {
  const desktop: Surroundings = {
    platform: 'linux',
    env: { DISPLAY: ':0' },
    uid: 1000,
    canMakeNamespaces: () => true,
  };

  it.each<[string, Partial<Surroundings>, RegExp | undefined]>([
    ['opens on X11', {}, undefined],
    ['opens on Wayland', { env: { WAYLAND_DISPLAY: 'wayland-0' } }, undefined],
    ['does not open without a display', { env: { DISPLAY: '' } }, /no display/],
    ['does not open for root', { uid: 0 }, /root/],
    ['does not open without user namespaces', { canMakeNamespaces: () => false }, /user namespaces/],
    ['needs none of that on macOS', { platform: 'darwin', env: {}, canMakeNamespaces: () => false }, undefined],
    ['needs none of that on Windows', { platform: 'win32', env: {}, uid: undefined }, undefined],
  ])('%s', (_sentence, difference, why) => {
    const obstacle = windowObstacle({ ...desktop, ...difference });
    if (why === undefined) expect(obstacle).toBeUndefined();
    else expect(obstacle).toMatch(why);
  });
});

describe('the flags of npm start', () => {
  it('go to the app as they are, but for the one of its own', () => {
    const options = startOptions(['--sample', '--retry-electron', '--home', '/a b', '--project=/p']);
    expect(options).toEqual({ flags: ['--sample', '--home', '/a b', '--project=/p'], isRetry: true });
  });

  it.each(['--no-open', '--port', '--port=0', '--host', '--read-only', '--json'])('%s asks for no window', (flag) => {
    expect(startOptions(['--sample', flag]).servedBecauseOf).toBe(flag.split('=')[0]);
  });
});
