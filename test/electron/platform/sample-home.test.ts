import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createCore } from '#app/core';
import { copySampleHome, placeHome } from '#platform/sample-home';

const resources = join(import.meta.dirname, '..', '..', '..', 'resources');

async function openSample() {
  const copy = await copySampleHome(resources);
  const core = await createCore({
    home: copy.home,
    isSample: true,
    watch: false,
    asked: 'terminal',
    log: (text) => expect.fail(text),
  });
  onTestFinished(async () => {
    await core.close();
    await copy.remove();
  });
  return { copy, core };
}

test('the sample is copied to a folder of its own, with its own place in its files', async () => {
  const { copy } = await openSample();
  if (process.platform !== 'win32') expect(statSync(copy.home).mode & 0o777).toBe(0o700);
  const records = readFileSync(join(copy.home, '.claude', 'plugins', 'installed_plugins.json'), 'utf8');
  expect(records).not.toContain('/home/sample');
  expect(copy.projects).toEqual([join(copy.home, 'work', 'data-pipeline'), join(copy.home, 'work', 'web-shop')]);
  await copy.remove();
  expect(existsSync(copy.home)).toBe(false);
});

test('the sessions of the copy lie where Claude Code would look for them', async () => {
  const { copy } = await openSample();
  const sessions = join(copy.home, '.claude', 'projects');
  const shop = join(copy.home, 'work', 'web-shop');
  const folder = shop.replaceAll(/[^A-Za-z0-9]/g, '-');
  expect(readdirSync(sessions)).toEqual([folder]);
  const [session = ''] = readdirSync(join(sessions, folder)).filter((name) => name.endsWith('.jsonl'));
  const records = readFileSync(join(sessions, folder, session), 'utf8')
    .trim()
    .split('\n');
  const cwds = records.map((line) => (JSON.parse(line) as { cwd?: string }).cwd).filter((cwd) => cwd !== undefined);
  expect(new Set(cwds)).toEqual(new Set([shop]));
});

test('paths in the copy are spelled as the system spells them', () => {
  const written = '{"path":"/home/sample/work/web-shop","text":"see /home/sample, or /home/sampler"}';
  expect(placeHome(written, '/tmp/copy', '/')).toBe(
    '{"path":"/tmp/copy/work/web-shop","text":"see /tmp/copy, or /home/sampler"}',
  );
  const windows = placeHome(written, 'C:\\Temp\\copy', '\\');
  expect((JSON.parse(windows) as { path: string }).path).toBe('C:\\Temp\\copy\\work\\web-shop');
});

test('the sample shows two agents, every state but one, and the problems it was broken for', async () => {
  const { copy, core } = await openSample();
  const shop = copy.projects.find((path) => path.endsWith('web-shop')) ?? expect.fail();
  const snapshot = await core.inventory.snapshot(shop);
  expect(snapshot.agents.map((agent) => agent.found)).toEqual([true, true]);
  expect(snapshot.projects.map((project) => project.path)).toEqual(expect.arrayContaining(copy.projects));
  const plugins = snapshot.plugins.filter((plugin) => plugin.kind === 'plugin');
  expect(plugins.length).toBeGreaterThanOrEqual(12);
  expect(new Set(snapshot.plugins.map((plugin) => plugin.effective.state))).toEqual(
    new Set(['enabled', 'disabled', 'missing', 'broken']),
  );
  const codes = new Set(snapshot.plugins.flatMap((plugin) => plugin.problems.map((each) => each.code)));
  for (const code of [
    'manifest-invalid',
    'recorded-not-cached',
    'enabled-not-installed',
    'cached-not-recorded',
    'path-escapes',
    'component-missing',
    'hostile-name',
    'scope-conflict',
    'hook-untrusted',
    'shadowed',
    'server-not-approved',
    'server-invalid',
  ]) {
    expect(codes).toContain(code);
  }
  const notes = plugins.find((plugin) => plugin.id === 'claude-code:plugin/release-notes@harbor-tools');
  expect(notes?.alsoIn?.[0]).toMatchObject({ id: 'codex:plugin/release-notes@harbor-tools' });
});
