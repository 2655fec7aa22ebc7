import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemCode } from '#platform/system-error';
import type { Limits } from './watchdog.ts';

/** A control group for one tree. */
export interface Cgroup {
  /** Whatever process writes its number here belongs to it, and all that it starts. */
  procs: string;
  /** Only an empty one can be removed; else it stays until the system removes it. */
  remove(): void;
}

/** Interpreters have a dozen threads each, and the kernel counts those. */
const TASKS_PER_PROCESS = 32;

/**
 * A new group beside our own, where the system gave this user that part of the tree with memory and tasks to distribute
 * (cgroup v2; systemd does so for each user's session). Undefined elsewhere. `mounted` and `self` are where the kernel
 * shows groups and says which is ours (cgroups(7)).
 */
export function cgroupFor(limits: Limits, mounted = '/sys/fs/cgroup', self = '/proc/self/cgroup'): Cgroup | undefined {
  const own = /^0::(\/.+)$/m.exec(unlessRefused(() => readFileSync(self, 'latin1')) ?? '')?.[1];
  if (own === undefined) return undefined;
  const parent = join(mounted, dirname(own));
  const distributed = unlessRefused(() => readFileSync(join(parent, 'cgroup.subtree_control'), 'latin1')) ?? '';
  if (!['memory', 'pids'].every((name) => distributed.split(/\s+/).includes(name))) return undefined;
  const group = join(parent, `gatehouse-cage-${process.pid}-${Date.now().toString(36)}`);
  const isMade = unlessRefused(() => {
    // Moving a process needs this right where the old and the new group meet.
    accessSync(join(parent, 'cgroup.procs'), constants.W_OK);
    mkdirSync(group);
    writeFileSync(join(group, 'memory.max'), `${limits.memoryMb * 1024 * 1024}`);
    writeFileSync(join(group, 'pids.max'), `${limits.processes * TASKS_PER_PROCESS}`);
    // A tree that loses one process to its limit is ended whole.
    writeFileSync(join(group, 'memory.oom.group'), '1');
    return true;
  });
  const remove = (): void => void unlessRefused(() => rmdirSync(group));
  if (isMade === undefined) {
    remove();
    return undefined;
  }
  return { remove, procs: join(group, 'cgroup.procs') };
}

/**
 * The same command in the group from its first moment: joining it from outside would miss what it had started by then.
 */
export function joining(
  { procs }: Cgroup,
  sh: string,
  { command, args }: { command: string; args: readonly string[] },
): { command: string; args: string[] } {
  const script = 'echo $$ >"$0" || exit 126; exec "$@"';
  return { command: sh, args: ['-c', script, procs, command, ...args] };
}

function unlessRefused<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (systemCode(error) !== undefined) return undefined;
    throw error;
  }
}
