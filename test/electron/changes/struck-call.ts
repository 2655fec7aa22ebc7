import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The how-manieth call of its name in the thread that writes. */
export interface Call {
  name: string;
  nth: number;
}

/** Memory and scheduling: they touch no file, and their number differs from run to run. */
const elsewhere =
  /^(?:m(?:map|unmap|protect|advise|remap)|brk|futex|epoll_\w+|sched_\w+|clock_\w+|rt_\w+|getpid|gettid|exit\w*|ioctl|poll|prctl|nanosleep|membarrier|pkey_\w+|clone3?|wait4)$/;
const program = join(import.meta.dirname, 'one-write-program.ts');

export const hasStrace =
  spawnSync('strace', ['-f', '-e', 'trace=?rmdir', '--', 'true'], { stdio: 'ignore' }).status === 0;

export interface Struck {
  code: number | null;
  out: string;
  err: string;
  trace: string;
}

/** Runs the program under strace with these options; `args` as it takes them. */
export function traced(options: readonly string[], traceFile: string, args: readonly string[]): Promise<Struck> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'strace',
      ['-f', '-y', '-s', '300', '-o', traceFile, ...options, '--', process.execPath, program, ...args],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const trace = existsSync(traceFile) ? readFileSync(traceFile, 'utf8') : '';
      resolve({ code, out, err, trace });
    });
  });
}

export const isTemporary = (line: string): boolean => /openat\(.*\.gatehouse-\d+-[0-9a-f]+\.tmp", .*O_CREAT/.test(line);

/**
 * The calls of a run left in peace from the first line that `from` accepts to the last that touches the journal, in
 * order.
 */
export function callsWithin(trace: string, from: (line: string) => boolean): Call[] {
  const lines = trace.split('\n');
  const writer = lines.find(isTemporary)?.split(' ')[0];
  if (writer === undefined) throw new Error(`The run opened no temporary file.\n${lines.slice(-20).join('\n')}`);
  const own = lines.filter((line) => line.startsWith(`${writer} `) && /^\d+ +\w+\(/.test(line));
  const counts = new Map<string, number>();
  const calls = own.map((line) => {
    const name = /^\d+ +(\w+)/.exec(line)?.[1] ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return { name, nth: counts.get(name) ?? 0 };
  });
  const start = own.findIndex(from);
  const lastOfJournal = own.findLastIndex((line) => line.includes('/state.db'));
  const closing = own.findIndex((line, at) => at > lastOfJournal && line.includes('close('));
  return calls.slice(start, Math.max(lastOfJournal, closing) + 1).filter(({ name }) => !elsewhere.test(name));
}
