import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultProfile } from '#sandbox/profile';
import { proposeProfile } from '#sandbox/proposal';
import { createSandbox } from '#sandbox/sandbox';
import { readTraceLine } from '#sandbox/trace-lines';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { runCaged, thisHost } from './start-caged.ts';

describe('a traced line', () => {
  test.each([
    [
      '12 openat(AT_FDCWD</home/ann>, "a/b", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)',
      { kind: 'read', path: '/home/ann/a/b', error: 'ENOENT' },
    ],
    [
      '12 openat(7</srv/x>, "../y", O_WRONLY|O_CREAT, 0666) = -1 EROFS (Read-only file system)',
      { kind: 'write', path: '/srv/y', error: 'EROFS' },
    ],
    [
      '12 mkdir("/home/x", 0777)            = -1 ENOENT (No such file)',
      { kind: 'write', path: '/home/x', error: 'ENOENT' },
    ],
    [
      '12 newfstatat(AT_FDCWD</>, "/caf\\303\\251 \\"q\\"", 0x7f, 0) = -1 ENOENT (No such file or directory)',
      { kind: 'read', path: '/café "q"', error: 'ENOENT' },
    ],
    [
      '12 connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 ENETUNREACH (Network is unreachable)',
      { kind: 'connect', address: '192.0.2.1', port: 80, error: 'ENETUNREACH' },
    ],
    [
      '12 connect(3<s>, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ENETUNREACH (Network is unreachable)',
      { kind: 'connect', address: '2001:db8::1', port: 443, error: 'ENETUNREACH' },
    ],
    [
      '12 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = -1 EPERM (Operation not permitted)',
      { kind: 'socket', family: 'AF_UNIX', error: 'EPERM' },
    ],
    ['12 newfstatat(3</x>, "", 0x7f, AT_EMPTY_PATH) = -1 ENOENT (No such file or directory)', undefined],
    ['12 +++ exited with 0 +++', undefined],
    ['', undefined],
  ])('%s', (line, expected) => expect(readTraceLine(line)).toEqual(expected));
});

describe('a proposed profile', () => {
  const facts = { home: '/home/ann', isThere: (path: string) => !path.includes('missing') };
  const propose = (wishes: [kind: 'read' | 'write' | 'host', what: string][], profile = defaultProfile) =>
    proposeProfile(
      profile,
      wishes.map(([kind, what]) => ({ kind, what })),
      facts,
    );

  test('adds just what was wanted, and says it', () => {
    const { profile, adds } = propose([
      ['read', '/home/ann/.gitconfig'],
      ['write', '/home/ann/out/a.txt'],
      ['host', 'api.example'],
      ['host', 'api.example'],
    ]);
    expect(profile).toEqual({
      ...defaultProfile,
      read: ['/home/ann/.gitconfig'],
      write: ['/home/ann/out/a.txt'],
      hosts: ['api.example'],
    });
    expect(adds).toEqual(['Read /home/ann/.gitconfig.', 'Read and write /home/ann/out/a.txt.', 'Reach api.example.']);
  });

  test('takes the folder for a file to be made and for many files of one folder, but never the home', () => {
    expect(propose([['write', '/home/ann/out/missing']]).profile.write).toEqual(['/home/ann/out']);
    expect(propose([['write', '/home/ann/missing']]).adds).toEqual([]);
    const many = ['a', 'b', 'c', 'd'];
    expect(propose(many.map((name) => ['read', `/srv/data/${name}`])).profile.read).toEqual(['/srv/data']);
    expect(propose(many.map((name) => ['read', `/home/ann/.${name}`])).profile.read).toEqual(
      many.map((name) => `/home/ann/.${name}`),
    );
    expect(
      propose([
        ['read', '/home/ann'],
        ['read', '/'],
      ]).adds,
    ).toEqual([]);
  });

  test('leaves out what is granted already', () => {
    const had = { ...defaultProfile, read: ['/srv'], hosts: ['api.example'] };
    expect(
      propose(
        [
          ['read', '/srv/x'],
          ['host', 'api.example'],
        ],
        had,
      ),
    ).toEqual({ profile: had, adds: [] });
  });
});

const lacking = await createSandbox(thisHost('/none')).lacking();
const canTrace = lacking === undefined && spawnSync('strace', ['--version']).status === 0;
if (!canTrace) notRun('learning from an observed run', 'It needs bubblewrap and strace.');

test.runIf(canTrace)(
  'an observed run tells what was refused, and the proposal makes the next one succeed',
  async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'notes'));
    mkdirSync(join(home, 'out'));
    writeFileSync(join(home, 'notes', 'today.txt'), 'milk');
    const script = `
    const fs = require('fs'), net = require('net');
    const attempt = (name, action) => { try { action(); console.log(name, 'done'); } catch (error) { console.log(name, error.code); } };
    attempt('read', () => fs.readFileSync('../notes/today.txt'));
    attempt('probe', () => fs.readFileSync('../notes/never-there.txt'));
    attempt('write', () => fs.writeFileSync('../out/result.txt', ''));
    attempt('project', () => fs.writeFileSync('made.txt', ''));
    net.connect('/run/x.sock').on('error', (error) => console.log('socket', error.code));
    net.connect(9, '192.0.2.1').on('error', (error) => console.log('direct', error.code));
    fetch('http://api.example/').catch(() => console.log('host refused'));`;
    const first = await runCaged(home, script, {}, {}, true);
    expect(first.stdout.split('\n').toSorted()).toEqual([
      '',
      'direct ENETUNREACH',
      'host refused',
      'probe ENOENT',
      'project EROFS',
      'read ENOENT',
      'socket EPERM',
      'write ENOENT',
    ]);
    expect(first.refused.toSorted()).toEqual([
      `File: reading ${home}/notes/today.txt was refused.`,
      `File: writing ${home}/out/result.txt was refused.`,
      `File: writing ${home}/project/made.txt was refused.`,
      'Network: 192.0.2.1:9 was tried without the proxy.',
      'Network: api.example:80 is not among the granted hosts.',
      'Socket: a Unix socket was refused.',
    ]);
    const { profile } = proposeProfile(defaultProfile, first.cage.wishes(), thisFacts(home));
    expect(profile).toMatchObject({
      read: [join(home, 'notes/today.txt')],
      write: [join(home, 'out'), join(home, 'project')],
      hosts: ['api.example'],
    });
    const second = await runCaged(home, script, profile);
    expect(second.stdout).toMatch(/read done\n(?:.*\n)*write done\nproject done\n/);
  },
);

function thisFacts(home: string): { home: string; isThere(path: string): boolean } {
  return { home, isThere: (path) => spawnSync('test', ['-e', path]).status === 0 };
}
