import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What decides whether a window can open, apart from Electron being there. */
export interface Surroundings {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  /** Undefined on Windows. */
  uid: number | undefined;
  /** Only asked on Linux, for a user other than root. */
  canMakeNamespaces(): boolean;
}

/** Why no sandboxed window can open here, without a full stop; undefined when nothing is in the way. */
export function windowObstacle({ platform, env, uid, canMakeNamespaces }: Surroundings): string | undefined {
  if (platform !== 'linux') return undefined;
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY'])
    return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  if (uid === 0) return "Chromium's sandbox does not start for root";
  if (!canMakeNamespaces()) return "Chromium's sandbox cannot start: this system forbids user namespaces";
  return undefined;
}

export function surroundings(electron: string | undefined): Surroundings {
  const { platform, env } = process;
  const canMakeNamespaces = () => hasSetuidHelper(electron) || userNamespaceStarts();
  return { platform, env, uid: process.getuid?.(), canMakeNamespaces };
}

/** Chromium's other way into its sandbox: `chrome-sandbox` beside the executable, owned by root with the setuid bit. */
function hasSetuidHelper(electron: string | undefined): boolean {
  if (electron === undefined) return false;
  const helper = statSync(join(dirname(electron), 'chrome-sandbox'), { throwIfNoEntry: false });
  return helper?.uid === 0 && (helper.mode & 0o4000) !== 0;
}

/** Tried rather than read from /proc: kernels, AppArmor and containers each forbid it in a way of their own. */
function userNamespaceStarts(): boolean {
  const { status, error } = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { timeout: 10_000 });
  // Without util-linux there is no telling; Electron then says so itself.
  return error !== undefined || status === 0;
}
