import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import { systemCode } from '#platform/system-error';
import { createAttempts } from './attempts.ts';
import { notCaged } from './availability.ts';
import { makeCageFolder } from './cage-folder.ts';
import type { CagedLaunch, NotCaged } from './caged-launch.ts';
import { decideGrants } from './grants.ts';
import type { HostRule } from './host-rules.ts';
import { interpreterPaths } from './interpreter.ts';
import { realpathOf, sizeOf } from './machine-facts.ts';
import type { Mount } from './mounts.ts';
import { memberIds, type ProcessRow, processRows, useOf } from './process-rows.ts';
import { proxyFor } from './proxy-for.ts';
import { proxyVariables } from './proxy-variables.ts';
import type { SandboxHost } from './sandbox-host.ts';
import { seatbeltProfile } from './seatbelt.ts';
import { startWatchdog } from './watchdog.ts';

const DISK_MB = 1024;
/** Asking `ps` costs some milliseconds; twice within the promised two seconds is enough. */
const EVERY_MS = 800;
/** The system does not tell what a process wrote, so the folders are measured every few looks. */
const PER_LOOK_MB = 16;

/** A caged launch on macOS. Written from documentation and not run on a Mac: what it does not allow is denied. */
export async function macCage(
  launch: LaunchDescription,
  profile: Profile,
  rules: readonly HostRule[],
  host: SandboxHost,
  sandboxExec: string,
): Promise<CagedLaunch | NotCaged> {
  const command = realpathOf(launch.command);
  if (command === undefined) return notCaged(`The program ${launch.command} is not there.`, 'Install or name it anew.');
  const home = realpathOf(host.home) ?? host.home;
  const ownData = realpathOf(host.ownData) ?? host.ownData;
  const prepared = join(ownData, 'prepared');
  const granted = decideGrants(launch, profile, { realpath: realpathOf, home, ownData, prepared });
  const interpreter = interpreterPaths(launch.command, command, home, () => false);
  const mounts = [...granted.mounts, ...interpreter.map((path): Mount => ({ kind: 'read', path }))];

  const folder = makeCageFolder(realpathOf(host.temporary) ?? host.temporary);
  const attempts = createAttempts();
  const temporary = join(folder.path, 'tmp');
  mkdirSync(temporary);
  const proxy = rules.length === 0 ? undefined : await proxyFor(rules, 0, attempts.add);
  const { spawn, memoryMb, processes, hosts } = profile;
  const text = seatbeltProfile({
    ...{ mounts, temporary, ownData, spawn, command },
    project: launch.project,
    proxyPort: proxy?.port,
  });
  const writable = [temporary, ...granted.mounts.filter(({ kind }) => kind === 'write').map(({ path }) => path)];
  let stop: (() => void) | undefined;
  let looks = 0;
  return {
    caged: true,
    command: sandboxExec,
    args: ['-p', text, launch.command, ...launch.args],
    env: {
      HOME: host.home,
      ...withoutLoader(launch.env),
      TMPDIR: temporary,
      ...(proxy?.port === undefined ? {} : proxyVariables(proxy.port, hosts)),
    },
    cwd: launch.cwd,
    extraFds: [],
    limits: 'watchdog',
    notGranted: granted.notGranted,
    refused: attempts.all,
    wishes: attempts.wishes,
    started(pid, ended) {
      const rows = (): ProcessRow[] =>
        processRows(execFileSync('/bin/ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8' }));
      stop = startWatchdog(
        { memoryMb, processes, diskMb: host.diskMb ?? DISK_MB },
        {
          use: () => ({ ...useOf(rows(), pid), writtenMb: (looks += 1) * PER_LOOK_MB }),
          written: () => sizeOf(writable),
          end: () => memberIds(rows(), pid).forEach(end),
        },
        (reason) => {
          attempts.add(reason);
          ended?.(reason);
        },
        EVERY_MS,
      );
    },
    async close() {
      stop?.();
      await proxy?.close();
      folder.remove();
    },
  };
}

/** `sandbox-exec` would load them before it is in the cage; the system drops them at that point anyway. */
function withoutLoader(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('DYLD_')));
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}
