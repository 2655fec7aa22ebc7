import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { firstPolicy } from '#contract/compiled-policy';
import type { Rule } from '#contract/policy';
import type { SpoolLine } from '#contract/spool';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { eventually } from '#test/helpers/eventually';
import { isRunning } from '#test/helpers/is-running';
import { clientInfo, startGatehouseRun } from '#test/helpers/mcp-process';
import { notRun } from '#test/helpers/not-run-list';
import { runGatehouse } from '#test/helpers/run-gatehouse';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const lacking = await createSandbox(sandboxHost('/none', '/none/data')).lacking();
if (lacking !== undefined) notRun('gatehouse run with a caged server', `${lacking.reason} ${lacking.remedy}`);

const id = 'claude-code:mcp/echo@user';

interface Place {
  home: string;
  data: string;
  project: string;
  spooled(): SpoolLine[];
  setRules(...rules: Partial<Rule>[]): void;
  /** Process id of what the only run started. */
  serverPid(): number;
}

/** A home whose agent has the server of the fixtures. */
function place(definition: Record<string, unknown> = {}): Place {
  const home = temporaryFolder();
  const server = join(home, 'servers', 'echo');
  const project = join(home, 'project');
  const data = join(home, 'gatehouse');
  for (const folder of [server, project, join(home, '.claude'), data]) mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, '../../fixtures/mcp/echo-program.ts'), join(server, 'main.ts'));
  writeFileSync(join(server, 'package.json'), '{}');
  writeFileSync(join(home, 'private.txt'), 'mine');
  writeFileSync(join(project, 'readme.txt'), 'of the project');
  const echo = { command: process.execPath, args: [join(server, 'main.ts')], ...definition };
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { echo } }));
  const spool = join(data, 'spool');
  return {
    ...{ home, data, project },
    spooled: () =>
      (existsSync(spool) ? readdirSync(spool) : [])
        .flatMap((name) => readFileSync(join(spool, name), 'utf8').trimEnd().split('\n'))
        .map((line) => JSON.parse(line) as SpoolLine),
    setRules: (...rules) => {
      const all = rules.map((rule, index) => ({ id: `r${index}`, effect: 'deny', ...rule }));
      writeFileSync(join(data, 'policy.json'), JSON.stringify({ ...firstPolicy, rules: all }));
    },
    serverPid: () => {
      const [record = ''] = readdirSync(join(data, 'runs'));
      return (JSON.parse(readFileSync(join(data, 'runs', record), 'utf8')) as { serverPid: number }).serverPid;
    },
  };
}

function start(at: Place, env: Record<string, string> = {}) {
  return startGatehouseRun([id, '--home', at.home, '--data', at.data], { cwd: at.project, env });
}

