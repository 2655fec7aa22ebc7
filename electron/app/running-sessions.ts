import type { SessionTrace } from '#agents/agent-module';
import type { RunningSession } from '#contract/sessions';
import type { Inventory } from '#inventory/inventory';
import { isLockHeld } from '#platform/file-lock-state';
import { isStillRunning } from '#platform/process-identity';
import { agentModules } from './core.ts';

/** Sessions of the agents that run now, newest first: what they loaded is from when they began. */
export function runningSessions(inventory: Pick<Inventory, 'context'>): RunningSession[] {
  const found = agentModules.flatMap((module) =>
    module.runningSessions(inventory.context(null)).flatMap((trace): RunningSession[] => {
      const isSure = isRunning(trace);
      if (isSure === false || !Number.isFinite(new Date(trace.startedMs).getTime())) return [];
      const { session, name, folder, pid, startedMs } = trace;
      return [
        {
          ...{ agent: module.id, session, startedAt: new Date(startedMs).toISOString(), isSure: isSure === true },
          ...(name === undefined ? {} : { name }),
          ...(folder === undefined ? {} : { folder }),
          ...(pid === undefined ? {} : { pid }),
        },
      ];
    }),
  );
  return found.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** Undefined: nobody tells. */
function isRunning({ pid, processStart, lock }: SessionTrace): boolean | undefined {
  if (pid !== undefined) return isStillRunning(pid, processStart);
  return lock === undefined ? undefined : isLockHeld(lock);
}
