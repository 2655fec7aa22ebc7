import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGatehouse } from '#test/helpers/run-gatehouse';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const ids = ['claude-code:plugin/alpha@tools', 'codex:plugin/gamma@kit', 'claude-code:skill/loose@user'];

function setUp() {
  const { home, files } = smallHome(temporaryFolder());
  const settings = files['claude settings'] ?? '';
  writeFileSync(settings, readFileSync(settings, 'utf8').replaceAll('\n', '\r\n'));
  const texts = () => [settings, files['codex config'] ?? ''].map((file) => readFileSync(file, 'utf8'));
  const at = ['--home', home, '--data', join(temporaryFolder(), 'data')];
  return { texts, run: (...args: string[]) => runGatehouse([...args, ...at]) };
}

describe('gatehouse enable and disable with several ids', () => {
  it('shows one diff for each file, writes nothing without a yes, then both as one, and undoes them as one', async () => {
    const { run, texts } = setUp();
    const before = texts();
    const dry = await run('disable', ...ids, 'claude-code:plugin/beta@tools', 'codex:plugin/nobody@kit', '--dry-run');
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.stdout).toContain('Disable 3 plugins');
    expect(dry.stdout).toContain('settings.json');
    expect(dry.stdout).toContain('config.toml');
    expect(dry.stdout).toMatch(/Left out: claude-code:plugin\/beta@tools: It is already off/);
    expect(dry.stdout).toMatch(/Left out: codex:plugin\/nobody@kit: It is not there/);
    expect(await run('disable', ...ids)).toMatchObject({ code: 2 });
    expect(texts()).toEqual(before);
    const done = await run('disable', ...ids, '--yes', '--json');
    expect(done.code).toBe(0);
    const { bulk } = JSON.parse(done.stdout);
    expect(bulk).toMatchObject({ applied: true, verified: true, label: 'Disable 3 plugins', unwritten: [] });
    const [settings = '', config = ''] = texts();
    expect(settings).toContain('"alpha@tools": false,\r\n');
    expect(config).toBe((before[1] ?? '').replace('enabled = true', 'enabled = false'));
    const listed = await run('changes');
    expect(listed.stdout).toContain('Disable 3 plugins (file 1 of 2)');
    const undone = await run('undo', bulk.changes[1].id, '--yes');
    expect(undone).toMatchObject({ code: 0 });
    expect(texts()).toEqual(before);
    expect(await run('undo', bulk.group, '--yes')).toMatchObject({ code: 3 });
  });

  it('refuses when none can be switched, and a part of several', async () => {
    const { run } = setUp();
    const nothing = await run('enable', ids[0] ?? '', ids[1] ?? '', '--yes');
    expect(nothing).toMatchObject({ code: 3, stdout: '' });
    expect(nothing.stderr).toContain('All of them are so already.');
    expect(await run('enable', ids[0] ?? '', ids[1] ?? '', '--server', 'probe')).toMatchObject({ code: 2 });
    expect(await run('enable')).toMatchObject({ code: 2 });
  });
});

describe('gatehouse sets', () => {
  it('saves what is on, lists how it differs, switches back after a yes, and deletes', async () => {
    const { run, texts } = setUp();
    const before = texts();
    expect(await run('sets', 'list')).toMatchObject({ code: 0, stdout: expect.stringContaining('No set is saved') });
    expect(await run('sets', 'save', 'work')).toMatchObject({ code: 0 });
    expect(await run('sets', 'save', 'work')).toMatchObject({ code: 3 });
    expect(await run('sets', 'save', 'a\nb')).toMatchObject({ code: 2 });
    await run('disable', ...ids, '--yes');
    expect((await run('sets', 'list')).stdout).toMatch(/work +only these +\d+ on +3 differ/);
    const dry = await run('sets', 'use', 'work', '--dry-run');
    expect(dry.stdout).toContain('Switch to “work”');
    expect(await run('sets', 'use', 'work')).toMatchObject({ code: 2 });
    const used = await run('sets', 'use', 'work', '--yes', '--json');
    expect(JSON.parse(used.stdout).bulk).toMatchObject({ applied: true, verified: true });
    expect(texts()[1]).toBe(before[1]);
    expect(await run('sets', 'use', 'Work')).toMatchObject({ code: 0, stdout: 'Everything is as “work” says.\n' });
    expect(await run('sets', 'delete', 'work')).toMatchObject({ code: 0 });
    expect(await run('sets', 'use', 'work', '--yes')).toMatchObject({ code: 1 });
    expect(await run('sets')).toMatchObject({ code: 2 });
  });
});
