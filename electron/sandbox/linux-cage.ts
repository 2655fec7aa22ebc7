import { join } from 'node:path';
import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import { identityInside } from './accounts.ts';
import { createAttempts } from './attempts.ts';
import { type LinuxTools, notCaged } from './availability.ts';
import { bubblewrapCommand, DOOR_PORT, MOST_CONNECTIONS, type NetworkDoor } from './bubblewrap.ts';
import { makeCageFolder } from './cage-folder.ts';
import type { CagedLaunch, NotCaged } from './caged-launch.ts';
import { callFilter } from './call-filter.ts';
import { cgroupFor, joining } from './cgroup.ts';
import { splitEnvironment } from './environment.ts';
import { fileTree } from './file-tree.ts';
import type { HostRule } from './host-rules.ts';
import { realpathOf, systemProgram } from './machine-facts.ts';
import type { Proxy } from './proxy.ts';
import { proxyFor } from './proxy-for.ts';
import { proxyVariables } from './proxy-variables.ts';
import type { SandboxHost } from './sandbox-host.ts';
import { superviseTree } from './supervision.ts';

/** First descriptor after stdin, stdout and stderr. */
const FIRST_EXTRA_FD = 3;
/** bubblewrap, its shell and socat; they count as processes of the tree. */
const OWN_PROCESSES = 8;
/** What folders that can be written may grow by while it runs. */
const DISK_MB = 1024;

/** A caged launch on Linux. Throws AppError only for what `LaunchDescription` excludes. */
export async function linuxCage(
  launch: LaunchDescription,
  profile: Profile,
  rules: readonly HostRule[],
  host: SandboxHost,
  tools: LinuxTools,
): Promise<CagedLaunch | NotCaged> {
  const sh = systemProgram('sh');
  if (rules.length > 0 && (tools.socat === undefined || sh === undefined)) {
    return notCaged('It was granted hosts, and the program socat is not installed.', 'Install it: apt install socat.');
  }
  const real = realpathOf(launch.command);
  if (real === undefined) return notCaged(`The program ${launch.command} is not there.`, 'Install or name it anew.');

  const folder = makeCageFolder(host.temporary);
  const attempts = createAttempts();
  let proxy: Proxy | undefined;
  try {
    let door: NetworkDoor | undefined;
    if (rules.length > 0 && tools.socat !== undefined && sh !== undefined) {
      const socket = join(folder.path, 'proxy.sock');
      proxy = await proxyFor(rules, socket, attempts.add);
      door = { socat: tools.socat, sh, socket };
    }
    const tree = fileTree(launch, profile, host, real, folder.put);
    const identity = identityInside(host.uid, host.gid);
    const limits = {
      memoryMb: profile.memoryMb,
      processes: profile.processes + OWN_PROCESSES + (door === undefined ? 0 : MOST_CONNECTIONS),
      diskMb: host.diskMb ?? DISK_MB,
    };
    const env = splitEnvironment(launch.env);
    const filterFd = folder.openForChild('filter', callFilter(tools.arch, profile.spawn));
    const bubblewrap = bubblewrapCommand({
      bwrap: tools.bwrap,
      prlimit: tools.prlimit,
      mounts: tree.mounts,
      emptyFile: folder.put('empty', ''),
      cwd: tree.cwd,
      ...identity,
      filterFd: FIRST_EXTRA_FD,
      setInside: env.setInside,
      processes: profile.processes,
      door,
      command: launch.command,
      args: launch.args,
    });
    const cgroup = sh === undefined ? undefined : cgroupFor(limits);
    const { command, args } = cgroup === undefined || sh === undefined ? bubblewrap : joining(cgroup, sh, bubblewrap);
    return {
      caged: true,
      command,
      args,
      env: {
        HOME: host.home,
        ...env.inherited,
        TMPDIR: '/tmp',
        ...(door === undefined ? {} : proxyVariables(DOOR_PORT, profile.hosts)),
      },
      cwd: '/',
      extraFds: [filterFd],
      notGranted: tree.notGranted,
      refused: attempts.all,
      ...superviseTree({ limits, writable: tree.writable, cgroup, folder, proxy, note: attempts.add }),
    };
  } catch (error) {
    folder.remove();
    await proxy?.close();
    throw error;
  }
}
