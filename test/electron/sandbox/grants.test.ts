import { expect, test } from 'vitest';
import type { LaunchDescription } from '#contract/launch';
import { decideGrants, type GrantFacts } from '#sandbox/grants';
import { defaultProfile } from '#sandbox/profile';

const links = new Map([['/home/ann/linked', '/home/ann/.ssh']]);
const facts: GrantFacts = {
  realpath: (path) => (path.includes('missing') ? undefined : (links.get(path) ?? path)),
  home: '/home/ann',
  ownData: '/home/ann/.local/share/gatehouse',
  prepared: '/home/ann/.local/share/gatehouse/prepared',
};
const launch: LaunchDescription = {
  plugin: 'p',
  server: 's',
  command: '/usr/bin/node',
  args: [],
  cwd: '/',
  env: {},
  roots: ['/home/ann/.claude/plugins/p'],
};

function readable(path: string): boolean {
  return decideGrants(launch, { ...defaultProfile, read: [path] }, facts).mounts.some((mount) => mount.path === path);
}

test.each(['/', '/home', '/home/ann', '/proc/1', '/sys', '/run/user/1000', '/dev', '/home/ann/missing'])(
  '%s is not granted, and a sentence says why',
  (path) => {
    const granted = decideGrants(launch, { ...defaultProfile, read: [path] }, facts);
    expect(granted.mounts.map((mount) => mount.path)).toEqual(launch.roots);
    expect(granted.notGranted).toEqual([expect.stringContaining(path)]);
  },
);

test.each(['/', '/home/ann'])('a project that is %s is not granted', (project) => {
  expect(decideGrants({ ...launch, project }, defaultProfile, facts).mounts.map(({ path }) => path)).toEqual(
    launch.roots,
  );
});

test('a folder of the profile that has become a link is not followed', () => {
  expect(readable('/home/ann/linked')).toBe(false);
});

test('its own folder may be a link and is there under both names', () => {
  const { mounts } = decideGrants({ ...launch, roots: ['/home/ann/linked'] }, defaultProfile, facts);
  expect(mounts).toEqual([
    { kind: 'read', path: '/home/ann/.ssh' },
    { kind: 'read', path: '/home/ann/linked', from: '/home/ann/.ssh' },
  ]);
});

test("Gatehouse's own data is never granted but for prepared packages, and hidden in a folder around it", () => {
  expect(readable(facts.ownData)).toBe(false);
  expect(readable(`${facts.ownData}/spool`)).toBe(false);
  expect(readable(`${facts.prepared}/pkg`)).toBe(true);
  const around = { ...defaultProfile, read: ['/home/ann/.local/share'] };
  expect(decideGrants(launch, around, facts).mounts.at(-1)).toEqual({ kind: 'empty-folder', path: facts.ownData });
  const write = { ...defaultProfile, write: ['/home/ann/.local/share'] };
  expect(decideGrants(launch, write, facts).mounts.map(({ path }) => path)).toEqual(launch.roots);
});
