import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface MeasuredRun {
  seconds: number;
  /** Sum over the process and all that came from it of the most memory each ever held; Linux only, else NaN. */
  peakMb: number;
  stdout: string;
}

const SAMPLE_MS = 20;

/** Runs a program to its end. Throws when it fails, with what it said. */
export async function measuredRun(
  command: readonly [program: string, ...args: string[]],
  env: NodeJS.ProcessEnv = process.env,
): Promise<MeasuredRun> {
  const [program, ...args] = command;
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said.stderr += text));
  const memory = watchMemory(child.pid ?? 0);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = (performance.now() - start) / 1_000;
  const peakMb = memory.stop();
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${said.stderr.slice(-2_000)}`);
  return { seconds, peakMb, stdout: said.stdout };
}

/** Watches a process and all that comes from it. */
export function watchMemory(pid: number): { stop(): number } {
  const peaks = new Map<number, number>();
  const look = () => {
    for (const each of familyOf(pid)) {
      const peak = peakOf(each);
      if (peak !== undefined) peaks.set(each, peak);
    }
  };
  const timer = process.platform === 'linux' ? setInterval(look, SAMPLE_MS) : undefined;
  return {
    stop() {
      clearInterval(timer);
      return timer === undefined ? Number.NaN : [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
    },
  };
}

function familyOf(pid: number): number[] {
  const found = [pid];
  for (const each of found) {
    try {
      for (const task of readdirSync(`/proc/${each}/task`)) {
        const children = readFileSync(`/proc/${each}/task/${task}/children`, 'utf8');
        found.push(...children.split(' ').filter(Boolean).map(Number));
      }
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** MB; the kernel keeps the highest value itself (proc_pid_status(5), VmHWM). */
function peakOf(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
