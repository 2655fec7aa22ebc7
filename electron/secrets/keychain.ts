import { fork } from 'node:child_process';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shippedCli } from '#platform/shipped-cli';
import type { KeychainAnswer, KeychainRequest } from './keychain-child.ts';

/** `waiting`: no answer in time, which a keychain gives only while it asks a person. */
export type KeychainOutcome = KeychainAnswer | { ok: false; state: 'waiting'; why: string };

/** Asks once and leaves no process behind; `limitMs` is how long the keychain itself may take to answer. */
export type Keychain = (request: KeychainRequest, limitMs: number) => Promise<KeychainOutcome>;

/** For the child to start on a slow machine, which is not the keychain's waiting. */
const START_MS = 30_000;

/** What a keychain needs to be found and to show its prompt. Nothing that could load code into the child. */
const passedOn = [
  ...['HOME', 'USER', 'LOGNAME', 'PATH', 'LANG', 'LC_ALL', 'TMPDIR'],
  ...['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'],
  ...['SystemRoot', 'windir', 'USERPROFILE', 'USERNAME', 'APPDATA', 'LOCALAPPDATA', 'TEMP', 'TMP', 'Path'],
];

/** The operating system's keychain, through a child process that is ended whatever it does. */
export function systemKeychain(env: Readonly<Record<string, string | undefined>> = process.env): Keychain {
  return (request, limitMs) =>
    new Promise((resolve) => {
      const { file, execPath } = childProgram();
      const child = fork(file, [], {
        execPath,
        // Not ours: flags of the caller could open an inspector, which would see the values.
        execArgv: [],
        env: { ...environment(env), ELECTRON_RUN_AS_NODE: '1' },
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        serialization: 'json',
      });
      const settle = (outcome: KeychainOutcome) => {
        clearTimeout(timer);
        child.removeAllListeners();
        // It may fail once more while it is being ended; that says nothing any more.
        child.on('error', () => undefined);
        child.kill('SIGKILL');
        child.unref();
        if (child.connected) child.disconnect();
        resolve(outcome);
      };
      const waits = () => settle({ ok: false, state: 'waiting', why: `It gave no answer in ${limitMs / 1000} s` });
      const never = () => settle({ ok: false, state: 'none', why: 'The program that asks it did not start' });
      let timer = setTimeout(never, START_MS);
      child.on('message', (said: 'asking' | KeychainAnswer) => {
        if (said !== 'asking') return settle(said);
        clearTimeout(timer);
        timer = setTimeout(waits, limitMs);
      });
      child.once('error', (error) => settle({ ok: false, state: 'none', why: error.message }));
      // libsecret crashes on the entries of a locked keyring.
      child.once('exit', () => settle({ ok: false, state: 'locked', why: 'It ended without an answer.' }));
      // A failure to send is reported as `error` or `exit` as well.
      child.send(request, () => undefined);
    });
}

function environment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = passedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  return { ...usualRuntimeFolder(), ...Object.fromEntries(given) };
}

/**
 * Codex (0.169.0) hands on neither this nor the address of the bus, and libsecret looks for the bus in it (GLib,
 * `g_dbus_address_get_for_bus_sync`). Not the address itself: one that was not given must not beat the folder that was.
 */
function usualRuntimeFolder(): Record<string, string> {
  const user = process.platform === 'linux' ? process.getuid?.() : undefined;
  return user === undefined ? {} : { XDG_RUNTIME_DIR: `/run/user/${user}` };
}

/** Built, it lies beside the file that starts it. */
/** A package's window may not run as Node, and a Node cannot look into its archive: there the shipped one runs the shipped file. */
function childProgram(): { file: string; execPath: string } {
  const shipped = shippedCli();
  if (shipped !== undefined)
    return { file: join(dirname(shipped.program), 'keychain-child.js'), execPath: shipped.node };
  const file = fileURLToPath(new URL(`./keychain-child${extname(import.meta.url)}`, import.meta.url));
  return { file, execPath: process.execPath };
}
