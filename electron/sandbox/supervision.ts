import { systemCode } from '#platform/system-error';
import type { CageFolder } from './cage-folder.ts';
import type { CagedLaunch } from './caged-launch.ts';
import type { Cgroup } from './cgroup.ts';
import { sizeOf } from './machine-facts.ts';
import { treeUse } from './process-tree.ts';
import type { Proxy } from './proxy.ts';
import { type Limits, startWatchdog } from './watchdog.ts';

export interface Supervised {
  limits: Limits;
  /** Folders whose growth is bounded. */
  writable: readonly string[];
  /** Its control group; it has joined it. */
  cgroup: Cgroup | undefined;
  folder: CageFolder;
  proxy: Proxy | undefined;
  note(what: string): void;
  /** While its files are still there. */
  beforeClose: (() => void) | undefined;
}

/**
 * What happens to a cage's tree between its start and its end. Where the system delegated a control group to this user,
 * the kernel bounds memory and processes; the watchdog runs in any case, for the disk and for whoever is not bounded.
 */
export function superviseTree(cage: Supervised): Pick<CagedLaunch, 'limits' | 'started' | 'close'> {
  const { limits, writable, cgroup, folder, proxy, note, beforeClose } = cage;
  let stop: (() => void) | undefined;
  return {
    limits: cgroup === undefined ? 'watchdog' : 'cgroup',
    started(pid, ended) {
      folder.closeDescriptors();
      stop = startWatchdog(
        limits,
        { use: () => treeUse(pid, limits.processes + 1), written: () => sizeOf(writable), end: () => endTree(pid) },
        (reason) => {
          note(reason);
          ended?.(reason);
        },
      );
    },
    async close() {
      stop?.();
      beforeClose?.();
      cgroup?.remove();
      await proxy?.close();
      folder.remove();
    },
  };
}

/** bubblewrap's end takes its whole process namespace with it. */
function endTree(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It was faster.
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}
