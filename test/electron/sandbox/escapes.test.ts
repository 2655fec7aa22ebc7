import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '#sandbox/sandbox';
import { notRun } from '#test/helpers/not-run-list';
import { fileEscapes } from '../../fixtures/adversary/files.mjs';
import { floodEscapes } from '../../fixtures/adversary/floods.mjs';
import { kernelEscapes } from '../../fixtures/adversary/kernel.mjs';
import { networkEscapes } from '../../fixtures/adversary/network.mjs';
import { processEscapes } from '../../fixtures/adversary/processes.mjs';
import type { Targets } from '../../fixtures/adversary/targets.d.ts';
import { type Adversary, installAdversary, OPEN_FOLDER, startAdversary } from './adversary.ts';
import { type Decoys, makeDecoys, type Owner } from './decoys.ts';

const quiet = { ...fileEscapes, ...processEscapes, ...kernelEscapes, ...networkEscapes };
const self: Owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const nobody: Owner = { uid: 65_534, gid: 65_534 };
/** What each escape ended with, to read after the run. */
const log = join(import.meta.dirname, '..', '..', '..', 'test-results', 'escapes.log');

rmSync(log, { force: true });

const lacking = await whatIsLacking();
if (lacking !== undefined) notRun('the escapes of the adversarial server', lacking);

const users: [who: string, owner: Owner][] =
  self.uid === 0
    ? [
        ['root', self],
        ['a plain user', nobody],
      ]
    : [['a plain user', self]];
const networks: [network: string, hosts: string[]][] = [
  ['no network', []],
  ['one granted host', ['granted.example']],
];

describe.runIf(lacking === undefined).each(users)('caged by %s', (who, owner) => {
  describe.each(networks)('with %s', (network, hosts) => {
    const world = useWorld(owner);
    let adversary: Adversary;
    let targets: Targets;
    beforeAll(async () => {
      adversary = await world.start({ hosts });
      targets = world.targets(adversary);
    });
    afterAll(async () => {
      const refused = await adversary.end();
      note(`${who}, ${network}: the cage's list of refused attempts:\n  ${refused.join('\n  ')}`);
    });

    test.each(Object.keys(quiet))('cannot %s', async (escape) => {
      const outcome = await adversary.try(escape, targets);
      note(`${who}, ${network}: ${escape}: ${outcome.out ? 'OUT' : 'refused'} (${outcome.saw})`);
      expect(outcome).toMatchObject({ out: false });
    });

    test('left no trace outside', () => {
      expect(readdirSync(targets.outside)).toEqual([]);
      expect(existsSync(join(targets.project, 'written'))).toBe(false);
      expect(existsSync(join(targets.home, 'movable'))).toBe(true);
      expect(readFileSync(join(targets.home, '.bashrc'), 'utf8')).toBe(`${targets.marker}\n`);
      expect(world.decoys().isVictimAlive()).toBe(true);
    });
  });

  describe('with little memory, few processes and a small disk', () => {
    const world = useWorld(owner);
    test.each(Object.keys(floodEscapes))('cannot %s', async (escape) => {
      const adversary = await world.start({});
      const outcome = await adversary.try(escape, world.targets(adversary));
      const refused = await adversary.end();
      note(`${who}: ${escape}: ${outcome.out ? 'OUT' : 'refused'} (${outcome.saw}) ${refused.join(' ')}`);
      expect(outcome).toMatchObject({ out: false });
    });
  });
});

/** What a machine itself refuses: no such address, or only root may, or the kernel was built without. */
const mayFailUncaged = new Set([
  'reach loopback by IPv6',
  "reach the machine's own address",
  'reach a link-local address',
  "tunnel to the machine's own address",
  'use io_uring',
  'handle page faults',
  "go through an ancestor's folder",
  'load a program into the kernel',
  ...(self.uid === 0
    ? []
    : [
        'open a kernel setting for writing',
        'open the kernel log',
        'make a network namespace',
        'start a process in a new namespace',
        'join the namespaces of a sibling',
        'mount a file system',
        'open a file system',
        'change its root',
        'open a raw socket',
        'open a packet socket',
      ]),
]);

describe.runIf(lacking === undefined)('without a cage', () => {
  const world = useWorld(self);

  test('the same server gets out in every way but those the machine itself refuses', async () => {
    const adversary = await world.start({}, false);
    const targets = world.targets(adversary);
    const failed: string[] = [];
    for (const escape of Object.keys({ ...quiet, ...floodEscapes })) {
      const outcome = await adversary.try(escape, targets);
      note(`uncaged: ${escape}: ${outcome.out ? 'OUT' : 'refused'} (${outcome.saw})`);
      if (!outcome.out) failed.push(escape);
    }
    await adversary.end();
    expect(failed.filter((escape) => !mayFailUncaged.has(escape))).toEqual([]);
  }, 120_000);

  test('at least thirty ways are tried', () => {
    expect(Object.keys({ ...quiet, ...floodEscapes }).length).toBeGreaterThanOrEqual(30);
  });
});

interface World {
  decoys(): Decoys;
  start(profile: { hosts?: string[] }, isCaged?: boolean): Promise<Adversary>;
  targets(adversary: Adversary): Targets;
}

/** Decoys of their own for one block, and beside it a second plugin that was granted the host `otherPort`. */
function useWorld(owner: Owner): World {
  let folder = '';
  let decoys: Decoys;
  let other: Adversary;
  let installed: { node: string; program: string };
  const start: World['start'] = (profile, isCaged = true) =>
    startAdversary({ folder, installed, targets: decoys.targets, owner, isCaged, profile });
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-test-')));
    chmodSync(folder, 0o755);
    for (const name of ['temporary', '.']) {
      mkdirSync(join(folder, name), { recursive: true });
      chownSync(join(folder, name), owner.uid, owner.gid);
    }
    decoys = await makeDecoys(folder, owner);
    installed = installAdversary(folder, decoys.targets.code);
    other = await start({ hosts: [`127.0.0.1:${decoys.targets.otherPort}`] });
  });
  afterAll(async () => {
    await other.end();
    decoys.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return {
    decoys: () => decoys,
    start,
    targets: (adversary) => ({
      ...decoys.targets,
      parent: adversary.parent,
      openFolder: OPEN_FOLDER,
      otherProxy: other.args.find((argument) => argument.endsWith('/proxy.sock')) ?? '',
    }),
  };
}

function note(line: string): void {
  mkdirSync(join(log, '..'), { recursive: true });
  appendFileSync(log, `${line.replaceAll('\0', ' ')}\n`);
}

async function whatIsLacking(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'There is a cage on Linux only.';
  const host = {
    platform: process.platform,
    arch: process.arch,
    ...self,
    home: '/root',
    ownData: '/none',
    temporary: '/tmp',
  };
  const state = await createSandbox(host).lacking();
  if (state !== undefined) return `${state.reason} ${state.remedy}`;
  const missing = ['dbus-daemon', 'setpriv', 'perl', 'socat', 'unshare'].filter(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined,
  );
  return missing.length === 0 ? undefined : `It needs ${missing.join(', ')}.`;
}
