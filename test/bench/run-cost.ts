import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { median, notRun, type Row, row, shown } from './row.ts';
import { startCost } from './start-cost.ts';

export interface RunCostOptions {
  /** The built command line. */
  program: string;
  folder: string;
  /** Of each kind, in turn. */
  rounds: number;
}

/** Measured here; the other side is the same server started plainly, in the same rounds. */
const server = join(import.meta.dirname, '..', 'fixtures', 'mcp', 'echo-program.ts');
const name = 'the echo server of the tests';
const sizes = [
  { bytes: 100, calls: 300, limit: 2 },
  { bytes: 100_000, calls: 80, limit: 3.5 },
];
const IN_FLIGHT = 32;

interface Measured {
  /** p50 of one call after the other, by size. */
  callMs: number[];
  /** Calls a second with 32 under way, 100 B each. */
  throughput: number;
  /** Of `gatehouse run` itself. */
  memoryMb: number;
}

/** What `gatehouse run` adds to a call and to a start, and what it takes, beside the plain server. */
export async function runCost({ program, folder, rounds }: RunCostOptions): Promise<Row[]> {
  const home = join(folder, 'home-run');
  const [project, data] = [join(home, 'project'), join(home, 'gatehouse')];
  for (const each of [project, data, join(home, '.claude')]) mkdirSync(each, { recursive: true });
  const lacking = await createSandbox(sandboxHost(home, data)).lacking();
  if (lacking !== undefined) return [notRun('a call through gatehouse run', '≤ 2 ×', lacking.reason)];
  const echo = { command: process.execPath, args: [server] };
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { echo } }));
  const id = 'claude-code:mcp/echo@user';
  // As an agent starts it: what its entry said before is at hand, so no home is read.
  const place = ['--home', home, '--data', data];
  execFileSync(process.execPath, [program, 'guard', id, ...place, '--yes', '--json'], { stdio: 'ignore' });
  const guarded = [program, 'run', id, '--server', 'echo', ...place];
  const plain: Measured[] = [];
  const through: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const kinds = [
      async () => plain.push(await measure([server], project)),
      async () => through.push(await measure(guarded, project)),
    ];
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) await kind();
  }
  const ratio = (of: (each: Measured) => number): number =>
    median(through.map((each, round) => of(each) / of(plain[round] ?? each)));
  const both = (of: (each: Measured) => number, unit: string): string =>
    `${shown(median(through.map(of)))} ${unit}, directly ${shown(median(plain.map(of)))} ${unit}; ${name}`;
  const calls = sizes.map(({ bytes, limit }, index) => {
    const of = (each: Measured): number => each.callMs[index] ?? Number.NaN;
    const size = bytes < 1_000 ? `${bytes} B` : `${bytes / 1_000} kB`;
    return row(
      `a call of ${size} through gatehouse run`,
      { value: ratio(of), limit, unit: '×' },
      `p50 ${both(of, 'ms')}`,
      {
        throughMs: median(through.map(of)),
        plainMs: median(plain.map(of)),
      },
    );
  });
  const addedMs = median(through.map((each, round) => (each.callMs[0] ?? 0) - (plain[round]?.callMs[0] ?? 0)));
  const slower = 1 / ratio((each) => each.throughput);
  const starts = await startCost({
    ...{ home, data, project, run: guarded },
    server: { file: server, name },
    rounds: 2 * rounds + 1,
  });
  return [
    ...calls,
    row('a call of 100 B adds', { value: addedMs, limit: 0.3, unit: 'ms' }, 'p50, checked, redacted, recorded', {
      addedMs,
    }),
    row(
      `${IN_FLIGHT} calls in flight take`,
      { value: slower, limit: 2, unit: '×' },
      both((each) => each.throughput, 'calls/s'),
      {
        slower,
      },
    ),
    ...starts,
    row(
      'memory of one gatehouse run',
      { value: median(through.map((each) => each.memoryMb)), limit: 60, unit: 'MB' },
      'proportional share',
      {
        memoryMb: median(through.map((each) => each.memoryMb)),
      },
    ),
  ];
}

async function measure(args: readonly string[], cwd: string): Promise<Measured> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
  const ask = asker(child);
  const clientInfo = { name: 'bench', version: '1' };
  await ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  await ask('tools/list', {});
  const callMs: number[] = [];
  for (const { bytes, calls } of sizes) {
    const params = { name: 'echo', arguments: { message: 'x'.repeat(bytes) } };
    const times: number[] = [];
    for (let index = 0; index < calls; index += 1) {
      const start = performance.now();
      await ask('tools/call', params);
      times.push(performance.now() - start);
    }
    callMs.push(median(times.slice(calls / 10)));
  }
  const throughput = await manyAtOnce(ask);
  const memoryMb = shareOf(child.pid ?? 0);
  const closed = once(child, 'close');
  child.stdin.end();
  await closed;
  return { callMs, throughput, memoryMb };
}

async function manyAtOnce(ask: Ask): Promise<number> {
  const total = 2_000;
  let left = total;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await ask('tools/call', { name: 'echo', arguments: { message: 'x'.repeat(100) } });
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return total / ((performance.now() - start) / 1_000);
}

type Ask = (method: string, params: object) => Promise<void>;

function asker(child: ChildProcess): Ask {
  const waiting = new Map<number, () => void>();
  let id = 0;
  if (child.stdout === null) throw new Error('It has no output.');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id: answered } = JSON.parse(line) as { id: number };
    waiting.get(answered)?.();
    waiting.delete(answered);
  });
  return (method, params) =>
    new Promise((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
}

/** Linux only. */
function shareOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1];
  return Number(kilobytes ?? 0) / 1_024;
}
