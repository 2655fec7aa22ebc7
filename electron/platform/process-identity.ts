import { readFileSync } from 'node:fs';
import { systemCode } from './system-error.ts';

/** When a process began, as the system counts; with its id it names one process for good. Undefined where nobody tells. */
export function processStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // The name in brackets may hold anything, brackets too; the start is the 20th field after it (proc(5)).
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

/** Whether the process that once had this id still runs: ids are given again, by name nobody is known. */
export function isStillRunning(pid: number, start: string | undefined): boolean {
  if (process.platform === 'linux') return start !== undefined && processStart(pid) === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
