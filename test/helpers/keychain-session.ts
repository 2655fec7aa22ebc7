import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { notRun } from './not-run-list.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** `bare`: no bus; `bus`: a bus without a keychain; `open` and `fresh`: with one, unlocked or still without a keyring. */
export type SessionKind = 'bare' | 'bus' | 'open' | 'fresh';

/** Shell that locks the login keyring of a running session. */
export const lockKeyring =
  'dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets ' +
  'org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null';

const opening: Record<SessionKind, string> = {
  bare: '',
  bus: '',
  open: 'printf testpw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;',
  fresh: 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1;',
};

/** Whether this machine has the real keychain; what is missing goes on the list of what was not run. */
export function hasRealKeychain(what: string, more: readonly string[] = []): boolean {
  const programs = ['dbus-run-session', 'gnome-keyring-daemon', 'dbus-send', ...more];
  const isThere = process.platform === 'linux' && programs.every(onPath);
  if (!isThere) notRun(what, 'Debian: apt-get install dbus gnome-keyring libsecret-1-0 xvfb xauth.');
  return isThere;
}

/** A home, a data folder and a session of their own; `run` runs a line of shell in a new bus and gives its output. */
export function keychainSession() {
  const folder = temporaryFolder();
  const [data, runtime, services] = [join(folder, 'data'), join(folder, 'run'), join(folder, 'services')];
  for (const each of [runtime, services]) mkdirSync(each, { mode: 0o700 });
  onTestFinished(() => endDaemonsOf(runtime));
  return {
    folder,
    data,
    run(kind: SessionKind, script: string, more: { env?: Record<string, string>; before?: string[] } = {}) {
      const env = { ...withoutSession(), HOME: folder, XDG_RUNTIME_DIR: runtime, ...more.env };
      const [program = '', ...args] = [
        ...(more.before ?? []),
        ...(kind === 'bare'
          ? []
          : ['dbus-run-session', ...(kind === 'bus' ? [`--config-file=${emptyBus(folder)}`] : []), '--']),
        ...['bash', '-c', `${opening[kind]} ${script}`],
      ];
      const ran = spawnSync(program, args, { env, encoding: 'utf8', timeout: 120_000 });
      return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
    },
  };
}

/** A bus that can start no service: an installed keyring would otherwise be started by its name. */
function emptyBus(folder: string): string {
  const file = join(folder, 'bus.conf');
  const policy =
    '<policy context="default"><allow send_destination="*" eavesdrop="true"/>' +
    '<allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>';
  execFileSync('tee', [file], {
    input: `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>session</type><listen>unix:tmpdir=${folder}</listen><servicedir>${join(folder, 'services')}</servicedir>${policy}</busconfig>`,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return file;
}

function withoutSession(): Record<string, string | undefined> {
  const { DBUS_SESSION_BUS_ADDRESS: _bus, DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  return env;
}

function onPath(program: string): boolean {
  return spawnSync('which', [program], { stdio: 'ignore' }).status === 0;
}

/** What outlives its session; only those of this test's own folder are ended, each by its id. */
function endDaemonsOf(runtime: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const isOurs = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`XDG_RUNTIME_DIR=${runtime}\0`);
      if (isOurs && Number(pid) !== process.pid) process.kill(Number(pid), 'SIGKILL');
    } catch (error) {
      // Processes end while they are looked at, and those of others may not be read.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}
