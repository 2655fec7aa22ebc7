import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Core, createCore } from '#app/core';
import type { Inspections } from '#app/inspections';
import { createPermissions } from '#app/permissions';
import { firstPolicy } from '#contract/compiled-policy';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { eventually } from '#test/helpers/eventually';
import { httpMcpServer } from '#test/helpers/http-mcp-server';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const sandbox = createSandbox(sandboxHost('/none', '/none/data'));
const lacking = await sandbox.lacking();
if (lacking !== undefined) notRun('looking at a caged server', `${lacking.reason} ${lacking.remedy}`);
const parts = await sandbox.lackingParts();
const cannotLearn = lacking !== undefined || parts.some((part) => part.includes('strace'));
if (cannotLearn) notRun('learning what a server needs', parts.join(' '));

const plugin = 'claude-code:mcp/echo@user';
const request = { plugin, server: undefined, project: null };
const never = new AbortController().signal;

async function place(definition: Record<string, unknown> = {}) {
  const home = temporaryFolder();
  const folder = join(home, 'servers', 'echo');
  const data = join(home, 'gatehouse');
  for (const each of [folder, join(home, '.claude'), join(home, 'notes'), data]) mkdirSync(each, { recursive: true });
  cpSync(join(import.meta.dirname, '../../fixtures/mcp/echo-program.ts'), join(folder, 'main.ts'));
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(home, 'notes', 'private.txt'), 'mine');
  const echo = { command: process.execPath, args: [join(folder, 'main.ts')], ...definition };
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { echo } }));
  const core: Core = await createCore({
    home,
    data,
    isSample: false,
    watch: false,
    asked: 'window',
    log: () => undefined,
  });
  onTestFinished(() => core.close());
  const inspections: Inspections = await core.inspections();
  const spooled = (): Record<string, unknown>[] =>
    readdirSync(join(data, 'spool'))
      .flatMap((name) =>
        readFileSync(join(data, 'spool', name), 'utf8')
          .trimEnd()
          .split('\n'),
      )
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { home, data, core, inspections, spooled };
}

describe.runIf(lacking === undefined)('looking at a server', () => {
  test('shows before the start what would run and what it could touch', async () => {
    const { inspections, home } = await place({ env: { MODE: 'test' } });
    const preview = await inspections.preview(request);
    expect(preview).toMatchObject({
      server: 'echo',
      isUncaged: false,
      command: [process.execPath, expect.stringContaining('main.ts')],
    });
    expect(preview.env).toContain('MODE');
    expect(preview.path.split(':').length).toBeGreaterThan(1);
    expect(preview.cage).toContain(`Reads its own code in ${join(home, 'servers/echo')}.`);
    expect(preview.cage).toContain('Reaches no host.');
    expect(preview.cage.join()).not.toContain(`the folder ${home},`);
    expect(inspections.list()).toEqual([]);
  });

  test('starts it caged, tells its tools and what they cost, calls one, records that, and ends it', async () => {
    const { inspections, spooled } = await place();
    const started = await inspections.start(request, false, never);
    expect(started).toMatchObject({ plugin, server: 'echo', state: 'running', isCaged: true, refused: [] });
    expect(started.limits).toMatch(/^(?:cgroup|watchdog)$/);
    expect(started.inspection).toMatchObject({ name: 'echo', version: '1' });
    const echo = started.inspection.tools.find(({ name }) => name === 'echo');
    expect(echo).toMatchObject({ description: 'Gives back what it is given.', contextTokens: expect.any(Number) });
    expect(echo?.contextTokens).toBeGreaterThan(20);
    expect(started.inspection.tools.find(({ name }) => name === 'read_file')?.annotations).toEqual({
      readOnlyHint: true,
    });

    const { session } = started;
    const call = await inspections.call(session, 'echo', { message: 'hello' }, never);
    expect(call).toMatchObject({ isError: false, refused: [] });
    expect(JSON.parse(call.result)).toMatchObject({ content: [{ type: 'text', text: 'hello' }] });
    expect(await inspections.call(session, 'fail', {}, never)).toMatchObject({ isError: true });
    const thrown = await inspections.call(session, 'throw', {}, never);
    expect(JSON.parse(thrown.result)).toMatchObject({
      error: { code: -32603, message: expect.stringContaining('It threw.') },
    });
    expect(spooled().filter(({ kind }) => kind === 'start')).toHaveLength(3);
    expect(spooled().find(({ kind }) => kind === 'start')).toMatchObject({
      tool: 'echo',
      decision: { by: 'approval' },
    });
    expect(
      spooled()
        .filter(({ kind }) => kind === 'end')
        .map(({ outcome }) => outcome),
    ).toEqual(['ok', 'error', 'error']);

    await expect(inspections.start(request, false, never)).rejects.toMatchObject({ code: 'conflict' });
    expect(await inspections.stop(session)).toMatchObject({ state: 'ended', why: 'You ended it.' });
    await expect(inspections.call(session, 'echo', {}, never)).rejects.toMatchObject({ code: 'conflict' });
    const again = await inspections.start(request, false, never);
    expect(inspections.list().map((each) => each.session)).toEqual([again.session]);
  });

  test('does not call what a rule denies', async () => {
    const { inspections, data, spooled } = await place();
    const rules = [{ id: 'r1', effect: 'deny', tool: 'echo' }];
    writeFileSync(join(data, 'policy.json'), JSON.stringify({ ...firstPolicy, rules }));
    const { session } = await inspections.start(request, false, never);
    await expect(inspections.call(session, 'echo', {}, never)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('r1'),
    });
    expect(() => spooled()).toThrow('ENOENT');
  });

  test('tells why there is nothing to see: a program that is missing, ends, says nothing, or is cancelled', async () => {
    const missing = await place({ command: '/nowhere/at/all' });
    expect(await missing.inspections.preview(request)).toMatchObject({
      obstacle: { reason: expect.stringContaining('was not found') },
    });
    await expect(missing.inspections.start(request, false, never)).rejects.toMatchObject({ code: 'unavailable' });

    const ending = await place({ args: ['-e', 'console.error("no licence"); process.exit(3)'] });
    await expect(ending.inspections.start(request, false, never)).rejects.toThrow(/exit code 3.*no licence/s);

    const silent = await place({ args: ['-e', 'setInterval(() => {}, 1000)'] });
    const control = new AbortController();
    const begun = silent.inspections.start(request, false, control.signal);
    control.abort();
    await expect(begun).rejects.toMatchObject({ code: 'cancelled' });
    expect(silent.inspections.list()).toEqual([]);
  });

  test('a server that ends by itself is told with its last words, and its secrets never are', async () => {
    const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    const { inspections } = await place({ env: { GITHUB_TOKEN: secret } });
    const { session } = await inspections.start(request, false, never);
    const told = await inspections.call(session, 'environment', {}, never);
    expect(told.result).toContain('GITHUB_TOKEN');
    expect(told.result).not.toContain(secret);
    expect(await inspections.call(session, 'die', {}, never)).toMatchObject({ isError: true });
    await eventually(() => {
      expect(inspections.list()).toMatchObject([{ state: 'ended', why: expect.stringContaining('exit code 7') }]);
    });
  });

  test('a server nobody uses is ended', async () => {
    const { core, home, data } = await place();
    const { createInspections } = await import('#app/inspections');
    const definition = () => core.originalDefinition(plugin, undefined, null);
    const inspections = createInspections({
      home,
      data,
      isSample: false,
      definition,
      now: () => new Date(),
      idleMs: 50,
    });
    onTestFinished(() => inspections.close());
    await inspections.start(request, false, never);
    await eventually(() => {
      expect(inspections.list()).toMatchObject([{ state: 'ended', why: expect.stringContaining('nobody used it') }]);
    });
  });
});

