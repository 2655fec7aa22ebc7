import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { WatchTarget } from '#agents/agent-module';
import { watchFiles } from '#inventory/watch';
import { eventually } from '#test/helpers/eventually';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';

async function follow(targets: WatchTarget[]) {
  const seen: string[] = [];
  const scans: (readonly string[] | undefined)[] = [];
  const watch = await watchFiles({
    changed: (paths) => {
      scans.push(paths);
      seen.push(...(paths ?? []));
    },
    stateChanged: () => {},
  });
  onTestFinished(() => watch.close());
  await watch.follow(targets, Date.now());
  return { watch, seen, scans };
}

test.each([
  ['what decides', undefined],
  ['the inside of a package', 'a package'],
])('a folder that goes and comes back is still watched: %s', async (_what, root) => {
  const folder = temporaryFolder();
  const file = join(folder, 'plugins', 'records.json');
  mkdirSync(join(folder, 'plugins'));
  writeFileSync(file, '1');
  const target: WatchTarget = {
    path: file,
    kind: 'file',
    ...(root === undefined ? {} : { root: join(folder, 'plugins') }),
  };
  const { watch, seen } = await follow([target]);
  rmSync(join(folder, 'plugins'), { recursive: true });
  await eventually(() => expect(seen).toContain(file));
  // The inventory scans after each change and follows what it then finds.
  await watch.follow([target], Date.now());
  seen.length = 0;
  mkdirSync(join(folder, 'plugins'));
  await eventually(() => expect(seen.length).toBeGreaterThan(0));
  await watch.follow([target], Date.now());
  seen.length = 0;
  writeFileSync(file, '2');
  await eventually(() => expect(seen).toContain(file));
});

test('a file inside a package that is replaced by rename is told each time', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'plugin.json');
  writeFileSync(file, '{}');
  const { seen } = await follow([{ path: file, kind: 'file', root: folder }]);
  for (let round = 0; round < 3; round += 1) {
    seen.length = 0;
    writeFileSync(`${file}.new`, String(round));
    renameSync(`${file}.new`, file);
    await eventually(() => expect(seen).toContain(file));
  }
});

test('names that do not count in a watched folder are not told', async () => {
  const folder = temporaryFolder();
  const { seen } = await follow([{ path: join(folder, 'settings.json'), kind: 'file' }]);
  writeFileSync(join(folder, 'history.jsonl'), 'x');
  writeFileSync(join(folder, 'settings.json'), '{}');
  await eventually(() => expect(seen).toEqual([join(folder, 'settings.json')]));
});

test('a new name in a folder of entries is told, and a storm of them is a few changes', async () => {
  const folder = temporaryFolder();
  const { seen, scans } = await follow([{ path: folder, kind: 'entries' }]);
  for (let at = 0; at < 300; at += 1) mkdirSync(join(folder, `plugin-${at}`));
  await eventually(() => expect(new Set(seen).size).toBeGreaterThanOrEqual(300));
  expect(scans.length).toBeLessThan(60);
});

const limited = 'echo 4 > /proc/sys/user/max_inotify_watches && exec "$@"';
const canLimit =
  process.platform === 'linux' && spawnSync('unshare', ['-r', 'sh', '-c', limited, 'sh', 'true']).status === 0;
if (!canLimit)
  notRun('watching when the system has no watches left', 'It needs Linux with user namespaces (util-linux).');

test.runIf(canLimit)('when the system has no watches left it says so and reads again every 30 seconds instead', () => {
  const folder = temporaryFolder();
  for (let at = 0; at < 20; at += 1) mkdirSync(join(folder, `f${at}`));
  const program = join(import.meta.dirname, 'watch-program.ts');
  const output = execFileSync('unshare', ['-r', 'sh', '-c', limited, 'sh', process.execPath, program, folder, '20'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  const states = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(states.at(-1)).toMatchObject({ mode: 'rescanning' });
  expect(states.at(-1).note).toContain('max_user_watches');
});

const asNobody = ['--reuid', '65534', '--clear-groups'];
const canBeNobody =
  process.platform === 'linux' && spawnSync('setpriv', [...asNobody, process.execPath, '--version']).status === 0;
const isRoot = process.getuid?.() === 0;
if (isRoot && !canBeNobody)
  notRun('watching folders without the right to', 'Started as root, it needs setpriv (util-linux).');

test.runIf(process.platform !== 'win32' && (!isRoot || canBeNobody))(
  'a folder one may not read is told with its reason, and the others are watched all the same',
  () => {
    const folder = temporaryFolder();
    for (const name of ['f0', 'f1', 'f2']) mkdirSync(join(folder, name));
    // Another user must reach the folders, and may not read one of them.
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'f1'), 0o000);
    onTestFinished(() => chmodSync(join(folder, 'f1'), 0o755));
    const program = [process.execPath, join(import.meta.dirname, 'watch-program.ts'), folder, '3'];
    const [command = '', ...args] = isRoot ? ['setpriv', ...asNobody, ...program] : program;
    const ran = spawnSync(command, args, { encoding: 'utf8', timeout: 30_000 });
    expect(ran.stderr).not.toContain('Error');
    expect(ran.status).toBe(0);
    const last = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ mode: 'rescanning', paths: 3 });
    expect(last.note).toContain('EACCES');
  },
);
