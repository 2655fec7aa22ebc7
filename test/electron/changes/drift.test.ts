import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ScanContext } from '#agents/agent-module';
import { claudeCode } from '#agents/claude-code/claude-code';
import { codex } from '#agents/codex/codex';
import { secretFinder } from '#app/secret-places';
import { type FollowedFile, noticeDrift } from '#changes/drift';
import { openJournal } from '#changes/journal';
import { planUndo } from '#changes/plan-undo';
import type { Plugin } from '#contract/plugin';
import { createPace } from '#inventory/pace';
import { createPackageMemo } from '#inventory/package-memo';
import { nodeMachine } from '#platform/machine';
import { nodeReadPort } from '#platform/read-port-node';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const token = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;

async function setUp() {
  const home = temporaryFolder();
  const data = join(temporaryFolder(), 'data');
  let time = Date.parse('2026-11-24T10:00:00Z');
  const now = () => new Date(time);
  const journal = await openJournal(data, now);
  const find = secretFinder();
  const context = (project?: string): ScanContext => ({
    port: nodeReadPort(),
    machine: { ...nodeMachine(home), env: {} },
    ...(project === undefined ? {} : { project }),
    memo: createPackageMemo(),
    pace: createPace(new AbortController().signal),
  });
  const files = (project?: string): FollowedFile[] =>
    [claudeCode, codex].flatMap((module) =>
      module.configFiles(context(project)).map((file) => ({ ...file, agent: module.id, project: project ?? null })),
    );
  const file = (name: string) => join(home, name);
  return {
    home,
    data,
    journal,
    find,
    /** Writes, a minute later. */
    write(name: string, text: string) {
      time += 60_000;
      mkdirSync(dirname(file(name)), { recursive: true });
      writeFileSync(file(name), text);
    },
    read: (name: string) => readFileSync(file(name), 'utf8'),
    remove: (name: string) => rmSync(file(name)),
    has: (name: string) => existsSync(file(name)),
    notice: (plugins: readonly Plugin[] = [], project?: string) =>
      files(project).flatMap((each) => noticeDrift({ journal, find, now }, each, plugins).recorded),
    undo(id: string) {
      const entry = journal.find(id);
      if (entry === undefined) throw new Error(`no ${id}`);
      return planUndo(entry, undefined, { find, kept: [] });
    },
  };
}

const settings = '.claude/settings.json';
const first = '{\n  // mine\n  "enabledPlugins": { "a@m": true, "b@m": false },\n  "model": "opus"\n}\n';

test('the first look notes nothing, the next what others changed, each once', async () => {
  const it = await setUp();
  it.write(settings, first);
  expect(it.notice()).toEqual([]);
  it.write(settings, first.replace('"a@m": true', '"a@m": false').replace('"opus"', '"haiku"'));
  const [change, ...none] = it.notice();
  expect(none).toEqual([]);
  expect(change).toMatchObject({
    kind: 'drift',
    asked: 'watcher',
    scope: 'user',
    canPutBack: true,
    deeds: ['a@m was turned off.', 'model was changed.'],
  });
  expect(change?.diff.lines.filter(({ kind }) => kind === 'added')).toHaveLength(2);
  expect(it.notice()).toEqual([]);
});

test('what is put back is the text from before, or only that change when the file went on', async () => {
  const it = await setUp();
  it.write(settings, first);
  it.notice();
  it.write(settings, first.replace('"a@m": true', '"a@m": false'));
  const [change] = it.notice();
  const exact = it.undo(change?.id ?? '');
  expect(exact.ok && exact.write.after?.toString()).toBe(first);
  it.write(settings, first.replace('"a@m": true', '"a@m": false').replace('"opus"', '"haiku"'));
  const later = it.undo(change?.id ?? '');
  expect(later.ok && later.write.after?.toString()).toBe(first.replace('"opus"', '"haiku"'));
});

test('a new entry is taken out again, and one that went away comes back', async () => {
  const it = await setUp();
  it.write(settings, first);
  it.notice();
  const next = first.replace('"a@m": true, ', '').replace('false }', 'false, "c@m": true }');
  it.write(settings, next);
  const [change] = it.notice();
  expect(change?.deeds).toEqual(['c@m was turned on.', 'The entry of a@m was removed; it said on.']);
  it.write(settings, next.replace('"opus"', '"haiku"'));
  const back = it.undo(change?.id ?? '');
  const text = back.ok ? (back.write.after?.toString() ?? '') : '';
  expect(text).toContain('// mine');
  expect(text).toContain('"haiku"');
  expect(text).toContain('"a@m": true');
  expect(text).not.toContain('c@m');
});

