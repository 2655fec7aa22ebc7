import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Rollup } from 'vite';
import { describe, expect, it } from 'vitest';
import viteConfig from '../../../electron.vite.config.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** A shipped folder: the main script as it is built, a page, nothing else. */
async function ship(): Promise<string> {
  const folder = temporaryFolder();
  const { main } = viteConfig as { main: { build: { rollupOptions: Rollup.RollupOptions } } };
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'electron', 'desktop', 'main.ts'),
      outDir: join(folder, 'out', 'main'),
      target: 'node24',
      rollupOptions: main.build.rollupOptions,
    },
  });
  mkdirSync(join(folder, 'out', 'renderer'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'out', 'renderer', 'index.html'), '<p>page</p>');
  return folder;
}

async function run(folder: string, args: readonly string[]): Promise<Record<string, unknown> & { told: unknown[][] }> {
  const drive = join(import.meta.dirname, 'drive-main-program.ts');
  const main = join(folder, 'out', 'main', 'main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [drive, main, ...args], { cwd: root });
  return JSON.parse(stdout);
}

// Electron's own runtime is not needed: a stand-in writes down what the main script tells it.
describe('the main script', () => {
  it('opens one sandboxed window under the rules, serves it over one port and ends with it', {
    timeout: 60_000,
  }, async () => {
    const folder = await ship();
    const home = join(folder, 'home');
    mkdirSync(home);
    const result = await run(folder, ['--home', home, '--data', join(folder, 'data'), '--project', '/a b']);
    expect(result).toMatchObject({
      info: { door: 'desktop', version: '9.9.9', home, canSwitch: true, canSetSecrets: true },
      scopes: ['read', 'control', 'secrets'],
      plugins: 0,
      page: '<p>page</p>',
    });
    const steps = result.told.map(([step]) => step);
    expect(steps.indexOf('schemes')).toBeLessThan(steps.indexOf('ready'));
    expect(steps.indexOf('sandbox')).toBeLessThan(steps.indexOf('ready'));
    expect(steps.filter((step) => step === 'window' || step === 'post')).toEqual(['window', 'post']);
    for (const rule of ['new windows', 'permission requests', 'permission checks', 'device permissions', 'requests']) {
      expect(steps.indexOf(rule), rule).toBeGreaterThan(-1);
      expect(steps.indexOf(rule), rule).toBeLessThan(steps.indexOf('load'));
    }
    expect(result.told.find(([step]) => step === 'window')?.[1]).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(steps).toContain('notifications');
    expect(result.told).toContainEqual(['load', 'app://gatehouse/?project=%2Fa+b']);
    expect(result.told.slice(-2)).toEqual([
      ['quit', 'waits'],
      ['exit', 0],
    ]);
    expect(readdirSync(folder).sort()).toEqual(['home', 'out', 'package.json']);
    expect(readdirSync(home)).toEqual([]);

    rmSync(join(folder, 'out', 'renderer'), { recursive: true });
    const failed = await run(folder, ['--home', home, '--data', join(folder, 'data')]);
    expect(failed.told.slice(-2)).toEqual([
      ['error box', 'Gatehouse cannot go on', expect.stringContaining('was not built')],
      ['exit', 1],
    ]);
  });
});