describe.runIf(lacking === undefined)('gatehouse run', () => {
  test('is the server for its agent: caged, decided and recorded', async () => {
    const at = place({ env: { MODE: 'test' } });
    const server = start(at, { ANTHROPIC_API_KEY: 'sk-ant-of-the-agent', NODE_OPTIONS: '--no-warnings' });
    expect(await server.request('initialize', clientInfo)).toMatchObject({ result: { serverInfo: { name: 'echo' } } });
    server.notify('notifications/initialized');
    expect(await server.request('tools/list')).toMatchObject({ result: { tools: expect.any(Array) } });
    expect(await server.call('echo', { message: 'hello' }, { 'claudecode/toolUseId': 'toolu_1' })).toBe('hello');
    expect(await server.call('read_file', { path: join(at.project, 'readme.txt') })).toBe('of the project');
    expect(await server.call('read_file', { path: join(at.home, 'private.txt') })).toMatch(/^error: .*ENOENT/);
    expect(await server.call('write_file', { path: join(at.project, 'x'), content: '' })).toMatch(/^error: .*EROFS/);
    const environment = await server.call('environment');
    expect(JSON.parse(environment)).toMatchObject({ MODE: 'test' });
    expect(environment).not.toMatch(/sk-ant|NODE_OPTIONS/);
    expect(await server.call('fail')).toBe('error: It failed.');
    expect(await server.call('no_such_tool')).toMatch(/^error: Gatehouse denied this call: .*no_such_tool/);
    expect(readdirSync(join(at.data, 'runs'))).toHaveLength(1);
    expect(await server.end()).toBe(0);
    expect(readdirSync(join(at.data, 'runs'))).toEqual([]);
    const lines = at.spooled();
    expect(lines[0]).toMatchObject({ kind: 'run', plugin: id, agentVersion: '2.1.330', caged: true });
    expect(lines.filter((line) => line.kind === 'start')).toHaveLength(7);
    expect(lines.flatMap((line) => (line.kind === 'end' ? [line.outcome] : []))).toEqual([
      ...['ok', 'ok', 'error', 'error', 'ok', 'error', 'denied'],
    ]);
    const stats = await runGatehouse(['history', 'stats', '--home', at.home, '--data', at.data, '--json']);
    expect(JSON.parse(stats.stdout)).toMatchObject({
      total: 7,
      byPlugin: { [id]: 7 },
      byOutcome: { ok: 3, error: 3, denied: 1 },
    });
  });

  test('a policy that changes while it runs counts at once', async () => {
    const at = place();
    const server = start(at);
    await server.request('initialize', clientInfo);
    expect(await server.call('echo', { message: 'one' })).toBe('one');
    at.setRules({ tool: 'echo', reason: 'Not today.' });
    await eventually(async () => {
      expect(await server.call('echo', { message: 'two' })).toMatch(/^error: .*Your rule r0 denies it. Not today./);
    });
    at.setRules({ tool: 'echo', effect: 'ask' });
    await eventually(async () => {
      expect(await server.call('echo', { message: 'three' })).toMatch(/^error: .*Gatehouse is not open to ask/);
    });
    writeFileSync(join(at.data, 'policy.json'), '{"v":1,');
    await eventually(async () => {
      expect(await server.call('fail')).toMatch(/^error: Gatehouse denied.*cannot be read/);
    });
  });

  test('a tool that changes after it was first seen is held, in this session and in the next', async () => {
    const at = place();
    const first = start(at);
    await first.request('initialize', clientInfo);
    await first.request('tools/list');
    expect(await first.call('change')).toBe('changed');
    const changed = (await first.request('tools/list')) as { result: { tools: { name: string }[] } };
    expect(changed.result.tools.map(({ name }) => name)).not.toContain('echo');
    expect(await first.call('echo', { message: 'x' })).toMatch(/is new or changed/);
    expect(await first.call('new_tool')).toMatch(/is new or changed/);
    expect(await first.call('fail')).toBe('error: It failed.');
    await first.end();
    const second = start(at);
    await second.request('initialize', clientInfo);
    expect(await second.call('echo', { message: 'as before' })).toBe('as before');
    await second.call('change');
    expect(await second.call('echo', { message: 'x' })).toMatch(/is new or changed/);
  });

  test('a server that dies is started again: what was under way is answered and recorded, and the session goes on', async () => {
    const at = place();
    const server = start(at);
    await server.request('initialize', clientInfo);
    server.notify('notifications/initialized');
    const waiting = server.call('wait');
    expect(await server.call('die')).toMatch(/protocol error: The server ended \(exit code 7\)\. .*starts it again/);
    expect(await waiting).toMatch(/protocol error: The server ended/);
    const ends = () => at.spooled().flatMap((line) => (line.kind === 'end' ? [line.outcome] : []));
    expect(ends()).toEqual(['error', 'error']);
    // The new one was never introduced by the agent, and answers all the same.
    expect(await server.call('echo', { message: 'again' })).toBe('again');
    const first = at.serverPid();
    process.kill(first, 'SIGKILL');
    await eventually(() => expect(at.serverPid()).not.toBe(first));
    expect(await server.call('echo', { message: 'and again' })).toBe('and again');
    expect(ends()).toEqual(['error', 'error', 'ok', 'ok']);
    expect(await server.end()).toBe(0);
    expect(readdirSync(join(at.data, 'runs'))).toEqual([]);
  });

  test('a server that never answered takes the session with it', async () => {
    const at = place({ args: ['-e', 'process.exit(7)'] });
    await expect(start(at).request('initialize', clientInfo)).rejects.toThrow(/It ended \(7\)/);
  });

  test('an agent that ends leaves no process behind, and what was under way is recorded as cancelled', async () => {
    const at = place();
    const server = start(at);
    await server.request('initialize', clientInfo);
    const waiting = server.call('wait').catch((error: unknown) => String(error));
    await eventually(() => expect(at.spooled().filter((line) => line.kind === 'start')).toHaveLength(1));
    const pid = at.serverPid();
    server.child.kill('SIGTERM');
    expect(await waiting).toMatch(/It ended/);
    expect(at.spooled().at(-1)).toMatchObject({ kind: 'end', outcome: 'cancelled' });
    expect(isRunning(pid)).toBe(false);
  });

  test('killed without a warning, its server ends with it and nothing recorded is lost', async () => {
    const at = place();
    const server = start(at);
    await server.request('initialize', clientInfo);
    expect(await server.call('echo', { message: 'kept' })).toBe('kept');
    const pid = at.serverPid();
    server.child.kill('SIGKILL');
    await eventually(() => expect(isRunning(pid)).toBe(false));
    expect(at.spooled().map(({ kind }) => kind)).toEqual(['run', 'start', 'end']);
  });
});

