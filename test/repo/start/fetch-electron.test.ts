import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readyElectron } from '#scripts/start/ready-electron.ts';
import type { Surroundings } from '#scripts/start/window-obstacle.ts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const around: Surroundings = { platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000, canMakeNamespaces: () => true };

/** What stands in for Electron's installer: the same files, other contents. */
const works = `
  const fs = require('node:fs');
  fs.mkdirSync(__dirname + '/dist');
  fs.writeFileSync(__dirname + '/dist/electron', '');
  fs.writeFileSync(__dirname + '/path.txt', 'electron');`;
const fails = "console.error('TypeError: fetch failed'); process.exit(1);";
const hangs = "require('node:fs').mkdirSync(__dirname + '/dist'); setTimeout(() => undefined, 600_000);";

beforeEach(() => {
  // The download says on stderr how far it is.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

function projectWith(installer: string, version = '45.4.1'): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'node_modules/electron'), { recursive: true });
  writeFileSync(join(root, 'node_modules/electron/package.json'), JSON.stringify({ version }));
  setInstaller(root, installer);
  return root;
}

function setInstaller(root: string, installer: string): void {
  const counting = "require('node:fs').appendFileSync(__dirname + '/runs', 'x');";
  writeFileSync(join(root, 'node_modules/electron/install.js'), counting + installer);
}

function runs(root: string): number {
  const file = join(root, 'node_modules/electron/runs');
  return existsSync(file) ? readFileSync(file, 'utf8').length : 0;
}

describe("fetching Electron's runtime", () => {
  it('happens once and gives its executable', async () => {
    const root = projectWith(works);
    const electron = join(root, 'node_modules/electron/dist/electron');
    expect(await readyElectron(root, { isRetry: false, around })).toEqual({ electron });
    expect(await readyElectron(root, { isRetry: false, around })).toEqual({ electron });
    expect(runs(root)).toBe(1);
  });

  it('is not tried where no window could open anyway', async () => {
    const root = projectWith(works);
    const ready = await readyElectron(root, { isRetry: false, around: { ...around, uid: 0 } });
    expect(ready).toMatchObject({ why: expect.stringContaining('root') });
    expect(runs(root)).toBe(0);
  });

  it('says why it failed, remembers that, and is tried again when asked', async () => {
    const root = projectWith(fails);
    const first = await readyElectron(root, { isRetry: false, around });
    expect(first).toMatchObject({ why: expect.stringContaining('fetch failed') });
    const second = await readyElectron(root, { isRetry: false, around });
    expect(second).toMatchObject({ why: expect.stringContaining('--retry-electron') });
    expect(runs(root)).toBe(1);
    setInstaller(root, works);
    expect(await readyElectron(root, { isRetry: true, around })).toHaveProperty('electron');
    expect(runs(root)).toBe(2);
  });

  it('is tried again for another version of Electron', async () => {
    const root = projectWith(fails);
    await readyElectron(root, { isRetry: false, around });
    writeFileSync(join(root, 'node_modules/electron/package.json'), JSON.stringify({ version: '46.0.0' }));
    await readyElectron(root, { isRetry: false, around });
    expect(runs(root)).toBe(2);
  });

  it('is given up when nothing arrives, and leaves nothing half unpacked', async () => {
    const root = projectWith(hangs);
    const limits = { stalledMs: 200, totalMs: 60_000, lookMs: 50 };
    const ready = await readyElectron(root, { isRetry: false, around, limits });
    expect(ready).toMatchObject({ why: expect.stringContaining('nothing arrived') });
    expect(existsSync(join(root, 'node_modules/electron/dist'))).toBe(false);
  });
});
