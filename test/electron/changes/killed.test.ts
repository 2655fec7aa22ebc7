import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { changesOver, flip } from './one-file-agent.ts';

const node = process.execPath;
const flipProgram = join(import.meta.dirname, 'flip-program.ts');
const agentProgram = join(import.meta.dirname, 'agent-program.ts');
const before = '{\n  "enabledPlugins": {\n    "a@m": true\n  }\n}\n';
const after = before.replace('true', 'false');
const created = '{\n  "enabledPlugins": {\n    "a@m": true\n  }\n}\n';
/** What changes files on a disk; `?` because not every machine has every name. */
const calls =
  'write pwrite64 fsync fdatasync rename renameat renameat2 link linkat unlink unlinkat fchmod fchown ftruncate mkdir mkdirat rmdir'
    .split(' ')
    .map((name) => `?${name}`)
    .join(',');
const hasStrace =
  spawnSync('strace', ['-f', '--seccomp-bpf', '-e', 'trace=?rmdir', '--', 'true'], { stdio: 'ignore' }).status === 0;

if (!hasStrace) notRun('kills at chosen system calls (they fell at chosen moments instead)', 'apt-get install strace');

function run(program: string, args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

function setUp(text: string | undefined) {
  const home = temporaryFolder();
  const data = join(temporaryFolder(), 'data');
  if (text !== undefined) writeFileSync(join(home, 'settings.json'), text);
  return { home, data, file: join(home, 'settings.json') };
}

/** A system call to die at: the how-manieth of its name. Without strace, `nth` is a number of milliseconds. */
interface Death {
  call: string;
  nth: number;
}

/** Spread evenly over all calls between the first sign of life of a write and its end, seen in a run left in peace. */
async function deaths(text: string | undefined, howMany: number): Promise<Death[]> {
  if (!hasStrace) return Array.from({ length: howMany }, (_, index) => ({ call: '', nth: index }));
  const { home, data } = setUp(text);
  const trace = join(data, '..', 'trace');
  await run('strace', [
    '-f',
    '--seccomp-bpf',
    '-e',
    `trace=${calls}`,
    '-o',
    trace,
    '--',
    node,
    flipProgram,
    home,
    data,
    'a@m',
    '1',
  ]);
  const lines = readFileSync(trace, 'utf8').split('\n');
  const main = lines.find((line) => line.includes(`"${data}"`))?.split(' ')[0] ?? '';
  const own = lines.filter((line) => line.startsWith(`${main} `) && /^\d+ +[a-z]/.test(line));
  const counts = new Map<string, number>();
  const all = own.map((line) => {
    const call = /^\d+ +(\w+)/.exec(line)?.[1] ?? '';
    counts.set(call, (counts.get(call) ?? 0) + 1);
    return { call, nth: counts.get(call) ?? 0 };
  });
  const window = all.slice(own.findIndex((line) => line.includes(`"${data}"`)));
  return Array.from(
    { length: howMany },
    (_, index) => window[Math.floor((index * (window.length - 1)) / (howMany - 1))],
  ).filter((each) => each !== undefined);
}

/** Without strace the blow falls at a moment rather than at a call; the promise is the same. */
async function killAt({ call, nth }: Death, home: string, data: string): Promise<void> {
  if (hasStrace) {
    const inject = `inject=${call}:signal=KILL:when=${nth}`;
    // With --seccomp-bpf this strace counts, but does not strike.
    const args = [
      '-f',
      '-e',
      `trace=${call}`,
      '-e',
      inject,
      '-o',
      '/dev/null',
      '--',
      node,
      flipProgram,
      home,
      data,
      'a@m',
      '1',
    ];
    await run('strace', args);
    return;
  }
  const child = spawn(node, [flipProgram, home, data, 'a@m', '1'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (!existsSync(data) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 1));
  setTimeout(() => child.kill('SIGKILL'), nth);
  await ended;
}

async function mustBeWhole(text: string | undefined, next: string, home: string, data: string): Promise<'old' | 'new'> {
  const file = join(home, 'settings.json');
  const found = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  expect([text, next]).toContain(found);
  const changes = changesOver(home, data);
  const [row, ...rest] = await changes.list(10);
  expect(rest).toEqual([]);
  if (found === next) expect(row).toMatchObject({ state: 'applied', applied: true });
  else if (row !== undefined) expect(row).toMatchObject({ state: 'failed', applied: false });
  const lock = `${file}.lock`;
  if (existsSync(lock)) utimesSync(lock, new Date(0), new Date(0));
  const again = await flip(changes, 'b@m', true);
  expect(again).toMatchObject({ applied: true, verified: true });
  await changes.close();
  expect(readdirSync(home)).toEqual(['settings.json']);
  return found === next ? 'new' : 'old';
}

async function killMany(text: string | undefined, next: string, howMany: number): Promise<Set<string>> {
  const points = await deaths(text, howMany);
  const seen = new Set<string>();
  const worker = async () => {
    for (let point = points.shift(); point !== undefined; point = points.shift()) {
      const { home, data } = setUp(text);
      await killAt(point, home, data);
      seen.add(await mustBeWhole(text, next, home, data));
    }
  };
  await Promise.all([worker(), worker()]);
  return seen;
}

describe('a process killed while it writes', () => {
  it('leaves the old or the new text, and the journal settles which (48 kills)', { timeout: 180_000 }, async () => {
    const seen = await killMany(before, after, 48);
    if (hasStrace) expect(seen).toEqual(new Set(['old', 'new']));
  });

  it('leaves no file or the whole one when it was to be made (24 kills)', { timeout: 120_000 }, async () => {
    const seen = await killMany(undefined, created, 24);
    if (hasStrace) expect(seen).toEqual(new Set(['old', 'new']));
  });
});

describe('several writers at one file', () => {
  it('lose nothing of each other: two Gatehouse processes and an agent that keeps its lock', {
    timeout: 120_000,
  }, async () => {
    const { home, data, file } = setUp(before);
    const runs = await Promise.all([
      run(node, [flipProgram, home, data, 'a@m', '40']),
      run(node, [flipProgram, home, data, 'x@m', '40']),
      run(node, [agentProgram, file, '40']),
    ]);
    expect(runs.map(({ code, out, err }) => [code, out, err])).toEqual(Array(3).fill([0, '40\n', '']));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      enabledPlugins: { 'a@m': true, 'x@m': false },
      seen: Array.from({ length: 40 }, (_, index) => index + 1),
    });
    const changes = changesOver(home, data);
    const rows = (await changes.list(500)).filter((row) => row.applied);
    await changes.close();
    expect(rows.filter((row) => row.plugin === 'a@m')).toHaveLength(40);
    expect(rows.filter((row) => row.plugin === 'x@m')).toHaveLength(40);
    expect(readdirSync(home)).toEqual(['settings.json']);
  });

  it('chain without a gap when only Gatehouse writes', { timeout: 120_000 }, async () => {
    const { home, data } = setUp(before);
    mkdirSync(data, { mode: 0o700 });
    await Promise.all(['a@m', 'b@m', 'c@m'].map((id) => run(node, [flipProgram, home, data, id, '20'])));
    const changes = changesOver(home, data);
    const rows = (await changes.list(500)).filter((row) => row.applied).toReversed();
    await changes.close();
    expect(rows).toHaveLength(60);
    for (const [index, row] of rows.entries()) {
      if (index > 0) expect(row.beforeHash).toBe(rows[index - 1]?.afterHash);
    }
  });
});
