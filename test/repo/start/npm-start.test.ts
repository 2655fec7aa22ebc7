import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFingerprint } from '#scripts/build/source-fingerprint.ts';
import { nodeTooOld } from '#scripts/setup/node-version.mjs';
import { projectRoot } from '#scripts/setup/project-root.mjs';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const isWindows = process.platform === 'win32';
if (isWindows)
  notRun(
    'npm start with a stand-in for Electron',
    'A script cannot stand in for electron.exe; run the tests on Linux or macOS.',
  );

interface House {
  root: string;
  dist: string;
  /** Arguments Electron was started with, or undefined when it was not. */
  window(): string[] | undefined;
}

/** The project's own scripts over a build that only tells what it was asked. */
function house(electronEndsWith = 0): House {
  const root = temporaryFolder();
  cpSync(join(projectRoot, 'scripts'), join(root, 'scripts'), { recursive: true });
  for (const folder of ['node_modules/electron', 'out/cli', 'bin', 'dist'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: {} }));
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: {} }));
  writeFileSync(join(root, 'node_modules/electron/package.json'), JSON.stringify({ version: '45.4.1' }));
  writeFileSync(join(root, 'out/cli/gatehouse.js'), 'console.log(JSON.stringify(process.argv.slice(2)));');
  writeFileSync(join(root, 'out/built-from'), sourceFingerprint(root));
  const dist = join(root, 'dist');
  script(join(dist, 'electron'), `printf '%s\\n' "$@" > '${root}/window'; exit ${electronEndsWith}`);
  if (process.platform === 'darwin') {
    mkdirSync(join(dist, 'Electron.app/Contents/MacOS'), { recursive: true });
    cpSync(join(dist, 'electron'), join(dist, 'Electron.app/Contents/MacOS/Electron'));
  }
  script(join(root, 'bin/unshare'), 'exit 0');
  const saw = join(root, 'window');
  return { root, dist, window: () => (existsSync(saw) ? readFileSync(saw, 'utf8').trimEnd().split('\n') : undefined) };
}

function script(file: string, text: string): void {
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

/** Runs `npm start`'s command as a user with a desktop. */
function start({ root, dist }: House, args: string[], env: NodeJS.ProcessEnv = {}) {
  const asUser = '--import=data:text/javascript,process.getuid=()=>1000';
  return spawnSync(process.execPath, [asUser, join(root, 'scripts/run.mjs'), 'scripts/start.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      DISPLAY: ':99',
      PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH']}`,
      ELECTRON_OVERRIDE_DIST_PATH: dist,
      ELECTRON_RUN_AS_NODE: '1',
      ...env,
    },
  });
}

describe.skipIf(isWindows)('npm start', () => {
  it('opens the window with the flags it was given', () => {
    const at = house();
    const { status, stdout, stderr } = start(at, ['--sample', '--home', '/a b']);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(at.window()).toEqual([`${at.root}/`, '--sample', '--home', '/a b']);
  });

  it('serves with the same flags when no window is asked for, and keeps stdout for the app', () => {
    const at = house();
    const { status, stdout, stderr } = start(at, ['--sample', '--no-open', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(['serve', '--sample', '--no-open', '--json']);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('--no-open')]);
    expect(at.window()).toBeUndefined();
  });

  it.skipIf(process.platform !== 'linux')('serves where there is no display and says so in one line', () => {
    const at = house();
    const { stdout, stderr } = start(at, ['--sample'], { DISPLAY: '', WAYLAND_DISPLAY: '' });
    expect(JSON.parse(stdout)).toEqual(['serve', '--sample']);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('no display')]);
  });

  it('serves when Electron ends badly right after its start', () => {
    const at = house(127);
    const { stdout, stderr } = start(at, ['--sample']);
    expect(at.window()).toBeDefined();
    expect(JSON.parse(stdout)).toEqual(['serve', '--sample']);
    expect(stderr).toContain('code 127');
  });

  it('does not start what it could not build', () => {
    const at = house();
    writeFileSync(join(at.root, 'package.json'), JSON.stringify({ type: 'module', changed: true }));
    const { status, stdout } = start(at, ['--sample', '--no-open']);
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
  });
});

/** A process that believes to be another Node. */
const posingAs = (version: string) =>
  `--import=data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`;

describe('a Node that can install but not run Gatehouse', () => {
  it('is told that it takes Node 24 when npm brought none for this system', () => {
    const { root } = house();
    const command = [posingAs('20.20.2'), join(root, 'scripts/run.mjs'), 'scripts/start.ts', '--no-open'];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('Gatehouse runs on Node 24.');
  });
});

describe('an old Node', () => {
  it('is told what to do', () => {
    expect(nodeTooOld('18.20.4')).toContain('Node 20 or newer');
    expect(nodeTooOld('20.0.0')).toBeUndefined();
    expect(nodeTooOld('24.21.0')).toBeUndefined();
  });

  it('ends with that sentence before anything is installed', () => {
    const command = [posingAs('18.20.4'), join(projectRoot, 'scripts/run.mjs'), 'scripts/start.ts'];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    expect({ status, stdout, stderr: stderr.trimEnd() }).toEqual({
      status: 1,
      stdout: '',
      stderr: nodeTooOld('18.20.4'),
    });
  });
});
