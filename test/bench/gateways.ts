import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { sharedFolder } from '#test/helpers/shared-folder';
import { cageStart } from './cage-start.ts';
import { figure, notRun, type Row, row, shown } from './row.ts';
import { startCost } from './start-cost.ts';

export interface GatewaysOptions {
  /** The built command line. */
  program: string;
  folder: string;
  rounds: number;
}

/** What the shared harness writes of one way to the same tool; ratios are against the plain server of the same round. */
interface Variant {
  name: string;
  group: 'floor' | 'peer' | 'target';
  mem: { gw: { pss: number; n: number } };
  /** By `bytes/in flight`. */
  cells: Record<string, Cell>;
}

interface Cell {
  p50: number;
  added: number;
  latRatio: number;
  rate: number;
  rateRatio: number;
  /** Milliseconds of processor time for a thousand calls. */
  gwCpu: number;
  errors: number;
}

const name = 'gatehouse run';
const what = 'a call through gatehouse run beside other gateways';

/**
 * `gatehouse run` in the same rounds as hand-written floors and other gateways, all before one minimal server, in a copy of the
 * harness `../shared/bench`. Linux only, as the harness is.
 */
export async function gateways({ program, folder, rounds }: GatewaysOptions): Promise<Row[]> {
  const harness = join(sharedFolder() ?? '', 'bench');
  if (!existsSync(join(harness, 'bench.mjs'))) {
    return [notRun(what, '≤ 2 ×', 'skipped: the harness ../shared/bench is not here')];
  }
  const home = join(folder, 'home-gateways');
  const [project, data] = [join(home, 'project'), join(home, 'gatehouse')];
  for (const each of [project, data, join(home, '.claude')]) mkdirSync(each, { recursive: true });
  const lacking = await createSandbox(sandboxHost(home, data)).lacking();
  if (lacking !== undefined) return [notRun(what, '≤ 2 ×', lacking.reason)];
  const copy = copyOf(harness, join(folder, 'gateways'));
  const file = join(copy, 'fixtures', 'nano-server.mjs');
  writeFileSync(
    join(home, '.claude.json'),
    JSON.stringify({ mcpServers: { nano: { command: process.execPath, args: [file] } } }),
  );
  const id = 'claude-code:mcp/nano@user';
  const place = ['--home', home, '--data', data];
  execFileSync(process.execPath, [program, 'guard', id, ...place, '--yes', '--json'], { stdio: 'ignore' });
  const run = [program, 'run', id, '--server', 'nano', ...place];
  const variants = measured(copy, run, rounds);
  const server = { file, root: copy, name: 'server nano of the harness, on the official SDK' };
  return [
    ...callRows(variants),
    ...(await startCost({ ...{ home, data, project, server, run }, rounds: 2 * rounds + 5 })),
    ...(await cageStart({ folder, rounds: 10, limitMs: 60, limitMb: 20 })),
  ];
}

/** The harness may be read-only; its packages are pinned by its lock file. */
function copyOf(harness: string, copy: string): string {
  cpSync(harness, copy, { recursive: true, filter: (source) => !source.endsWith('node_modules') });
  for (const each of ['.', ...readdirSync(copy)]) chmodSync(join(copy, each), 0o755);
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: copy,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return copy;
}

function measured(copy: string, run: readonly string[], rounds: number): Variant[] {
  const target = JSON.stringify({ name, command: process.execPath, args: run });
  const out = join(copy, 'gateways.json');
  const more = ['--rounds', String(rounds), '--conc', '1,32', '--sizes', '100,100000', '--out', out];
  execFileSync(process.execPath, ['bench.mjs', ...more, '--target', target], {
    cwd: copy,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return (JSON.parse(readFileSync(out, 'utf8')) as { variants: Variant[] }).variants;
}

function callRows(variants: readonly Variant[]): Row[] {
  const ours = variants.find((variant) => variant.name === name);
  if (ours === undefined) return [notRun(what, '≤ 2 ×', 'gatehouse run did not start in the harness')];
  const cell = (key: string, of: Variant = ours): Cell | undefined => of.cells[key];
  const beside = (key: string, value: (cell: Cell) => number, unit: string): string =>
    variants
      .filter((variant) => variant !== ours && variant.name !== 'direct stdio')
      .flatMap((variant) => {
        const found = cell(key, variant);
        return found === undefined ? [] : [`${variant.name} ${shown(value(found))}${unit}`];
      })
      .join(', ');
  const [small, large] = ['100/1', '100000/1'].map((key) => cell(key));
  const [many, manyLarge] = ['100/32', '100000/32'].map((key) => cell(key));
  if (small === undefined || large === undefined || many === undefined || manyLarge === undefined) return [];
  const latency = (size: string, key: string, { p50, latRatio }: Cell, limit: number): Row =>
    row(
      `a call of ${size} beside other gateways`,
      { value: latRatio, limit, unit: '×' },
      `p50 ${shown(p50)} ms, server nano; ${beside(key, (each) => each.latRatio, ' ×')}`,
      { p50, latRatio },
    );
  const throughput = (size: string, key: string, { rate, rateRatio }: Cell): Row =>
    row(
      `32 calls of ${size} in flight beside other gateways`,
      { value: 1 / rateRatio, limit: 2, unit: '×' },
      `${shown(rate)} calls/s, server nano; ${beside(key, (each) => 1 / each.rateRatio, ' ×')}`,
      { rate, rateRatio },
    );
  const { pss, n } = ours.mem.gw;
  const errors = Object.values(ours.cells).reduce((sum, each) => sum + each.errors, 0);
  return [
    latency('100 B', '100/1', small, 2),
    row('a call of 100 B adds', { value: small.added, limit: 0.3, unit: 'ms' }, 'p50, server nano', {
      added: small.added,
    }),
    latency('100 kB', '100000/1', large, 3.5),
    throughput('100 B', '100/32', many),
    throughput('100 kB', '100000/32', manyLarge),
    row('calls that failed', { value: errors, limit: 0, unit: '' }, 'of all sizes', { errors }),
    figure(
      'processor time of gatehouse run for a call of 100 B',
      `${shown(small.gwCpu)} µs, server nano; ${beside('100/1', (each) => each.gwCpu, ' µs')}`,
      { gwCpu: small.gwCpu },
    ),
    row(
      'memory of gatehouse run and its cage',
      { value: pss, limit: 80, unit: 'MB' },
      `proportional share of ${n} processes after all calls; ${variants
        .filter((variant) => variant.mem.gw.n > 0 && variant !== ours)
        .map((variant) => `${variant.name} ${shown(variant.mem.gw.pss)}`)
        .join(', ')}`,
      { pss },
    ),
  ];
}
