import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import type { CagedLaunch } from '#sandbox/caged-launch';
import { readHostRule } from '#sandbox/host-rules';
import { macCage } from '#sandbox/mac-cage';
import { defaultProfile } from '#sandbox/profile';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { thisHost } from './start-caged.ts';

const hasPs = process.platform !== 'win32' && spawnSync('/bin/ps', ['-axo', 'pid=,ppid=,rss=']).status === 0;
if (!hasPs) notRun('the parts around the cage of macOS', 'It needs ps: apt install procps.');

/** The parts around `sandbox-exec`, with a stand-in that enforces nothing: whether macOS cages was not tried. */
async function start(script: string, profile: Partial<Profile> = {}): Promise<{ cage: CagedLaunch; said: string }> {
  const home = temporaryFolder();
  mkdirSync(join(home, 'project'));
  const standIn = join(home, 'sandbox-exec');
  writeFileSync(standIn, '#!/bin/sh\nshift 2\nexec "$@"\n', { mode: 0o755 });
  const launch: LaunchDescription = {
    plugin: 'p',
    server: 's',
    command: process.execPath,
    args: ['-e', script],
    cwd: join(home, 'project'),
    env: { PATH: '/usr/bin:/bin', DYLD_INSERT_LIBRARIES: '/evil.dylib' },
    roots: [],
    project: join(home, 'project'),
  };
  const whole = { ...defaultProfile, ...profile };
  const rules = whole.hosts.flatMap((host) => readHostRule(host) ?? []);
  const cage = await macCage(launch, whole, rules, thisHost(home), standIn);
  if (!cage.caged) throw new Error(cage.reason);
  const { command, args, cwd, env, extraFds } = cage;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit', ...extraFds] });
  if (child.pid === undefined || child.stdout === null) throw new Error('It did not start.');
  cage.started(child.pid);
  const ended = once(child, 'exit');
  const said = await text(child.stdout);
  await ended;
  await cage.close();
  return { cage, said };
}

test.runIf(hasPs)('a server gets its variables, its temporary folder and its proxy', async () => {
  const server = createServer((_, answer) => answer.end('hello'));
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const { cage, said } = await start(
    `(async () => {
       require('fs').writeFileSync(require('os').tmpdir() + '/t', '');
       console.log(await (await fetch('http://127.0.0.1:${port}/')).text(), process.env.DYLD_INSERT_LIBRARIES);
       await fetch('http://127.0.0.1:59999/').catch(() => console.log('refused'));
     })();`,
    { hosts: [`127.0.0.1:${port}`] },
  );
  expect(said).toBe('hello undefined\nrefused\n');
  expect(cage.refused()).toEqual(['Network: 127.0.0.1:59999 is not among the granted hosts.']);
  expect(cage.args[1]).toContain('(deny default)');
  expect(existsSync(cage.env['TMPDIR'] ?? '')).toBe(false);
});

test.runIf(hasPs)('a server that uses too much memory is ended', async () => {
  const { cage } = await start('globalThis.held = Buffer.alloc(300e6, 1); setTimeout(() => 0, 20_000)', {
    memoryMb: 200,
  });
  expect(cage.refused()).toEqual([expect.stringContaining('and 200 MB is the limit')]);
});