test('of the state file only servers, choices and trust are told, and nothing else of it is kept', async () => {
  const it = await setUp();
  const state = (more: object) =>
    JSON.stringify({ numStartups: 1, oauthAccount: { emailAddress: 'someone@example.com' }, mcpServers: {}, ...more });
  it.write('.claude.json', state({}));
  it.notice();
  it.write('.claude.json', state({ numStartups: 2, tipsHistory: { a: 3 } }));
  expect(it.notice()).toEqual([]);
  const github = { command: 'npx', args: ['-y', 'server'], env: { GITHUB_TOKEN: token } };
  const more = { mcpServers: { github }, projects: { '/work/shop': { hasTrustDialogAccepted: true } } };
  it.write('.claude.json', state(more));
  const [change] = it.notice();
  expect(change?.deeds).toEqual(['The server github was added.', '/work/shop is trusted now.']);
  const kept = JSON.stringify([
    change,
    it.journal.find(change?.id ?? ''),
    it.journal.seen(join(it.home, '.claude.json')),
  ]);
  expect(kept).not.toContain(token);
  expect(kept).not.toContain('someone@example.com');
  expect(readFileSync(join(it.data, 'state.db')).includes(token)).toBe(false);
  const back = it.undo(change?.id ?? '');
  expect(back.ok && JSON.parse(back.write.after?.toString() ?? '')).toMatchObject({ numStartups: 1, mcpServers: {} });
  it.write(
    '.claude.json',
    state({ ...more, mcpServers: { github: { ...github, env: { GITHUB_TOKEN: `${token}x` } } } }),
  );
  expect(it.notice()).toEqual([]);
});

test('a file that is made, broken, mended and removed', async () => {
  const it = await setUp();
  it.notice();
  it.write(settings, first);
  expect(it.notice()[0]?.deeds).toEqual([
    'The file was made.',
    'a@m was turned on.',
    'b@m was turned off.',
    'model was set.',
  ]);
  it.write(settings, first.slice(0, 40));
  const [broken] = it.notice();
  expect(broken?.deeds).toEqual(['The file does not parse any more, so nothing in it counts.']);
  const back = it.undo(broken?.id ?? '');
  expect(back.ok && back.write.after?.toString()).toBe(first);
  it.write(settings, first);
  expect(it.notice()[0]?.deeds).toEqual(['The file parses again.']);
  it.remove(settings);
  expect(it.notice()[0]?.deeds?.[0]).toBe('The file was removed.');
  expect(it.has(settings)).toBe(false);
});

test('a file of Codex, a project and an administrator', async () => {
  const it = await setUp();
  const config = '# mine\n[plugins."a@m"]\nenabled = true\n\n[mcp_servers.notes]\ncommand = "npx"\n';
  it.write('.codex/config.toml', config);
  const project = join(it.home, 'shop');
  it.notice();
  it.notice([], project);
  it.write('.codex/config.toml', config.replace('true', 'false').replace('"npx"', '"uvx"'));
  const [change] = it.notice();
  expect(change?.deeds).toEqual(['a@m was turned off.', 'The server notes was changed (command).']);
  const back = it.undo(change?.id ?? '');
  expect(back.ok && back.write.after?.toString()).toBe(config);
  it.write('shop/.claude/settings.local.json', '{"permissions":{"allow":["Bash(rm *)"]},"hooks":{"Stop":[]}}');
  const [local] = it.notice([], project);
  expect(local).toMatchObject({ scope: 'local', project, members: [] });
  expect(local?.deeds).toEqual([
    ...['The file was made.', 'Hooks on Stop were added.'],
    'permissions, allow: Bash(rm *) was added.',
  ]);
});

test('our own write is not told, one by others after it is told against it', async () => {
  const it = await setUp();
  it.write(settings, first);
  it.notice();
  const ours = first.replace('"a@m": true', '"a@m": false');
  const { hashOf } = await import('#platform/file-state');
  const { diffOf } = await import('#changes/line-diff');
  it.write(settings, ours);
  const [before, after] = [Buffer.from(first), Buffer.from(ours)];
  const row = it.journal.begin(
    {
      ...{ kind: 'switch', plugin: 'p', enable: false, scope: 'user', file: join(it.home, settings), format: 'json' },
      ...{ operation: null, before, after, beforeHash: hashOf(before), afterHash: hashOf(after), asked: 'terminal' },
      diff: diffOf('x', first, ours),
    },
    { state: 'applied' },
  );
  expect(it.notice()).toEqual([]);
  it.write(settings, ours.replace('"opus"', '"haiku"'));
  expect(it.notice()[0]?.deeds).toEqual(['model was changed.']);
  expect(it.journal.list(10).map(({ kind }) => kind)).toEqual(['drift', 'switch']);
  expect(row.applied).toBe(true);
});

test('of two that look at the same time one tells', async () => {
  const it = await setUp();
  it.write(settings, first);
  it.notice();
  const other = await openJournal(it.data, () => new Date('2026-11-24T12:00:00Z'));
  const path = join(it.home, settings);
  const seen = it.journal.seen(path);
  it.write(settings, '{}');
  expect(it.notice()).toHaveLength(1);
  expect(other.noteSeen({ file: path, hash: 'other', text: '', at: '' }, seen)).toBe(false);
  other.close();
});