describe('gatehouse run cannot start', () => {
  test.each([
    ['a program that is not there', { command: 'no-such-program' }, /"no-such-program" of the server "echo" was not/],
    ['a variable that is not set', { args: ['${NOT_SET_ANYWHERE}'] }, /needs the variable NOT_SET_ANYWHERE/],
    ['a server behind a WebSocket', { type: 'ws', url: 'wss://example.com/mcp', command: undefined }, /does not speak/],
    ['a server its agent logs in to', { type: 'http', url: 'https://x.example/mcp', oauth: {} }, /keeps the token/],
    ['a server without an address', { type: 'http', url: 'example.com/mcp' }, /no address that begins with https/],
    ['a header that is not set', { type: 'http', url: 'https://x.example', headers: { A: '${NOT_SET}' } }, /NOT_SET/],
  ])('%s, and says so on stderr alone', async (_title, definition, words) => {
    const at = place(definition);
    const server = start(at);
    await expect(server.request('initialize', clientInfo)).rejects.toThrow(words);
  });

  test('what is not known', async () => {
    const at = place();
    const ran = await runGatehouse(['run', 'claude-code:mcp/none@user', '--home', at.home, '--data', at.data]);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('Nothing is known by the id');
  });

  test('a program no cage can hold, unless the user allowed it', async () => {
    const at = place();
    const docker = join(at.home, 'docker');
    const script = `#!/bin/sh\nexec ${process.execPath} ${join(at.home, 'servers', 'echo', 'main.ts')}\n`;
    writeFileSync(docker, script, { mode: 0o755 });
    const echo = { command: docker, args: [] };
    writeFileSync(join(at.home, '.claude.json'), JSON.stringify({ mcpServers: { echo } }));
    const refused = start(at);
    await expect(refused.request('initialize', clientInfo)).rejects.toThrow(/It ended \(3\).*cannot be caged/s);
    writeFileSync(join(at.data, 'policy.json'), JSON.stringify({ ...firstPolicy, uncaged: [`${id}/echo`] }));
    const server = start(at);
    expect(await server.request('initialize', clientInfo)).toMatchObject({ result: {} });
    expect(await server.call('read_file', { path: join(at.home, 'private.txt') })).toBe('mine');
    expect(server.stderr()).toContain('WITHOUT a cage');
    expect(await server.end()).toBe(0);
    expect(at.spooled()[0]).toMatchObject({ kind: 'run', caged: false });
  });
});
