import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { defaultProfile } from '#sandbox/profile';
import { createSandbox, type Sandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { median, notRun, quantile, type Row, row, shown } from './row.ts';

export interface CageStartOptions {
  folder: string;
  /** Of each kind, in rotating order. */
  rounds: number;
  limitMs: number;
  limitMb: number;
}

interface Start {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  extraFds: number[];
  started(pid: number): void;
  close(): Promise<void>;
}

interface Measured {
  ms: number;
  /** Proportional share of what runs besides the server. */
  addedMb: number;
}

const server = join(import.meta.dirname, '..', 'fixtures', 'adversary', 'server.mjs');
const initialize = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} })}\n`;
const proxied = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' };

/** From making the cage to the server's first answer, beside the plain start of the same server, and what it takes. */
export async function cageStart({ folder, rounds, limitMs, limitMb }: CageStartOptions): Promise<Row[]> {
  const home = join(folder, 'home-cage');
  mkdirSync(join(home, 'project'), { recursive: true });
  const sandbox = createSandbox(sandboxHost(home, join(home, 'gatehouse')));
  const lacking = await sandbox.lacking();
  if (lacking !== undefined) return [notRun('a caged start', `≤ ${limitMs} ms`, lacking.reason)];
  const env = { PATH: '/usr/bin:/bin', HOME: home };
  const kinds: Record<'plain' | 'proxied' | 'caged' | 'host', () => Promise<Start>> = {
    plain: () => plain(home, env),
    proxied: () => plain(home, { ...env, ...proxied }),
    caged: () => caged(sandbox, home, env, []),
    host: () => caged(sandbox, home, env, ['api.example']),
  };
  const all = { plain: [], proxied: [], caged: [], host: [] } as Record<keyof typeof kinds, Measured[]>;
  const names = ['plain', 'proxied', 'caged', 'host'] as const;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) all[name].push(await measure(kinds[name]));
  }
  const ms = (name: keyof typeof kinds): number => median(all[name].map((each) => each.ms));
  const mb = (name: keyof typeof kinds): number => median(all[name].map((each) => each.addedMb));
  const against = (name: keyof typeof kinds): string =>
    `p50 ${shown(ms(name))} ms, p95 ${shown(
      quantile(
        all[name].map((each) => each.ms),
        0.95,
      ),
    )} ms; plain ${shown(ms('plain'))} ms`;
  const ofNode = `, of it Node's own proxy switch ${shown(ms('proxied') - ms('plain'))} ms`;
  const figures = { plainMs: ms('plain'), proxiedMs: ms('proxied'), cagedMs: ms('caged'), hostMs: ms('host') };
  const time = (name: 'caged' | 'host') => ({ value: ms(name) - ms('plain'), limit: limitMs, unit: 'ms' });
  const memory = (name: 'caged' | 'host') => ({ value: mb(name), limit: limitMb, unit: 'MB' });
  return [
    row('a caged start adds', time('caged'), against('caged'), figures),
    row('a caged start with a granted host adds', time('host'), `${against('host')}${ofNode}`, figures),
    row('memory above a caged server', memory('caged'), 'proportional share of all helpers', { mb: mb('caged') }),
    row('memory above one with a granted host', memory('host'), 'the same', { mb: mb('host') }),
  ];
}

function plain(cwd: string, env: Record<string, string>): Promise<Start> {
  const nothing = { extraFds: [], started: () => undefined, close: () => Promise.resolve() };
  return Promise.resolve({ command: process.execPath, args: [server], env, cwd, ...nothing });
}

async function caged(sandbox: Sandbox, home: string, env: Record<string, string>, hosts: string[]): Promise<Start> {
  const project = join(home, 'project');
  const code = { command: process.execPath, args: [server], roots: [join(server, '..')] };
  const launch = { plugin: 'p', server: 's', ...code, cwd: project, env, project, dataFolder: join(home, 'data') };
  const cage = await sandbox.cage(launch, { ...defaultProfile, hosts });
  if (!cage.caged) throw new Error(cage.reason);
  return cage;
}

async function measure(make: () => Promise<Start>): Promise<Measured> {
  const before = performance.now();
  const start = await make();
  const { command, args, cwd, env, extraFds } = start;
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit', ...extraFds] });
  if (child.pid === undefined || child.stdin === null || child.stdout === null) throw new Error('It did not start.');
  start.started(child.pid);
  child.stdin.write(initialize);
  await once(child.stdout, 'data');
  const ms = performance.now() - before;
  const addedMb = helpersMb(child.pid);
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
  await start.close();
  return { ms, addedMb };
}

/** Of the tree without the server itself; Linux, from /proc. */
function helpersMb(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const children = tasks.flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim().split(' '),
  );
  const below = children.filter(Boolean).reduce((sum, child) => sum + helpersMb(Number(child)), 0);
  if (readlinkSync(`/proc/${pid}/exe`).endsWith('/node')) return below;
  const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1];
  return below + Number(kilobytes ?? 0) / 1024;
}
