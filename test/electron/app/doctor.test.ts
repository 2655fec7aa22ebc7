import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeSandbox } from '#app/sandbox-check';
import { notRun } from '#test/helpers/not-run-list';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const entry = join(import.meta.dirname, '..', '..', '..', 'electron', 'cli', 'gatehouse.ts');

interface Check {
  name: string;
  state: string;
  detail: string;
}

function has(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

const isLinux = process.platform === 'linux';
const hasKeychain = isLinux && has('dbus-run-session') && has('gnome-keyring-daemon');
const hasSandbox = isLinux && ['bwrap', 'socat', 'strace', 'prlimit'].every(has);
if (!hasKeychain) notRun('doctor with a real keychain', 'Debian: apt-get install dbus gnome-keyring libsecret-1-0.');
if (!hasSandbox) notRun('doctor with a real sandbox', 'Debian: apt-get install bubblewrap socat strace util-linux.');

function checksWith(command: readonly string[], env: Record<string, string>): Check[] {
  const [program = '', ...args] = command;
  const text = execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 60_000 });
  return JSON.parse(text.slice(text.indexOf('{'))).checks;
}

function place() {
  const folder = temporaryFolder();
  const { home } = smallHome(folder);
  const runtime = join(folder, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  const args = [
    '--disable-warning=ExperimentalWarning',
    entry,
    'doctor',
    '--json',
    '--home',
    home,
    '--data',
    join(folder, 'data'),
  ];
  return { folder, runtime, command: [process.execPath, ...args] };
}

/** The daemon outlives the session it was started in; only those of this test's own folder are ended. */
function endKeychainsOf(runtime: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const isKeychain = readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('gnome-keyring');
      const isOurs =
        isKeychain && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`XDG_RUNTIME_DIR=${runtime}\0`);
      if (isOurs) process.kill(Number(pid));
    } catch (error) {
      // Processes end while they are looked at, and those of others may not be read.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}

test.runIf(hasKeychain)('a keychain that is unlocked answers', () => {
  const { folder, runtime, command } = place();
  onTestFinished(() => endKeychainsOf(runtime));
  const script = 'printf testpw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"';
  const checks = checksWith(['dbus-run-session', '--', 'bash', '-c', script, 'doctor', ...command], {
    HOME: folder,
    XDG_RUNTIME_DIR: runtime,
  });
  expect(checks.find((check) => check.name === 'keychain')).toMatchObject({ state: 'ok' });
});

test.runIf(isLinux)('without a bus the keychain is missing, said in words, and nothing hangs', () => {
  const { folder, command } = place();
  const checks = checksWith(command, {
    HOME: folder,
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
    XDG_RUNTIME_DIR: '',
  });
  const keychain = checks.find((check) => check.name === 'keychain');
  expect(keychain?.state).toBe('missing');
  expect(keychain?.detail).not.toBe('');
});

test.runIf(hasSandbox)('the sandbox is well when a cage could be made and all its parts are there', () => {
  const { command } = place();
  expect(checksWith(command, {}).find((check) => check.name === 'sandbox')).toMatchObject({ state: 'ok' });
});

test('a sandbox that is lacking is told with what to do, and one that lacks a part with which', () => {
  const lacking = { caged: false as const, reason: 'The program bwrap is not installed.', remedy: 'Install it.' };
  expect(describeSandbox(lacking, [])).toMatchObject({ state: 'missing', detail: lacking.reason, help: 'Install it.' });
  const part = 'Servers that were granted hosts need the program socat.';
  expect(describeSandbox(undefined, [part])).toMatchObject({ state: 'warning', detail: expect.stringContaining(part) });
});
