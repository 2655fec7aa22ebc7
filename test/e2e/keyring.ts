import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';

export interface Keyring {
  /** Leads a program to this keyring instead of the person's own. */
  env: Record<string, string | undefined>;
  home: string;
  data: string;
  /** Runs the built program; `input` is its stdin. Gives its output. */
  gatehouse(args: readonly string[], input?: string): string;
  lock(): void;
  stop(): Promise<void>;
}

export const whyNoKeyring = 'needs Linux with dbus-daemon, dbus-send and gnome-keyring-daemon';

export function hasKeyring(): boolean {
  const programs = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'];
  return process.platform === 'linux' && programs.every((each) => spawnSync('which', [each]).status === 0);
}

/** A folder with an empty home, and an environment in which there is no keychain. */
export function noKeyring(): Pick<Keyring, 'env' | 'home' | 'data'> & { remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-keyring-'));
  const [home, runtime] = [join(folder, 'home'), join(folder, 'run')];
  for (const each of [home, runtime, join(folder, 'services')]) mkdirSync(each, { mode: 0o700 });
  const env = { HOME: folder, XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: `unix:path=${runtime}/bus` };
  return { env, home, data: join(folder, 'data'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A bus that starts nothing by itself, and a real keyring on it, unlocked. */
export async function startKeyring(): Promise<Keyring> {
  const { env, home, data, remove } = noKeyring();
  const all = { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, ...env };
  const runtime = env['XDG_RUNTIME_DIR'] ?? '';
  const bus = spawn('dbus-daemon', ['--nofork', '--config-file', busConfig(runtime)], { env: all, stdio: 'ignore' });
  await expect.poll(() => existsSync(join(runtime, 'bus'))).toBe(true);
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    ...{ env: all, stdio: ['pipe', 'ignore', 'ignore'] },
  });
  daemon.stdin?.end('testpw');
  const entry = join(import.meta.dirname, '..', '..', 'out', 'cli', 'gatehouse.js');
  const gatehouse = (args: readonly string[], input = '') =>
    execFileSync(process.execPath, [entry, ...args, '--home', home, '--data', data], {
      ...{ env: all, input, encoding: 'utf8' },
    });
  await expect.poll(() => gatehouse(['secrets', 'list', '--json']), { timeout: 60_000 }).toContain('"ready"');
  return {
    ...{ env, home, data, gatehouse },
    lock() {
      const to = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets'];
      const login = 'array:objpath:/org/freedesktop/secrets/collection/login';
      execFileSync('dbus-send', [...to, 'org.freedesktop.Secret.Service.Lock', login], { env: all, stdio: 'ignore' });
    },
    async stop() {
      for (const each of [daemon, bus]) await end(each);
      remove();
    },
  };
}

function busConfig(runtime: string): string {
  const file = join(runtime, 'bus.conf');
  const policy =
    '<policy context="default"><allow send_destination="*" eavesdrop="true"/>' +
    '<allow eavesdrop="true"/><allow own="*"/><allow user="*"/></policy>';
  const listen = `<type>session</type><listen>unix:path=${join(runtime, 'bus')}</listen>`;
  const doctype =
    '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">';
  writeFileSync(file, `${doctype}<busconfig>${listen}${policy}</busconfig>`);
  return file;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, 'exit');
  child.kill('SIGKILL');
  await over;
}
