import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { defaultProfile } from '#sandbox/profile';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { median, type Row, row, shown } from './row.ts';

export interface StartCostOptions {
  home: string;
  data: string;
  project: string;
  /** A stdio server without arguments; `root` is the folder of its package. */
  server: { file: string; root?: string; name: string };
  /** `gatehouse run` of it, as arguments for Node. */
  run: readonly string[];
  rounds: number;
}

interface Startable {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  extraFds: number[];
  started(pid: number): void;
  close(): Promise<void>;
}

const kinds = ['plain', 'caged', 'run'] as const;
/** As an agent asks: the second is written with the first. */
const asked = [
  {
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
  },
  { method: 'tools/list', params: {} },
];

/**
 * From the start of a process to the list of tools: the server plainly, in the cage alone, and through `gatehouse run`, in the same
 * rounds.
 */
export async function startCost(options: StartCostOptions): Promise<Row[]> {
  const { home, data, project, server, run, rounds } = options;
  const sandbox = createSandbox(sandboxHost(home, data));
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  const nothing = { extraFds: [], started: () => undefined, close: () => Promise.resolve() };
  const node = { command: process.execPath, cwd: project, env };
  const starts: Record<(typeof kinds)[number], () => Promise<Startable>> = {
    plain: () => Promise.resolve({ ...node, args: [server.file], ...nothing }),
    async caged() {
      const code = { ...node, args: [server.file], roots: [server.root ?? dirname(server.file)] };
      const launch = { plugin: 'p', server: 's', ...code, project, dataFolder: join(home, 'data') };
      const cage = await sandbox.cage(launch, defaultProfile);
      if (!cage.caged) throw new Error(cage.reason);
      return cage;
    },
    run: () => Promise.resolve({ ...node, args: run, ...nothing }),
  };
  const all: Record<(typeof kinds)[number], number[]> = { plain: [], caged: [], run: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) all[kind].push(await startMs(starts[kind]));
  }
  const ms = { plain: median(all.plain), caged: median(all.caged), run: median(all.run) };
  const over = (kind: 'caged' | 'run', base: 'plain' | 'caged'): number =>
    median(all[kind].map((each, round) => each - (all[base][round] ?? each)));
  const more = `p50 ${shown(ms.run)} ms to the list of tools, caged alone ${shown(ms.caged)}, plain ${shown(ms.plain)}; ${server.name}`;
  return [
    row(
      'the start of gatehouse run adds to the caged start',
      { value: over('run', 'caged'), limit: 45, unit: 'ms' },
      more,
      {
        ...ms,
        addedMs: over('run', 'caged'),
      },
    ),
    row(
      'with its cage it adds to the plain start',
      { value: over('run', 'plain'), limit: 105, unit: 'ms' },
      server.name,
      {
        cageMs: over('caged', 'plain'),
        addedMs: over('run', 'plain'),
      },
    ),
  ];
}

async function startMs(make: () => Promise<Startable>): Promise<number> {
  const before = performance.now();
  const { command, args, cwd, env, extraFds, started, close } = await make();
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'ignore', ...extraFds] });
  if (child.pid === undefined || child.stdin === null || child.stdout === null) throw new Error('It did not start.');
  started(child.pid);
  child.stdin.write(asked.map((message, id) => `${JSON.stringify({ jsonrpc: '2.0', id, ...message })}\n`).join(''));
  const closed = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    let left = asked.length;
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', () => {
      left -= 1;
      if (left === 0) resolve();
    });
    child.once('close', () => reject(new Error('It ended.')));
  });
  const ms = performance.now() - before;
  child.stdin.end();
  await closed;
  await close();
  return ms;
}
