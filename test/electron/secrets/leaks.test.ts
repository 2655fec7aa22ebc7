import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasRealKeychain, keychainSession } from '#test/helpers/keychain-session';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const hasKeychain = hasRealKeychain('a search for leaked secrets, with a real keychain');
const SLOW = 120_000;
const value = 'leak-me-if-you-can-4711-größe';
const entry = join(import.meta.dirname, '../../../electron/cli/gatehouse.ts');
const program = (name: string) => join(import.meta.dirname, `${name}.ts`);

/** The value as it is, and as the usual writers of text would write it. */
const forms = [
  Buffer.from(value),
  Buffer.from(value, 'latin1'),
  Buffer.from(value, 'utf16le'),
  Buffer.from(JSON.stringify(value).slice(1, -1)),
  Buffer.from(encodeURIComponent(value)),
  ...['base64', 'hex'].map((encoding) => Buffer.from(Buffer.from(value).toString(encoding as 'base64' | 'hex'))),
];

function holdsValue(bytes: Buffer): boolean {
  return forms.some((form) => bytes.includes(form));
}

function filesWithValue(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .filter((file) => holdsValue(readFileSync(file)));
}

function node(file: string, ...args: string[]): string {
  return [process.execPath, '--disable-warning=ExperimentalWarning', file, ...args]
    .map((each) => `'${each}'`)
    .join(' ');
}

test.runIf(hasKeychain)(
  'a value stored and handed out is in no file, no output, and no argument or environment of a process of ours',
  { timeout: SLOW },
  () => {
    const { folder, data, run } = keychainSession();
    const { home } = smallHome(folder);
    // Not by a variable: the first environment of a shell can be read as long as it lives.
    const given = join(temporaryFolder(), 'value');
    writeFileSync(given, value, { mode: 0o600 });
    const seen = join(folder, 'processes');
    const gatehouse = (...args: string[]) => node(entry, ...args, '--home', home, '--data', data);
    const script = [
      `coproc ${node(program('watch-processes-program'), `XDG_RUNTIME_DIR=${join(folder, 'run')}`, seen)};`,
      'read -r started <&"${COPROC[0]}"; watcher=$COPROC_PID;',
      `${gatehouse('secrets', 'set', 'demo:one', 'API_KEY')} < '${given}';`,
      `${gatehouse('secrets', 'list', '--json')}; ${gatehouse('doctor', '--json')};`,
      `echo "handed out $(${node(program('hand-out-program'), data, 'demo:one', 'API_KEY')})";`,
      'kill $watcher; wait $watcher;',
    ].join(' ');
    const { stdout, stderr } = run('open', script);
    expect(stdout, stderr).toContain('API_KEY of demo:one is in the keychain.');
    expect(stdout, stderr).toContain(`handed out ${createHash('sha256').update(value).digest('hex')}`);
    expect(readFileSync(seen, 'latin1')).toContain('gatehouse.ts\0secrets\0set');
    expect(holdsValue(Buffer.from(stdout + stderr))).toBe(false);
    rmSync(given);
    // The keyring's own file is in this folder too, encrypted; so is what was seen of the processes.
    expect(filesWithValue(folder)).toEqual([]);
  },
);

test('the search finds a value that was planted in any form', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
  for (const [at, form] of forms.entries()) {
    writeFileSync(join(folder, 'deep', 'er', `${at}`), Buffer.concat([Buffer.from('a='), form, Buffer.from(';')]));
  }
  writeFileSync(join(folder, 'deep', 'innocent'), 'leak-me-if-you-can');
  expect(filesWithValue(folder)).toHaveLength(forms.length);
});
