import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownFlags } from '#cli/arguments';
import { candidates, commandWords, completionScript, shells } from '#cli/completion';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const ids = async () => [
  'claude-code:plugin/tidy@harbor@user',
  'claude-code:mcp/a b$(x)@user',
  'codex:skill/notes@user',
];
const at = (...words: string[]) => candidates(words, ids);
const source = readFileSync(join(import.meta.dirname, '../../../electron/cli/gatehouse.ts'), 'utf8');

describe('the words a shell is given', () => {
  it('are every command there is, and only flags there are', () => {
    const made = [...source.matchAll(/^ {2}'?([a-z-]+)'?: async \(\) =>/gm)].map((match) => match[1] ?? '');
    expect(made.length).toBeGreaterThan(20);
    expect([...commandWords().keys()].toSorted()).toEqual(made.filter((each) => each !== 'complete').toSorted());
    const named = [...commandWords().values()].flatMap(({ flags }) => flags.map((flag) => flag.slice(2)));
    expect(named.filter((flag) => knownFlags[flag] === undefined)).toEqual([]);
  });

  it('follow the command, its words, its flags and what they take', async () => {
    expect(await at('dis')).toEqual(['disable']);
    expect(await at('policy', '')).toEqual(
      expect.arrayContaining(['list', 'allow', 'deny', 'default', 'strict', 'grant']),
    );
    expect(await at('completion', 'z')).toEqual(['zsh']);
    expect(await at('changes', '--b')).toEqual(['--by']);
    expect(await at('changes', '--by', '')).toEqual(['ours', 'others']);
    expect(await at('list', '--agent', 'c')).toEqual(['claude-code', 'codex']);
    expect(await at('enable', 'codex')).toEqual(['codex:skill/notes@user']);
    expect(await at('changes', '--plugin', 'codex')).toEqual(['codex:skill/notes@user']);
    expect(await at('history', 'search', 'a')).toEqual([]);
    expect(await at('list', '--home', '')).toEqual([]);
    expect(await at('no-such', '')).toEqual([]);
  });
});

function hasShell(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What bash offers behind a line, with a `gatehouse` that says the given words. */
function bashOffers(line: string, words: readonly string[]): { offered: string[]; asked: string } {
  const folder = temporaryFolder();
  const program = join(folder, 'bin', 'gatehouse');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'words'), words.map((each) => `${each}\n`).join(''));
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$*" > '${folder}/asked'\ncat '${folder}/words'\n`);
  chmodSync(program, 0o755);
  const script = `${completionScript('bash')}
COMP_LINE="$LINE" COMP_POINT=\${#LINE} _gatehouse
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { PATH: `${folder}/bin:/usr/bin:/bin`, LINE: line };
  const offered = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', env })
    .split('\n')
    .filter((each) => each !== '');
  return { offered, asked: readFileSync(join(folder, 'asked'), 'utf8').trim() };
}

describe.skipIf(process.platform === 'win32')('the script of bash', () => {
  it('asks with the words of the line and offers the answers, safe to put behind it', () => {
    expect(bashOffers('gatehouse dis', ['disable'])).toEqual({ offered: ['disable'], asked: 'complete -- dis' });
    expect(bashOffers('gatehouse enable ', ['x'])).toMatchObject({ asked: 'complete -- enable' });
    const { offered } = bashOffers('gatehouse enable z', ['a b$(touch /tmp/never)', "it's"]);
    expect(offered).toEqual(['a\\ b\\$\\(touch\\ /tmp/never\\)', "it\\'s"]);
  });

  it('offers only what is behind the last colon, as bash breaks words there', () => {
    expect(bashOffers('gatehouse enable codex:sk', ['codex:skill/notes@user']).offered).toEqual(['skill/notes@user']);
  });
});

for (const shell of shells) {
  const program = shell === 'powershell' ? 'pwsh' : shell;
  it.skipIf(!hasShell(program))(`${shell} reads its script`, () => {
    const check = shell === 'powershell' ? ['-NoProfile', '-Command', '$null = [scriptblock]::Create($input)'] : ['-n'];
    execFileSync(program, check, { input: completionScript(shell) });
  });
  if (!hasShell(program)) console.log(`The completion of ${shell} was not tried: there is no ${program} here.`);
}
