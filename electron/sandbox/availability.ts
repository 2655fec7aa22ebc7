import { execFile } from 'node:child_process';
import type { NotCaged } from './caged-launch.ts';
import type { FilteredArch } from './system-calls.ts';

/** The programs a cage on Linux is made with. */
export interface LinuxTools {
  bwrap: string;
  prlimit: string | undefined;
  socat: string | undefined;
  /** For observed runs. */
  strace: string | undefined;
  arch: FilteredArch;
}

export interface SandboxExec {
  path: string;
}

const TRIAL_LIMIT_MS = 5_000;

/**
 * Finds the programs and tries one cage, because having bubblewrap is not being allowed to use it: since Ubuntu 24.04
 * AppArmor refuses user namespaces to programs without a profile. Takes about 10 ms.
 */
export async function findLinuxTools(
  find: (program: string) => string | undefined,
  arch: string,
): Promise<LinuxTools | NotCaged> {
  if (arch !== 'x64' && arch !== 'arm64') {
    return notCaged(`The filter of system calls knows x64 and arm64, not ${arch}.`, 'Use one of those machines.');
  }
  const bwrap = find('bwrap');
  if (bwrap === undefined) {
    return notCaged(
      'The program bwrap is not installed.',
      'Install it: apt install bubblewrap, dnf install bubblewrap, or pacman -S bubblewrap.',
    );
  }
  const said = await tryOnce(bwrap, [...trialArguments, find('true') ?? '/usr/bin/true']);
  if (said === undefined)
    return { bwrap, prlimit: find('prlimit'), socat: find('socat'), strace: find('strace'), arch };
  return notCaged(`bwrap cannot make a cage here: ${said}.`, remedyFor(said));
}

/** Whether `sandbox-exec` of macOS does its work; part of the system, so there is nothing to install. */
export async function findSandboxExec(): Promise<SandboxExec | NotCaged> {
  const path = '/usr/bin/sandbox-exec';
  const said = await tryOnce(path, ['-p', '(version 1)(allow default)', '/usr/bin/true']);
  return said === undefined ? { path } : notCaged(`sandbox-exec cannot make a cage here: ${said}.`, inACage);
}

const inACage = 'A program that is in a cage already cannot make another: start Gatehouse outside of one.';

/** Undefined when it went well; else its first words. */
function tryOnce(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((tried) => {
    execFile(program, args, { env: {}, encoding: 'utf8', timeout: TRIAL_LIMIT_MS }, (error, _, stderr) => {
      tried(error === null ? undefined : (stderr.trim().split('\n')[0] ?? '') || error.message);
    });
  });
}

export function notCaged(reason: string, remedy: string): NotCaged {
  return { caged: false, reason, remedy };
}

const trialArguments = [
  ...['--unshare-user', '--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--disable-userns'],
  ...['--uid', '1000', '--gid', '1000', '--cap-drop', 'ALL', '--ro-bind', '/', '/', '--proc', '/proc', '--'],
];

/** Words for people only; nothing depends on the text but which advice comes first. */
function remedyFor(said: string): string {
  if (said.includes('nknown option')) return 'Install bubblewrap 0.8 or newer.';
  return (
    'If this is Ubuntu 24.04 or newer, allow bwrap user namespaces: put a profile with "userns," for /usr/bin/bwrap ' +
    'into /etc/apparmor.d (the package apparmor-profiles has one) and reload it. Elsewhere see whether ' +
    'kernel.unprivileged_userns_clone and user.max_user_namespaces allow them. In a container, it needs the right to ' +
    'make namespaces.'
  );
}
