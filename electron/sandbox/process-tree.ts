import { readdirSync, readFileSync } from 'node:fs';
import { unlessMissing } from '#platform/system-error';

/** What a tree of processes uses at one moment. */
export interface TreeUse {
  processes: number;
  /** Memory of its own: not of files that are mapped, which all share and the kernel can drop. */
  memoryMb: number;
  /** Written so far, to whatever; at least what went to disks. */
  writtenMb: number;
}

/** Linux: the process and all below it. Stops counting at `most`: in a flood the rest does not matter. */
export function treeUse(pid: number, most: number): TreeUse {
  const use: TreeUse = { processes: 0, memoryMb: 0, writtenMb: 0 };
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined && use.processes < most; next = waiting.pop()) {
    const status = ifAlive(() => readFileSync(`/proc/${next}/status`, 'latin1'));
    if (status === undefined) continue;
    use.processes += 1;
    use.memoryMb += (kilobytes(status, 'RssAnon') + kilobytes(status, 'RssShmem')) / 1024;
    use.writtenMb += writtenBytes(next) / 1024 / 1024;
    waiting.push(...childrenOf(next));
  }
  return use;
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

/** A finished child's share is added to its parent's by the kernel once it was waited for. */
function writtenBytes(pid: number): number {
  const text = ifAlive(() => readFileSync(`/proc/${pid}/io`, 'latin1')) ?? '';
  const toAnything = Number(/^wchar: (\d+)/m.exec(text)?.[1] ?? 0);
  return Math.max(toAnything, Number(/^write_bytes: (\d+)/m.exec(text)?.[1] ?? 0));
}

function childrenOf(pid: number): number[] {
  const threads = ifAlive(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  return threads.flatMap((thread) => {
    const text = ifAlive(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')) ?? '';
    return text.split(' ').filter(Boolean).map(Number);
  });
}

/** A process that ended between two looks (`ESRCH`), or that is another user's, counts as nothing. */
function ifAlive<T>(look: () => T): T | undefined {
  try {
    return unlessMissing(look);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))) {
      return undefined;
    }
    throw error;
  }
}
