import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasRealKeychain, keychainSession, lockKeyring, type SessionKind } from '#test/helpers/keychain-session';

const quote = (text: string) => `'${text}'`;
const program = join(import.meta.dirname, 'round-trip-program.ts');
const hasKeychain = hasRealKeychain('secrets against a real keychain');
const hasScreen = hasRealKeychain('a keychain that waits for a person', ['xvfb-run', 'xauth']);
const SLOW = 120_000;

const node = (data: string, action: string) =>
  [process.execPath, '--disable-warning=ExperimentalWarning', program, data, action].map(quote).join(' ');

function lastDocument(stdout: string) {
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1));
}

function absence(kind: SessionKind, before = '', xvfb = false) {
  const { data, run } = keychainSession();
  const around = xvfb ? { before: ['xvfb-run', '-a'], env: { TEST_PROBE_MS: '4000' } } : {};
  const { stdout, stderr } = run(kind, `${before} ${node(data, 'state')}`, around);
  if (!stdout.includes('{')) throw new Error(stderr);
  expect(existsSync(join(data, 'secrets.json')), 'a name was noted for a value that is nowhere').toBe(before !== '');
  return lastDocument(stdout);
}

test.runIf(hasKeychain)('values of any kind come back as they were, for their plugin alone', { timeout: SLOW }, () => {
  const { data, run } = keychainSession();
  const values = ['plain', 'größe 秘密 🔑', ' spaces and\nlines\t', '"quotes" $(and) `more` \\', 'x'.repeat(32_768)];
  const { stdout, stderr } = run('open', node(data, 'round-trip'), { env: { TEST_VALUES: JSON.stringify(values) } });
  if (!stdout.includes('{')) throw new Error(stderr);
  const seen = lastDocument(stdout);
  expect(seen).toMatchObject({ same: [true, true, true, true, true], replaced: 'replaced', other: {} });
  expect(seen.left).toEqual(['VALUE_1', 'VALUE_2', 'VALUE_3', 'VALUE_4']);
  expect(seen.state).toEqual({ state: 'ready', detail: 'The keychain answers.' });
  expect(seen.names[0]).toMatchObject({ variable: 'VALUE_1', lastUsed: expect.any(String) });
});

test.runIf(hasKeychain)('without a bus, and on a bus without a service, there is none', { timeout: SLOW }, () => {
  for (const seen of [absence('bare'), absence('bus')]) {
    expect(seen.state).toMatchObject({ state: 'none', remedy: expect.stringContaining('libsecret-1-0') });
    expect(seen.set).toMatchObject({ code: 'unavailable', message: expect.stringContaining('no keychain') });
  }
});

test.runIf(hasKeychain)('without an address the bus of the runtime folder is found', { timeout: SLOW }, () => {
  const { data, run } = keychainSession();
  const bus = 'DBUS_SESSION_BUS_ADDRESS="unix:path=$XDG_RUNTIME_DIR/bus"';
  const before = `dbus-daemon --session --fork --address="unix:path=$XDG_RUNTIME_DIR/bus"; export ${bus};`;
  const unlock = 'printf testpw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;';
  const after = `unset DBUS_SESSION_BUS_ADDRESS; ${node(data, 'state')}`;
  const { stdout, stderr } = run('bare', `${before} ${unlock} ${after}`);
  if (!stdout.includes('{')) throw new Error(stderr);
  expect(lastDocument(stdout).state).toMatchObject({ state: 'ready' });
});

test.runIf(hasKeychain)('a service that has no keyring yet is locked without a screen', { timeout: SLOW }, () => {
  const seen = absence('fresh');
  expect(seen.state).toMatchObject({ state: 'locked', remedy: expect.stringContaining('no screen') });
  expect(seen.set).toMatchObject({ code: 'unavailable' });
});

test.runIf(hasKeychain)('a keyring that was locked keeps its secrets and says so', { timeout: SLOW }, () => {
  const { data, run } = keychainSession();
  const { stdout, stderr } = run('open', `${node(data, 'store')} && ${lockKeyring} && ${node(data, 'state')}`);
  if (!stdout.includes('{')) throw new Error(stderr);
  const seen = lastDocument(stdout);
  expect(seen.state).toMatchObject({ state: 'locked' });
  expect(seen.set).toMatchObject({ code: 'unavailable' });
  expect(seen.get).toMatchObject({ code: 'unavailable', message: expect.stringContaining('locked') });
  expect(seen.names).toHaveLength(1);
});

test.runIf(hasScreen)('a prompt nobody answers is "waiting", and leaves no process behind', { timeout: SLOW }, () => {
  const seen = absence('fresh', '', true);
  expect(seen.state).toMatchObject({ state: 'waiting', detail: expect.stringContaining('waits for you') });
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  expect(processes.split('\n').filter((line) => line.includes(program))).toEqual([]);
});
