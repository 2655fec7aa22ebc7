import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, expectRows, test } from './desktop-test.ts';
import { rowNamed } from './gatehouse-test.ts';
import { type Packaged, packageIt } from './packaged.ts';

// electron-builder does its whole work here; what it packs are our files and a stand-in for Electron's.
test.describe('the package, with a stand-in for Electron in it', () => {
  test.skip(process.platform !== 'linux', 'It is packaged for Linux; the other systems package in their own CI job.');
  test.describe.configure({ timeout: 180_000 });
  let packaged: Packaged;
  let work: string;
  test.beforeAll(() => {
    packaged = packageIt();
    work = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-packaged-')));
  });
  test.afterAll(() => {
    packaged.remove();
    rmSync(work, { recursive: true, force: true });
  });

  test('holds what the window needs in its archive, and nothing else', () => {
    const shapes = new Set(packaged.archive.map((name) => name.replace(/-[\w-]{8}\.(js|css)$/, '-*.$1')));
    const other = [...shapes].filter((name) => !/^\/out\/(main|renderer)(\/|$)/.test(name));
    expect(other).toEqual([
      ...['/LICENSE', '/out', '/out/preload', '/out/preload/preload.cjs', '/package.json'],
      ...['/resources', '/resources/icon.png'],
    ]);
    const ours = packaged.archive.filter((name) => /^\/out\/(main|renderer)\/./.test(name));
    expect(ours.filter((name) => !/\.(js|css|html)$|^\/out\/renderer\/assets$/.test(name))).toEqual([]);
    expect(ours).toEqual(expect.arrayContaining(['/out/main/main.js', '/out/main/keychain-child.js']));
    const files = statSync(join(packaged.resources, 'app.asar')).size;
    console.log(`The archive: ${packaged.archive.length} entries, ${(files / 1e6).toFixed(1)} MB.`);
    expect(files).toBeLessThan(8_000_000);
  });

  test('holds the command line beside it, with its own Node and one module for this system', () => {
    const beside = execFileSync('find', ['.', '-type', 'f'], { cwd: packaged.resources, encoding: 'utf8' });
    const shapes = beside
      .trim()
      .split('\n')
      .map((name) =>
        name.replace(/^\.\/cli\/(out\/cli|out\/renderer\/assets|resources\/sample-home)\/.*/, './cli/$1/*'),
      );
    expect([...new Set(shapes)].sort()).toEqual([
      './app.asar',
      './cli/LICENSE',
      './cli/gatehouse',
      './cli/node',
      expect.stringMatching(/^\.\/cli\/node_modules\/keytar\/LICENSE/),
      './cli/node_modules/keytar/lib/keytar.js',
      './cli/node_modules/keytar/package.json',
      `./cli/node_modules/keytar/prebuilds/linux-${process.arch}/keytar.node`,
      './cli/out/cli/*',
      './cli/out/renderer/assets/*',
      './cli/out/renderer/index.html',
      './cli/package.json',
      './cli/resources/sample-home/*',
    ]);
  });

  test('has its fuses set: no Node, no options, no inspector, the archive alone and whole', () => {
    // runAsNode, cookies, NODE_OPTIONS, inspect, integrity, only the archive, own snapshot, file privileges.
    expect(packaged.fuses).toBe('01001100');
  });

  test('its command line works from anywhere, with an empty environment', async () => {
    const home = join(work, 'home');
    cpSync(join(packaged.resources, 'cli', 'resources', 'sample-home'), home, { recursive: true });
    const cli = (...args: string[]) =>
      execFileSync(
        join(packaged.resources, 'cli', 'gatehouse'),
        [...args, '--home', home, '--data', join(work, 'data')],
        {
          cwd: '/',
          env: { PATH: '/usr/bin:/bin' },
          encoding: 'utf8',
        },
      );
    const list = JSON.parse(cli('list', '--json'));
    console.log(`The packaged command line lists ${list.plugins.length} plugins of the sample home.`);
    expect(list.plugins.length).toBeGreaterThan(10);
    const { checks } = JSON.parse(cli('doctor', '--json'));
    const node = checks.find(({ name }: { name: string }) => name === 'node');
    expect(node.detail).toContain(join(packaged.resources, 'cli', 'node'));
    const child = spawn(
      join(packaged.resources, 'cli', 'gatehouse'),
      ['serve', '--json', '--no-open', '--sample', '--data', join(work, 'served')],
      { cwd: '/', env: { PATH: '/usr/bin:/bin', HOME: work }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      const [line] = await once(createInterface({ input: child.stdout }), 'line');
      const { url } = JSON.parse(line);
      const page = await fetch(new URL('/', url));
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('<title>Gatehouse</title>');
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });

  test('its window shows the sample home', async ({ page, start }) => {
    const unpacked = packaged.unpack();
    await start(['--sample'], {
      folder: join(unpacked, 'app'),
      isPackaged: true,
      env: { STAND_IN_RESOURCES: unpacked },
    });
    await expectRows(page);
    await expect(rowNamed(page, 'release-notes').first()).toBeVisible();
  });

  test('its window guards a server with a copy of the command line that stays', async ({ page, start, folder }) => {
    const unpacked = packaged.unpack();
    const home = join(work, 'guarded');
    mkdirSync(join(home, '.claude'), { recursive: true });
    const file = join(home, '.claude.json');
    const server = join(import.meta.dirname, '..', 'fixtures', 'mcp', 'echo-program.ts');
    writeFileSync(file, JSON.stringify({ mcpServers: { files: { command: process.execPath, args: [server] } } }));
    await start(['--home', home], {
      folder: join(unpacked, 'app'),
      isPackaged: true,
      env: { STAND_IN_RESOURCES: unpacked },
    });
    await rowNamed(page, 'files').first().click();
    await page.getByRole('tab', { name: 'Servers' }).click();
    await page.getByRole('button', { name: /Guard/ }).first().click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Write change/ })
      .click();
    const entry = () => JSON.parse(readFileSync(file, 'utf8')).mcpServers.files;
    await expect.poll(() => entry().args.includes('run')).toBe(true);
    const stable = join(folder, 'data', 'cli', 'current');
    expect(entry().args).toEqual(
      expect.arrayContaining([join(stable, 'node'), join(stable, 'out', 'cli', 'gatehouse.js')]),
    );
    // The package may go; what stands in the file goes on.
    rmSync(unpacked, { recursive: true, force: true });
    const { command, args } = entry();
    const listed = [...args.slice(0, args.indexOf('run')), 'list', '--json', '--home', home];
    expect(JSON.parse(execFileSync(command, listed, { cwd: '/', encoding: 'utf8' })).plugins).toHaveLength(1);
  });
});
