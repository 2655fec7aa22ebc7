import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import { systemCode } from '#platform/system-error';
import { accountFiles, identityInside } from './accounts.ts';
import { createAttempts } from './attempts.ts';
import { type LinuxTools, notCaged } from './availability.ts';
import { bubblewrapCommand, DOOR_PORT, MOST_CONNECTIONS, type NetworkDoor } from './bubblewrap.ts';
import { type CageFolder, makeCageFolder } from './cage-folder.ts';
import type { CagedLaunch, NotCaged } from './caged-launch.ts';
import { callFilter } from './call-filter.ts';
import { splitEnvironment } from './environment.ts';
import { decideGrants } from './grants.ts';
import { type Hidden, hiddenFiles } from './hidden-files.ts';
import type { HostRule } from './host-rules.ts';
import { interpreterPaths } from './interpreter.ts';
import { listFolder, readlinkOf, realpathOf, sizeOf, systemProgram } from './machine-facts.ts';
import { isWithin, type Mount } from './mounts.ts';
import { treeUse } from './process-tree.ts';
import type { Proxy } from './proxy.ts';
import { proxyFor } from './proxy-for.ts';
import { proxyVariables } from './proxy-variables.ts';
import type { SandboxHost } from './sandbox-host.ts';
import { systemMounts } from './system-mounts.ts';
import { type Limits, startWatchdog } from './watchdog.ts';

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
    const tree = fileTree(launch, profile, host, real, folder);
    const identity = identityInside(host.uid, host.gid);
    const limits = {
      memoryMb: profile.memoryMb,
      processes: profile.processes + OWN_PROCESSES + (door === undefined ? 0 : MOST_CONNECTIONS),
      diskMb: host.diskMb ?? DISK_MB,
    };
    const env = splitEnvironment(launch.env);
    const filterFd = folder.openForChild('filter', callFilter(tools.arch, profile.spawn));
    const { command, args } = bubblewrapCommand({
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
      limits: 'watchdog',
      notGranted: tree.notGranted,
      refused: attempts.all,
      ...supervision(limits, tree.mounts, folder, proxy, attempts.add),
    };
  } catch (error) {
    folder.remove();
    await proxy?.close();
    throw error;
  }
}

const nothingHidden: Hidden = { mounts: [], isComplete: true };

interface FileTree {
  mounts: Mount[];
  cwd: string;
  notGranted: string[];
}

function fileTree(
  launch: LaunchDescription,
  profile: Profile,
  host: SandboxHost,
  realCommand: string,
  folder: CageFolder,
): FileTree {
  if (launch.dataFolder !== undefined) makeDataFolder(launch.dataFolder);
  const home = realpathOf(host.home) ?? host.home;
  const ownData = realpathOf(host.ownData) ?? host.ownData;
  const prepared = join(ownData, 'prepared');
  const granted = decideGrants(launch, profile, { realpath: realpathOf, home, ownData, prepared });
  const interpreter = interpreterPaths(launch.command, realCommand, home);
  const { project } = launch;
  const isProjectSeen = project !== undefined && granted.mounts.some(({ path }) => isWithin(path, project));
  const hidden = isProjectSeen ? hiddenFiles(project, { list: listFolder, realpath: realpathOf }) : nothingHidden;
  const accounts = Object.entries(accountFiles(identityInside(host.uid, host.gid), home));
  const mounts = [
    ...systemMounts(home, { readlink: readlinkOf, isThere: (path) => realpathOf(path) !== undefined }),
    ...accounts.map(([name, text]): Mount => ({ kind: 'read', path: `/etc/${name}`, from: folder.put(name, text) })),
    ...interpreter.map((path): Mount => ({ kind: 'read', path, from: realpathOf(path) ?? path })),
    ...granted.mounts,
    ...hidden.mounts,
  ];
  const isVisible = mounts.some(({ kind, path }) => kind !== 'link' && isWithin(path, launch.cwd));
  return {
    mounts,
    cwd: isVisible ? launch.cwd : home,
    notGranted: [
      ...granted.notGranted,
      ...(isVisible ? [] : [`It starts in an empty home folder: ${launch.cwd} was not granted.`]),
      ...(hidden.isComplete
        ? []
        : ['The project is large: .env files deep inside it were not looked for and can be read.']),
    ],
  };
}

/** The agent makes it before it starts a server; what cannot be made is told as not granted. */
function makeDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

type Supervision = Pick<CagedLaunch, 'started' | 'close'>;

function supervision(
  limits: Limits,
  mounts: readonly Mount[],
  folder: CageFolder,
  proxy: Proxy | undefined,
  note: (what: string) => void,
): Supervision {
  const writable = mounts.filter(({ kind }) => kind === 'write').map(({ path }) => path);
  let stop: (() => void) | undefined;
  return {
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
