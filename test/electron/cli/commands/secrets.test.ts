import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasRealKeychain, keychainSession } from '#test/helpers/keychain-session';
import { runGatehouse } from '#test/helpers/run-gatehouse';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const entry = join(import.meta.dirname, '..', '..', '..', '..', 'electron', 'cli', 'gatehouse.ts');
const hasKeychain = hasRealKeychain('gatehouse secrets against a real keychain');
const SLOW = 120_000;
const value = 'ßecret-that-must-stay-4711';

/** Command lines of all processes, over and over, until it is ended. */
const watchArguments = '( while :; do cat /proc/[0-9]*/cmdline 2>/dev/null; done > "$HOME/argv" ) & watcher=$!;';

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
}

test.runIf(hasKeychain)('a value goes from stdin to the keychain and is seen nowhere else', { timeout: SLOW }, () => {
  const { folder, data, run } = keychainSession();
  const { home } = smallHome(folder);
  const gatehouse = (args: string) =>
    `'${process.execPath}' --disable-warning=ExperimentalWarning '${entry}' secrets ${args} --home '${home}' --data '${data}'`;
  const script = [
    // The shell's own command line must not hold it, so it comes by a variable and a built-in command.
    `value="$TEST_VALUE"; unset TEST_VALUE; ${watchArguments}`,
    `printf '%s\\n' "$value" | ${gatehouse('set demo:one API_KEY')};`,
    `${gatehouse('list --json')}; ${gatehouse('list')}; kill $watcher;`,
    `${gatehouse('delete demo:one API_KEY')}; ${gatehouse('delete demo:one API_KEY')}; echo "code $?"`,
  ].join(' ');
  const { stdout, stderr } = run('open', script, { env: { TEST_VALUE: value } });
  expect(stdout).toContain('API_KEY of demo:one is in the keychain.');
  expect(stdout).toContain('"variable": "API_KEY"');
  expect(stdout).toContain('API_KEY of demo:one is gone from the keychain.');
  expect(stdout).toContain('code 1');
  expect(stdout + stderr).not.toContain(value);
  const files = filesBelow(folder);
  expect(files).toContain(join(data, 'secrets.json'));
  expect(readFileSync(join(folder, 'argv'), 'utf8')).toContain('gatehouse.ts');
  expect(files.filter((file) => readFileSync(file).includes(value))).toEqual([]);
});

test('bytes that are no text are refused, not stored as something else', () => {
  const folder = temporaryFolder();
  const { home } = smallHome(folder);
  const data = join(folder, 'data');
  const args = ['--disable-warning=ExperimentalWarning', entry, 'secrets', 'set', 'demo:one', 'API_KEY'];
  const input = Buffer.from([0x61, 0xff, 0x62]);
  const ran = spawnSync(process.execPath, [...args, '--home', home, '--data', data], { input, encoding: 'utf8' });
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain('not UTF-8 text');
  expect(existsSync(join(data, 'secrets.json'))).toBe(false);
});

test('a value given as an argument is refused and not repeated', async () => {
  const folder = temporaryFolder();
  const { home } = smallHome(folder);
  const args = ['secrets', 'set', 'demo:one', 'API_KEY', value, '--home', home, '--data', join(folder, 'data')];
  const { code, stdout, stderr } = await runGatehouse(args);
  expect(code).toBe(2);
  expect(stderr).toContain('never an argument');
  expect(stdout + stderr).not.toContain(value);
});
