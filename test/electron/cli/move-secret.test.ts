import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasRealKeychain, keychainSession, lockKeyring } from '#test/helpers/keychain-session';

const entry = join(import.meta.dirname, '..', '..', '..', 'electron', 'cli', 'gatehouse.ts');
const hasKeychain = hasRealKeychain('moving a plain secret to a real keychain');
const SLOW = 180_000;
const value = 'q8ZtP2vLw9r4Nd0mKxJ7';
const id = 'codex:mcp/db@user';
const config = `# mine
[mcp_servers.db]
command = "node" # kept
args = ["db.js"]
env = { MODE = "fast", DB_TOKEN = "${value}" }
`;

function place() {
  const { folder, data, run } = keychainSession();
  const file = join(folder, '.codex', 'config.toml');
  mkdirSync(join(folder, '.codex'));
  writeFileSync(file, config);
  const gatehouse = (args: string) =>
    `'${process.execPath}' --disable-warning=ExperimentalWarning '${entry}' ${args} --home '${folder}' --data '${data}'`;
  return { data, run, gatehouse, text: () => readFileSync(file, 'utf8') };
}

/** What the commands say, and every file in the data folder, by name. */
function placesWithValue(data: string, said: string): string[] {
  const files = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  return [...files.filter((file) => readFileSync(file).includes(value)), ...(said.includes(value) ? ['output'] : [])];
}

test.runIf(hasKeychain)(
  'a value goes from a file to the keychain and back, and stands nowhere else',
  { timeout: SLOW },
  () => {
    const { data, run, gatehouse, text } = place();
    const change = `$(${gatehouse('changes --json')} | sed -n 's/.*"id": *"\\([0-9]*-[0-9a-f]*\\)".*/\\1/p' | head -n 1)`;
    const { stdout, stderr } = run(
      'open',
      [
        gatehouse('secrets find'),
        gatehouse('secrets find --json'),
        `${gatehouse(`secrets move ${id} DB_TOKEN --server db --dry-run`)}; echo "shown $?"`,
        `${gatehouse(`secrets move ${id} DB_TOKEN --server db`)} < /dev/null; echo "not agreed $?"`,
        `${gatehouse(`secrets move ${id} DB_TOKEN --server db --yes`)}; echo "moved $?"`,
        `grep -c '${value.slice(0, 6)}' "$HOME/.codex/config.toml"`,
        gatehouse('secrets list'),
        `${gatehouse(`undo ${change} --yes`)}; echo "undone $?"`,
        gatehouse('secrets find'),
      ].join('; '),
    );
    const said = `${stdout}\n${stderr}`;
    expect(stdout, said).toContain('can be moved');
    expect(stdout).toContain('config.toml:5');
    for (const each of ['shown 0', 'not agreed 2', 'moved 0', 'undone 0']) expect(stdout, said).toContain(each);
    expect(stdout).toContain('moved 0\n0\n');
    expect(stdout).toContain('is read from the keychain and written into this file in plain text');
    expect(text()).toBe(config);
    expect(placesWithValue(data, said)).toEqual([]);
  },
);

test.runIf(hasKeychain)(
  'a locked keychain moves nothing and puts nothing back, and says what to do',
  { timeout: SLOW },
  () => {
    const { data, run, gatehouse, text } = place();
    const move = gatehouse(`secrets move ${id} DB_TOKEN --yes`);
    const first = run('open', `${lockKeyring}; ${move}; echo "locked $?"`);
    expect(first.stdout, first.stderr).toContain('locked 1');
    expect(first.stderr).toContain('The keychain is locked');
    expect(text()).toBe(config);
    const { stdout, stderr } = run('open', `${move} && ${lockKeyring} && ${gatehouse('changes --json')}`);
    const moved = text();
    expect(moved, stderr).not.toContain(value);
    const [, change = ''] = /"id": *"([0-9]+-[0-9a-f]+)"/.exec(stdout) ?? [];
    const back = run('open', `${lockKeyring}; ${gatehouse(`undo ${change} --yes`)}; echo "locked $?"`);
    expect(back.stdout, back.stderr).toContain('locked 1');
    expect(back.stderr).toContain('The keychain is locked');
    expect(text()).toBe(moved);
    expect(placesWithValue(data, stdout + stderr + back.stdout + back.stderr)).toEqual([]);
  },
);