describe.runIf(!cannotLearn)('learning what a server needs', () => {
  test('proposes what was refused, grants it after a yes, and takes it back', async () => {
    const { inspections, home, data } = await place();
    const file = join(home, 'notes', 'private.txt');
    const first = await inspections.start(request, true, never);
    const refused = await inspections.call(first.session, 'read_file', { path: file }, never);
    expect(refused.isError).toBe(true);
    expect(refused.refused.join()).toContain(file);
    const grants = [{ kind: 'read' as const, what: file }];
    expect(inspections.list()[0]?.proposal).toContainEqual(grants[0]);
    expect(await inspections.stop(first.session)).toMatchObject({ proposal: expect.arrayContaining(grants) });

    const wide = [{ kind: 'read' as const, what: home }];
    await expect(inspections.grant(first.session, wide, true)).rejects.toMatchObject({ code: 'bad_request' });
    expect(await inspections.grant(first.session, grants, true)).toMatchObject({ granted: grants });
    const permissions = createPermissions({ data, now: () => new Date() });
    expect(permissions.profile(plugin, 'echo').read).toEqual([file]);

    const second = await inspections.start(request, false, never);
    const read = await inspections.call(second.session, 'read_file', { path: file }, never);
    expect(JSON.parse(read.result)).toMatchObject({ content: [{ text: 'mine' }] });
    await inspections.stop(second.session);
  });
});

describe('a server behind a URL', () => {
  test('is connected to, tried and left, with its host alone', async () => {
    const server = await httpMcpServer();
    const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    const entry = { type: 'http', url: server.url, headers: { Authorization: `Bearer ${token}` }, command: undefined };
    const { inspections, spooled } = await place(entry);
    const preview = await inspections.preview(request);
    expect(preview).toMatchObject({ isRemote: true, command: [server.url], env: ['Authorization'] });
    expect(preview).not.toHaveProperty('obstacle');
    expect(server.seen).toEqual([]);
    const started = await inspections.start(request, false, never);
    expect(started).toMatchObject({ state: 'running', isCaged: false, host: new URL(server.url).host });
    expect(started.inspection).toMatchObject({ name: 'remote', tools: [{ name: 'echo' }, { name: 'wait' }] });
    expect(await inspections.call(started.session, 'echo', { message: 'hi' }, never)).toMatchObject({ isError: false });
    expect(server.posted('tools/call')[0]?.headers.authorization).toBe(`Bearer ${token}`);
    expect(JSON.stringify([preview, inspections.list(), spooled()])).not.toContain(token);
    expect(await inspections.stop(started.session)).toMatchObject({ state: 'ended' });
  });

  test('that is not there is told', async () => {
    const { inspections } = await place({ type: 'http', url: 'http://127.0.0.1:9/mcp', command: undefined });
    await expect(inspections.start(request, false, never)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
