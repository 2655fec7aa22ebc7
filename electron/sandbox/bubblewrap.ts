import { inOrder, type Mount } from './mounts.ts';

/** Everything bubblewrap has to be told. */
export interface BubblewrapPlan {
  bwrap: string;
  /** `prlimit` of util-linux when the system has it. */
  prlimit: string | undefined;
  mounts: readonly Mount[];
  /** An empty file and an empty folder to lay over what is hidden. */
  emptyFile: string;
  cwd: string;
  /** Who the server is inside. */
  uid: number;
  gid: number;
  /** Descriptor of the call filter. */
  filterFd: number;
  /** Variables that would act on bubblewrap itself, so they are set inside. */
  setInside: Readonly<Record<string, string>>;
  processes: number;
  /** How the server gets out, when anything was granted. */
  door: NetworkDoor | undefined;
  command: string;
  args: readonly string[];
}

export interface NetworkDoor {
  socat: string;
  sh: string;
  /** Unix socket of this cage's proxy, outside. */
  socket: string;
}

/** Port on the cage's own loopback that leads to its proxy. */
export const DOOR_PORT = 3128;

/** At a time, each a small process; more wait. */
export const MOST_CONNECTIONS = 48;

/** Threads count as processes for the kernel; interpreters have a dozen each. */
const TASKS_PER_PROCESS = 32;

/** The program to start and its arguments. None of them is a secret: other users can read them. */
export function bubblewrapCommand(plan: BubblewrapPlan): { command: string; args: string[] } {
  if (plan.door === undefined) {
    return { command: plan.bwrap, args: [...isolation(plan, ['--unshare-net']), ...program(plan)] };
  }
  const inner = [plan.bwrap, ...isolation(plan, []), ...program(plan)];
  return { command: plan.bwrap, args: doorArguments(plan, plan.door, inner) };
}

function isolation(plan: BubblewrapPlan, network: readonly string[]): string[] {
  return [
    '--die-with-parent',
    '--new-session',
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', ...network],
    '--disable-userns',
    ...identity(plan),
    ...['--hostname', 'cage'],
    ...['--proc', '/proc', '--dev', '/dev'],
    ...inOrder(plan.mounts).flatMap((mount) => mountArguments(mount, plan.emptyFile)),
    // Only now: what was granted inside of them had to find room.
    ...plan.mounts.flatMap(({ kind, path }) => (kind === 'empty-folder' ? ['--remount-ro', path] : [])),
    // Both are memory, and nothing would bound what is written there.
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    // Kernel settings belong to root, and a root that dropped everything still owns them.
    ...['--remount-ro', '/proc'],
    ...['--chdir', plan.cwd],
    ...Object.entries(plan.setInside).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--seccomp', String(plan.filterFd)],
    '--',
  ];
}

/** Without this a root in the cage would keep root's powers over the cage, and look like root to programs. */
function identity({ uid, gid }: BubblewrapPlan): string[] {
  return ['--uid', String(uid), '--gid', String(gid), '--cap-drop', 'ALL'];
}

function mountArguments(mount: Mount, emptyFile: string): string[] {
  switch (mount.kind) {
    case 'read':
      return ['--ro-bind', mount.from ?? mount.path, mount.path];
    case 'write':
      return ['--bind', mount.from ?? mount.path, mount.path];
    case 'tmp':
      return ['--perms', '0700', '--size', String(mount.megabytes * 1024 * 1024), '--tmpfs', mount.path];
    case 'link':
      return ['--symlink', mount.target, mount.path];
    case 'empty-file':
      return ['--ro-bind', emptyFile, mount.path];
    case 'empty-folder':
      return ['--perms', '0700', '--size', '1048576', '--tmpfs', mount.path];
  }
}

/**
 * Core files would carry the environment out; the kernel's own bound on tasks does not hold root. With a door the start
 * waits for it inside, while the rest is being made.
 */
function program({ prlimit, processes, door, command, args }: BubblewrapPlan): string[] {
  const bounded = [prlimit ?? '', '--core=0', `--nproc=${processes * TASKS_PER_PROCESS}`, '--'];
  const wait = door === undefined ? [] : [door.sh, '-c', waitScript, 'wait'];
  return [...wait, ...(prlimit === undefined ? [] : bounded), command, ...args];
}

/**
 * A cage around the cage: a network of its own, in which socat (seeing the real files, without the variables) leads the
 * port to the proxy's socket. The inner cage shares that network and has neither the socket nor the right to make one.
 */
function doorArguments(plan: BubblewrapPlan, door: NetworkDoor, inner: readonly string[]): string[] {
  return [
    '--die-with-parent',
    ...['--unshare-user', '--unshare-net', '--unshare-pid'],
    ...identity(plan),
    ...['--dev-bind', '/', '/', '--'],
    ...[door.sh, '-c', doorScript, 'door', door.socat, door.socket, ...inner],
  ];
}

const doorScript = `
gh_socat=$1; gh_socket=$2; shift 2
/usr/bin/env -i "$gh_socat" TCP4-LISTEN:${DOOR_PORT},bind=127.0.0.1,fork,max-children=${MOST_CONNECTIONS},backlog=128 "UNIX-CONNECT:$gh_socket" </dev/null >/dev/null 2>&1 &
exec "$@"
`;

/** Until the port listens (state 0A in /proc/net/tcp), so that the first request of a fast server finds it. */
const waitScript = `
gh_tries=0
until
  gh_open=
  while read -r gh_row gh_local gh_remote gh_state gh_rest; do
    case "$gh_local $gh_state" in *:${DOOR_PORT.toString(16).toUpperCase().padStart(4, '0')}\\ 0A) gh_open=1 ;; esac
  done </proc/self/net/tcp
  [ -n "$gh_open" ]
do
  gh_tries=$((gh_tries + 1))
  if [ "$gh_tries" -gt 300000 ]; then echo 'The cage has no way to its proxy: socat did not start.' >&2; exit 126; fi
done
exec "$@"
`;
