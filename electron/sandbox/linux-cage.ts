import { join } from 'node:path';
import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import { identityInside } from './accounts.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { type LinuxTools, notCaged } from './availability.ts';
import { bubblewrapCommand, DOOR_PORT, MOST_CONNECTIONS, type NetworkDoor } from './bubblewrap.ts';
import { makeCageFolder } from './cage-folder.ts';
import type { CagedLaunch, NotCaged } from './caged-launch.ts';
import { callFilter } from './call-filter.ts';
import { cgroupFor, joining } from './cgroup.ts';
import { splitEnvironment } from './environment.ts';
import { type FileTree, fileTree } from './file-tree.ts';
import { isInWritable } from './grants.ts';
import { followLines } from './growing-file.ts';
import type { HostRule } from './host-rules.ts';
import { inheritedDescriptors, withoutInherited } from './inherited-descriptors.ts';
import { realpathOf, systemProgram } from './machine-facts.ts';
import { isWithin } from './mounts.ts';
import { createObservation, traced } from './observation.ts';
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

export interface LinuxCageOptions {
  launch: LaunchDescription;
  profile: Profile;
  /** `profile.hosts`, read. */
  rules: readonly HostRule[];
  host: SandboxHost;
  tools: LinuxTools;
  /** Whether refused files are collected. */
  isObserved: boolean;
}

/** A caged launch on Linux; `NotCaged` when a program is missing that the profile makes necessary. */
export async function linuxCage(options: LinuxCageOptions): Promise<CagedLaunch | NotCaged> {
  const { launch, profile, rules, host, tools, isObserved } = options;
  const sh = systemProgram('sh');
  const { socat } = tools;
  const canHaveDoor = socat !== undefined && sh !== undefined;
  if (rules.length > 0 && !canHaveDoor) {
    return notCaged('It was granted hosts, and the program socat is not installed.', 'Install it: apt install socat.');
  }
  const realCommand = realpathOf(launch.command);
  if (realCommand === undefined) {
    return notCaged(`The program ${launch.command} is not there.`, 'Install it, or correct the definition.');
  }
  if (hasLeftItsFolder(launch, profile, realCommand)) {
    return notCaged(
      `The program ${launch.command} is in a folder the server may write to, and leads to ${realCommand}.`,
      'Name that program itself in the definition, if it is meant.',
    );
  }
  const folder = makeCageFolder(host.temporary);
  const attempts = createAttempts();
  let proxy: Proxy | undefined;
  try {
    let door: NetworkDoor | undefined;
    // An observed server without hosts gets a proxy that refuses all of them: so one learns their names.
    if (canHaveDoor && (rules.length > 0 || isObserved)) {
      const socket = join(folder.path, 'proxy.sock');
      proxy = await proxyFor(rules, socket, attempts.add);
      door = { socat, sh, socket };
    }
    const tree = fileTree(launch, profile, host, realCommand, folder.put);
    const limits = {
      memoryMb: profile.memoryMb,
      processes: profile.processes + OWN_PROCESSES + (door === undefined ? 0 : MOST_CONNECTIONS),
      diskMb: host.diskMb ?? DISK_MB,
    };
    const inherited = inheritedDescriptors();
    const env = splitEnvironment(launch.env);
    const filterFd = folder.openForChild('filter', callFilter(tools.arch, profile.spawn));
    const bubblewrap = bubblewrapCommand({
      bwrap: tools.bwrap,
      prlimit: tools.prlimit,
      mounts: tree.mounts,
      emptyFile: folder.put('empty', ''),
      cwd: tree.cwd,
      ...identityInside(host.uid, host.gid),
      filterFd: FIRST_EXTRA_FD,
      setInside: env.setInside,
      processes: profile.processes,
      door,
      command: launch.command,
      args: launch.args,
    });
    const observed = isObserved ? observe(tools, tree, join(folder.path, 'trace'), bubblewrap, attempts) : undefined;
    const cgroup = sh === undefined ? undefined : cgroupFor(limits);
    const caged = observed?.command ?? bubblewrap;
    const { command, args } = cgroup === undefined || sh === undefined ? caged : joining(cgroup, sh, caged);
    const upToDate = <T>(give: () => T): (() => T) => {
      return () => {
        observed?.look();
        return give();
      };
    };
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
      extraFds: inherited.length === 0 ? [filterFd] : withoutInherited([filterFd], inherited, folder.openNothing()),
      notGranted: [...tree.notGranted, ...(observed?.notSeen ?? [])],
      refused: upToDate(attempts.all),
      wishes: upToDate(attempts.wishes),
      ...superviseTree({
        limits,
        writable: isObserved ? [...tree.writable, folder.path] : tree.writable,
        ...{ cgroup, folder, proxy, note: attempts.add, beforeClose: observed?.look },
      }),
    };
  } catch (error) {
    folder.remove();
    await proxy?.close();
    throw error;
  }
}

/** A link in such a folder may be new, and what it leads to would become readable. Programs of the system are anyway. */
function hasLeftItsFolder(launch: LaunchDescription, profile: Profile, realCommand: string): boolean {
  if (!isInWritable(launch.command, launch, profile)) return false;
  return !isInWritable(realCommand, launch, profile) && !isWithin('/usr', realCommand);
}

interface Observed {
  command: { command: string; args: string[] };
  /** Takes in what was refused since the last look. */
  look(): void;
  notSeen: string[];
}

function observe(
  { strace }: LinuxTools,
  { mounts }: FileTree,
  file: string,
  bubblewrap: Observed['command'],
  attempts: Attempts,
): Observed {
  if (strace === undefined) {
    const notSeen = ['Refused files cannot be seen without the program strace; install it to learn from a run.'];
    return { command: bubblewrap, look: () => undefined, notSeen };
  }
  const isThere = (path: string): boolean => realpathOf(path) !== undefined;
  const look = createObservation({ newLines: followLines(file), isThere, mounts }, attempts);
  return { command: traced(strace, file, bubblewrap), look, notSeen: [] };
}
