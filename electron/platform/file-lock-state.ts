import { readFileSync, statSync } from 'node:fs';

/** Whether a process holds a lock (flock) on the file; undefined where the system does not tell. */
export function isLockHeld(path: string): boolean | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const inode = statSync(path, { bigint: true }).ino.toString();
    // `1: FLOCK  ADVISORY  WRITE 4870 fe:00:2721382 0 EOF` (proc(5)); devices of layered file systems differ, so only the inode.
    return readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .some((line) => line.split(/\s+/)[5]?.split(':')[2] === inode);
  } catch {
    return undefined;
  }
}
