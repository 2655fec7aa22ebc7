import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cgroupFor, joining } from '#sandbox/cgroup';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const limits = { memoryMb: 512, processes: 10, diskMb: 100 };

/** A stand-in for the kernel's tree: a user's session in which the app is one of several groups. */
function session(control: string): { mounted: string; self: string; slice: string } {
  const mounted = temporaryFolder();
  const slice = join(mounted, 'user.slice', 'app.slice');
  mkdirSync(join(slice, 'app-gatehouse.scope'), { recursive: true });
  writeFileSync(join(slice, 'cgroup.subtree_control'), control);
  writeFileSync(join(slice, 'cgroup.procs'), '');
  const self = join(mounted, 'self');
  writeFileSync(self, '0::/user.slice/app.slice/app-gatehouse.scope\n');
  return { mounted, self, slice };
}

test('where memory and tasks were delegated, a tree gets a group beside ours and joins it before it begins', () => {
  const { mounted, self, slice } = session('cpu memory pids\n');
  const group = cgroupFor(limits, mounted, self);
  if (group === undefined) throw new Error('There is no group.');
  const folder = join(group.procs, '..');
  expect(join(folder, '..')).toBe(slice);
  expect(readFileSync(join(folder, 'memory.max'), 'utf8')).toBe(String(512 * 1024 * 1024));
  expect(readFileSync(join(folder, 'pids.max'), 'utf8')).toBe('320');

  const { command, args } = joining(group, '/bin/sh', {
    command: '/bin/sh',
    args: ['-c', 'echo "$$ $0"', 'two words'],
  });
  const ran = spawnSync(command, args, { encoding: 'utf8' });
  expect(ran.stdout).toBe(`${readFileSync(group.procs, 'utf8').trim()} two words\n`);
});

test('a process that cannot join does not begin', () => {
  const group = { procs: join(temporaryFolder(), 'no', 'cgroup.procs'), remove: () => undefined };
  const { command, args } = joining(group, '/bin/sh', { command: '/bin/echo', args: ['began'] });
  expect(spawnSync(command, args, { encoding: 'utf8' })).toMatchObject({ status: 126, stdout: '' });
});

test.each(['', 'cpu memory', 'pids'])('with only %j delegated there is none, and nothing is left', (control) => {
  const { mounted, self, slice } = session(control);
  expect(cgroupFor(limits, mounted, self)).toBeUndefined();
  expect(readdirSync(slice).filter((name) => name.startsWith('gatehouse'))).toEqual([]);
});

test.each(['0::/\n', '4:memory:/x\n', ''])('there is none for a process in %j', (line) => {
  const { mounted, self } = session('memory pids');
  writeFileSync(self, line);
  expect(cgroupFor(limits, mounted, self)).toBeUndefined();
});

test('a group that is empty is removed', () => {
  const { mounted, self } = session('memory pids');
  const group = cgroupFor(limits, mounted, self);
  const folder = join(group?.procs ?? '', '..');
  // The kernel's own files vanish with a group; these are plain ones.
  for (const name of readdirSync(folder)) spawnSync('rm', [join(folder, name)]);
  group?.remove();
  expect(existsSync(folder)).toBe(false);
});
