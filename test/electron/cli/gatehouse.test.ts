import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cell } from '#cli/text';
import { listDocumentSchema } from '#contract/inventory';
import { nextStartSchema, showDocumentSchema } from '#contract/surface';
import { eventually } from '#test/helpers/eventually';
import { runGatehouse } from '#test/helpers/run-gatehouse';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function place() {
  const folder = temporaryFolder();
  const { home, project, files } = smallHome(folder);
  const data = join(folder, 'data');
  return { home, project, files, data, where: ['--home', home, '--data', data] };
}

test('list prints one JSON document in the stated shape and nothing else', async () => {
  const { home, where, data } = place();
  const ran = await runGatehouse(['list', '--json', ...where]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const document = listDocumentSchema.parse(JSON.parse(ran.stdout));
  expect(document.home).toBe(home);
  expect(document.agents.map((agent) => [agent.id, agent.found])).toEqual([
    ['claude-code', true],
    ['codex', true],
  ]);
  const states = new Map(document.plugins.map((plugin) => [plugin.id, plugin.effective.enabled]));
  expect(states.get('claude-code:plugin/alpha@tools')).toBe(true);
  expect(states.get('claude-code:plugin/beta@tools')).toBe(false);
  expect(states.get('claude-code:mcp/memory@user')).toBe(true);
  expect(states.get('codex:plugin/gamma@kit')).toBe(true);
  expect(states.get('codex:plugin/delta@kit')).toBe(false);
  expect(states.get('codex:mcp/notes@user')).toBe(true);
  expect(existsSync(data)).toBe(false);
});

test('the project decides in its own view', async () => {
  const { where, project } = place();
  const { stdout } = await runGatehouse(['list', '--json', '--project', project, ...where]);
  const document = listDocumentSchema.parse(JSON.parse(stdout));
  const beta = document.plugins.find((plugin) => plugin.id === 'claude-code:plugin/beta@tools');
  expect(beta?.effective).toMatchObject({ enabled: true, decidedBy: { scope: 'project' } });
  expect(document.plugins.map((plugin) => plugin.id)).toContain(`claude-code:mcp/db@project:${project}`);
});

test('list filters by agent and kind, and says what may be asked', async () => {
  const { where } = place();
  const { stdout } = await runGatehouse(['list', '--json', '--agent', 'codex', '--kind', 'mcp', ...where]);
  expect(listDocumentSchema.parse(JSON.parse(stdout)).plugins.map((plugin) => plugin.id)).toEqual([
    'codex:mcp/notes@user',
  ]);
  const wrong = await runGatehouse(['list', '--agent', 'nobody', ...where]);
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('--agent must be one of');
});

test('show names every command, the file it comes from, and the line that decided', async () => {
  const { where, files } = place();
  const { stdout } = await runGatehouse(['show', 'claude-code:plugin/alpha@tools', '--json', ...where]);
  const plugin = showDocumentSchema.parse(JSON.parse(stdout));
  expect(plugin.components).toContainEqual(
    expect.objectContaining({
      kind: 'hook',
      event: 'PreToolUse',
      matcher: 'Bash',
      command: 'echo hi',
      file: files['claude alpha hooks'],
    }),
  );
  expect(plugin.components).toContainEqual(
    expect.objectContaining({ kind: 'mcp-server', command: 'node', args: ['p.js'] }),
  );
  expect(plugin.effective.layers.find((layer) => layer.wins)).toMatchObject({
    scope: 'user',
    file: files['claude settings'],
    line: 3,
  });
  expect(plugin.canRun.summary).toBe('When your next session starts: 1 server runs as you.');
  expect(plugin.canRun.entries).toContainEqual(
    expect.objectContaining({
      ...{ when: 'session', kind: 'hook', text: 'echo hi', matcher: 'Bash', runsAs: 'you', line: expect.any(Number) },
      file: files['claude alpha hooks'],
    }),
  );
  const told = await runGatehouse(['show', 'claude-code:plugin/alpha@tools', ...where]);
  expect(told.stdout).toContain(`\nWhile a session runs\n  hook PreToolUse Bash  runs as you\n      echo hi\n`);
});

test('show --at-start tells a status line of settings without hooks too', async () => {
  const { where, files } = place();
  const file = files['claude settings'] ?? expect.fail();
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...settings, statusLine: { type: 'command', command: 'draw.sh' } }));
  const { stdout } = await runGatehouse(['show', '--at-start', ...where]);
  expect(stdout).toContain(
    `\n  user settings\n    status-line statusLine  runs as you\n        draw.sh\n        ${file}:1\n`,
  );
});

test('show --at-start tells what the next session of each agent starts, and nothing of what is off', async () => {
  const { where } = place();
  const { stdout } = await runGatehouse(['show', '--at-start', '--json', ...where]);
  const { agents } = nextStartSchema.parse(JSON.parse(stdout));
  expect(agents.map(({ agent }) => agent)).toEqual(['claude-code', 'codex']);
  const started = agents.flatMap(({ entries }) => entries.map(({ plugin, entry }) => `${plugin} ${entry.text}`));
  expect(started).toContain('claude-code:plugin/alpha@tools node p.js');
  expect(started.join(' ')).not.toContain('echo hi');
  const told = await runGatehouse(['show', '--at-start', ...where]);
  expect(told.stdout).toMatch(/^When the next session of claude-code starts: \d server/);
  expect(await runGatehouse(['show', 'codex:mcp/notes@user', '--at-start', ...where])).toMatchObject({ code: 2 });
});

