import { spawnSync } from 'node:child_process';

/** How `unshare` gets a mount and a network namespace here: as root, or as root of a user namespace. */
export function unshareArguments(): string[] {
  return process.getuid?.() === 0 ? ['-m', '-n'] : ['-r', '-m', '-n'];
}

/** Why the agents cannot be asked here, with what to do; undefined when they can. */
export function namespaceObstacle(): string | undefined {
  if (process.platform !== 'linux')
    return 'The agents are asked on a copy of a home mounted where its files name it; that needs Linux.';
  const probe = spawnSync('unshare', [...unshareArguments(), 'mount', '--make-rprivate', '/'], { encoding: 'utf8' });
  if (probe.status === 0) return undefined;
  const why = probe.stderr?.trim() || 'unshare (package util-linux) is not there';
  return `A mount namespace cannot be made: ${why}. Run as root, or allow user namespaces.`;
}
