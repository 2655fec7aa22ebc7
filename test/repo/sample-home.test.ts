import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { notRun } from '../helpers/not-run-list.ts';

const root = join(import.meta.dirname, '..', '..');
const sample = join(root, 'resources', 'sample-home');
const files = readdirSync(sample, { recursive: true, withFileTypes: true })
  .filter((entry) => !entry.isDirectory())
  .map((entry) => relative(sample, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
const textOf = (file: string) => readFileSync(join(sample, file), 'utf8');

test('every file of the sample is a plain file that each system can check out', () => {
  expect(files.length).toBeGreaterThan(60);
  for (const file of files) {
    expect(statSync(join(sample, file)).isFile(), file).toBe(true);
    for (const part of file.split('/')) expect(part).toMatch(/^[A-Za-z0-9._-]*[A-Za-z0-9_-]$/);
    // Windows allows 260 characters, and a checkout has to go in front of it.
    expect(file.length, file).toBeLessThan(140);
  }
  expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
});

test('no file of the sample is left out of the repository, dotfiles included', ({ skip }) => {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--', 'resources/sample-home'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) {
    notRun('that every file of the sample is committed', 'Clone the repository with git.', 'material');
    skip('this copy of the project is no git checkout, so there is no list to compare with');
  }
  const known = new Set(stdout.split('\0').map((path) => path.replace('resources/sample-home/', '')));
  expect(files.filter((file) => !known.has(file))).toEqual([]);
});

test('no file of the sample holds a secret, or an address of the real world', () => {
  for (const file of files) {
    const text = textOf(file);
    expect(text, file).not.toMatch(/\b(sk-|ghp_|gho_|xox[bp]-|AKIA|eyJ)[A-Za-z0-9_-]{8}|-----BEGIN/);
    for (const [, host = ''] of text.matchAll(/https?:\/\/([^/"\s)]+)/g)) expect(host, file).toMatch(/\.example$/);
    for (const [, user] of text.matchAll(/\/(?:home|Users)\/([\w-]+)/g)) expect(user, file).toBe('sample');
  }
});

test('every line of its transcripts is a record, and every call in them is answered', () => {
  const transcripts = files.filter((file) => file.endsWith('.jsonl'));
  expect(transcripts.filter((file) => file.startsWith('.claude/')).length).toBeGreaterThanOrEqual(2);
  expect(transcripts.filter((file) => file.startsWith('.codex/')).length).toBeGreaterThanOrEqual(1);
  for (const file of transcripts) {
    const text = textOf(file);
    expect(text.endsWith('\n'), file).toBe(true);
    const lines = text.trimEnd().split('\n');
    for (const line of lines) expect(JSON.parse(line), file).toHaveProperty('type');
    const asked = [...text.matchAll(/"type":"tool_use","id":"(\w+)"|_call","[^}]*?"call_id":"(\w+)"/g)];
    const answered = new Set(
      [...text.matchAll(/"tool_use_id":"(\w+)"|_call_output","id":"\w+","call_id":"(\w+)"/g)].map(idOf),
    );
    expect(asked.length, file).toBeGreaterThan(0);
    expect(asked.map(idOf).filter((id) => !answered.has(id))).toEqual([]);
  }
});

function idOf(match: RegExpExecArray): string {
  return match[1] ?? match[2] ?? '';
}
