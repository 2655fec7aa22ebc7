import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { watched } from './file-change.ts';
import { notRun, type Row, row, shown } from './row.ts';
import { connectTo, serveHome } from './served-process.ts';

export interface WatchingCostOptions {
  program: string;
  home: string;
  count: number;
  folder: string;
}

interface Cost {
  watches: number;
  residentMb: number;
  /** Of one processor, at rest. */
  cpuPercent: number;
}

const REST_MS = 5_000;

/** What a served home costs at rest, against the same program on a home without agents. From /proc. */
export async function watchingCost(options: WatchingCostOptions): Promise<Row[]> {
  const name = `watching ${options.count} plugins`;
  if (process.platform !== 'linux') return [notRun(name, '', 'It is read from /proc, which only Linux has.')];
  const emptyHome = join(options.folder, 'home-empty');
  mkdirSync(emptyHome, { recursive: true });
  const idle = await costOf(options.program, emptyHome, join(options.folder, 'data-empty'));
  const full = await costOf(options.program, options.home, join(options.folder, 'data-full'));
  const memory = full.residentMb - idle.residentMb;
  const compared = `${shown(full.residentMb)} MB, an empty home ${shown(idle.residentMb)} MB`;
  const figures = { ...full, idleMb: idle.residentMb, idleWatches: idle.watches };
  return [
    row(`${name}: watches`, { value: full.watches, limit: 3_000, unit: 'watches' }, '', figures),
    row(`${name}: memory above idle`, { value: memory, limit: 60, unit: 'MB' }, compared, figures),
    row(`${name}: CPU at rest`, { value: full.cpuPercent, limit: 1, unit: '%' }, `over ${REST_MS / 1000} s`, figures),
  ];
}

async function costOf(program: string, home: string, data: string): Promise<Cost> {
  const served = await serveHome(program, home, data);
  const client = connectTo(served.url);
  try {
    await watched(client);
    await pause(1_000);
    const before = cpuTicks(served.pid);
    await pause(REST_MS);
    const ticks = cpuTicks(served.pid) - before;
    const cpuPercent = (ticks / ticksPerSecond() / (REST_MS / 1000)) * 100;
    return { watches: watchesOf(served.pid), residentMb: residentMb(served.pid), cpuPercent };
  } finally {
    client.close();
    await served.stop();
  }
}

function watchesOf(pid: number): number {
  const lines = readdirSync(`/proc/${pid}/fdinfo`).flatMap((descriptor) =>
    readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8').split('\n'),
  );
  return lines.filter((line) => line.startsWith('inotify wd')).length;
}

function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** User and system time (proc_pid_stat(5), fields 14 and 15); the name before may hold spaces. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function ticksPerSecond(): number {
  return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
}