test('the values of environment variables never leave the file', async () => {
  const { where } = place();
  const { stdout } = await runGatehouse(['show', 'claude-code:mcp/memory@user', '--json', ...where]);
  const server = showDocumentSchema.parse(JSON.parse(stdout)).components?.[0];
  expect(server?.env).toEqual(['TOKEN']);
});

test('what is not known is said with a failure', async () => {
  const { where } = place();
  const ran = await runGatehouse(['show', 'codex:plugin/none@kit', ...where]);
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr).toContain('gatehouse list');
});

test('without a terminal and without --yes nothing is written', async () => {
  const { where, files, data } = place();
  const before = readFileSync(files['claude settings'] ?? '', 'utf8');
  const ran = await runGatehouse(['disable', 'claude-code:plugin/alpha@tools', ...where]);
  expect(ran.code).toBe(2);
  expect(ran.stdout).toContain('-     "alpha@tools": true,');
  expect(ran.stdout).toContain('+     "alpha@tools": false,');
  expect(readFileSync(files['claude settings'] ?? '', 'utf8')).toBe(before);
  expect(existsSync(data)).toBe(false);
});

test('a switch is written, verified, journaled and put back to the first bytes', async () => {
  const { where, files } = place();
  for (const [id, file] of [
    ['claude-code:plugin/alpha@tools', files['claude settings']],
    ['codex:plugin/delta@kit', files['codex config']],
    ['codex:mcp/notes@user', files['codex config']],
  ] as const) {
    const before = readFileSync(file ?? '', 'utf8');
    const verb = id.includes('delta') ? 'enable' : 'disable';
    const flipped = JSON.parse((await runGatehouse([verb, id, '--yes', '--json', ...where])).stdout);
    expect(flipped.change).toMatchObject({
      file,
      applied: true,
      verified: true,
      effective: verb === 'enable' ? 'enabled' : 'disabled',
    });
    expect(readFileSync(file ?? '', 'utf8')).not.toBe(before);
    const journal = JSON.parse((await runGatehouse(['changes', '--json', ...where])).stdout);
    expect(journal.changes[0]).toMatchObject({ id: flipped.change.id, plugin: id, state: 'applied' });
    const undone = await runGatehouse(['undo', flipped.change.id, '--yes', '--json', ...where]);
    expect(undone.code).toBe(0);
    expect(readFileSync(file ?? '', 'utf8')).toBe(before);
  }
});

test('another program that writes its older copy back is told on stderr and noted in the journal', async () => {
  const { where, files } = place();
  const settings = files['claude settings'] ?? expect.fail();
  const before = readFileSync(settings, 'utf8');
  const running = runGatehouse(['disable', 'claude-code:plugin/alpha@tools', '--yes', ...where]);
  await eventually(() => expect(readFileSync(settings, 'utf8')).not.toBe(before));
  writeFileSync(settings, before);
  const ran = await running;
  expect(ran.stdout).toContain('gatehouse undo');
  expect(ran.stderr).toContain('Another program overwrote');
  expect(ran.stderr).toContain('+     "alpha@tools": true,');
  const journal = JSON.parse((await runGatehouse(['changes', '--json', ...where])).stdout);
  expect(journal.changes.map((change: { kind: string }) => change.kind)).toEqual(['outside', 'switch']);
});

test('a line break in a name of a stranger cannot forge a line of the list', () => {
  expect(cell('one\ntwo\tthree')).toBe('one<U+000A>two<U+0009>three');
});

test('a refused switch says why and ends with its own exit code', async () => {
  const { where, files, project } = place();
  const ran = await runGatehouse([
    'disable',
    'claude-code:plugin/beta@tools',
    '--scope',
    'user',
    '--project',
    project,
    '--yes',
    '--json',
    ...where,
  ]);
  expect(ran.code).toBe(3);
  expect(JSON.parse(ran.stdout).refused.reason).not.toBe('');
  expect(readFileSync(files['claude settings'] ?? '', 'utf8')).toContain('"beta@tools": false');
});

test('bad usage is told on stderr with exit code 2', async () => {
  for (const args of [
    ['frob'],
    ['list', '--frob'],
    ['show'],
    ['serve', '--host', '0.0.0.0'],
    ['serve', '--port', '99999'],
    [],
  ]) {
    const ran = await runGatehouse(args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).not.toBe('');
  }
});

test('help and version are told on stdout', async () => {
  expect((await runGatehouse(['--help'])).stdout).toContain('gatehouse list');
  expect((await runGatehouse(['--version'])).stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
});

test('doctor names what is there and what is missing', async () => {
  const { where } = place();
  const { stdout, code } = await runGatehouse(['doctor', '--json', ...where]);
  expect(code).toBe(0);
  const names = JSON.parse(stdout).checks.map((check: { name: string }) => check.name);
  expect(names).toEqual(
    expect.arrayContaining(['claude-code', 'codex', 'node', 'sqlite', 'keychain', 'sandbox', 'electron', 'PATH']),
  );
});
