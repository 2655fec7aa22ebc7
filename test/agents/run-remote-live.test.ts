import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCore } from '#app/core';
import { firstPolicy } from '#contract/compiled-policy';
import { everythingServer } from '#scripts/agents/agent-clis.ts';
import { eventually } from '#test/helpers/eventually';
import { sharedFolder, whyNoShared } from '#test/helpers/shared-folder';

/** Real agents call a real server behind a URL through `gatehouse run`. */
const home = mkdtempSync(join(tmpdir(), 'gatehouse-remote-live-'));
const project = join(home, 'work', 'demo');
const data = join(home, 'gatehouse');
const rig = join(sharedFolder() ?? expect.fail(whyNoShared), 'rig');
const agents = process.env['GATEHOUSE_AGENT_CLIS'] ?? '';
const bin = join(agents, 'node_modules', '.bin');
const path = [bin, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
const gatehouse = join(import.meta.dirname, '..', '..', 'out', 'cli', 'gatehouse.js');
const servers = { claude: 'claude-code:mcp/far@user', codex: 'codex:mcp/far@user' };
const run = promisify(execFile);
const first: Record<string, string> = {};
let far: ChildProcess;
let said = '';

/** Whatever would leave this machine meets a dead proxy. */
async function agent(program: 'claude' | 'codex', ...args: string[]): Promise<string> {
  const dead = 'http://127.0.0.1:9';
  const proxies = { HTTPS_PROXY: dead, HTTP_PROXY: dead, NO_PROXY: '127.0.0.1,localhost' };
  const quiet = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' };
  const env = { PATH: path, HOME: home, LANG: 'C.UTF-8', TERM: 'dumb', ...proxies, ...quiet };
  return (await run(program, args, { cwd: project, env })).stdout;
}

async function ours(...args: string[]): Promise<string> {
  return (await run(process.execPath, [gatehouse, ...args, '--home', home, '--data', data])).stdout;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const config = join(home, '.codex', 'config.toml');
const state = join(home, '.claude.json');
const urlIn = (file: string): boolean => readFileSync(file, 'utf8').includes('127.0.0.1');

beforeAll(async () => {
  for (const folder of [project, data, dirname(config)]) mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const env = { PATH: path, HOME: home, PORT: String(port) };
  far = spawn(process.execPath, [everythingServer(agents), 'streamableHttp'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [far.stdout, far.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually(() => expect(said).toContain('listening on port'), 30_000);
  const url = `http://127.0.0.1:${port}/mcp`;
  writeFileSync(config, `[projects."${project}"]\ntrust_level = "trusted"\n\n[mcp_servers.far]\nurl = "${url}"\n`);
  await agent('claude', 'mcp', 'add', '-s', 'user', '--transport', 'http', 'far', url);
  first['codex'] = readFileSync(config, 'utf8');
  for (const program of ['claude', 'codex'] as const) await ours('guard', servers[program], '--yes');
  const rules = [{ id: 'no-env', effect: 'deny', tool: 'get-env', reason: 'Nobody needs the environment.' }] as const;
  writeFileSync(join(data, 'policy.json'), JSON.stringify({ ...firstPolicy, rules: [...rules] }));
});

afterAll(async () => {
  far.kill('SIGKILL');
  await once(far, 'exit');
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

describe.each([
  { name: 'Claude Code', program: 'claude', runner: 'run-claude.mjs', args: [] },
  { name: 'Codex', program: 'codex', runner: 'run-codex.mjs', args: ['--', '-m', 'rig-model'] },
] as const)('$name and a server behind a URL', ({ program, runner, args }) => {
  test('calls are allowed, denied and recorded', async () => {
    expect(urlIn(program === 'claude' ? state : config)).toBe(false);
    const script = join(home, `script-${program}.json`);
    const turns = [
      { tools: [{ name: 'mcp__far__echo', input: { message: `from ${program}` } }] },
      { tools: [{ name: 'mcp__far__get-env', input: {} }] },
      { tools: [{ name: 'mcp__far__get-sum', input: { a: 2, b: 40 } }] },
      { text: 'Done.' },
    ];
    writeFileSync(script, JSON.stringify(turns));
    const command = [join(rig, runner), '--home', home, '--project', project, '--script', script, ...args];
    const child = spawn(process.execPath, command, { env: { PATH: path, HOME: home }, stdio: 'ignore' });
    await once(child, 'exit');
    const core = await createCore({
      home,
      data,
      isSample: false,
      watch: false,
      asked: 'terminal',
      log: () => undefined,
    });
    const history = await core.history();
    await history.startImport();
    await history.settled();
    const { calls } = await history.ask('search', { query: 'type:tool source:runtime', limit: 100 });
    await core.close();
    const mine = calls.filter(({ plugin }) => plugin === servers[program]);
    const facts = mine.map(({ tool, outcome }) => `${tool} ${outcome}`).toSorted();
    expect(facts, said).toEqual(['echo ok', 'get-env denied', 'get-sum ok']);
    for (const call of mine) expect(call.session).toBeTruthy();
  });
});

test('claude mcp list says that it is connected, before and after unguarding', async () => {
  expect(await agent('claude', 'mcp', 'list')).toMatch(/far: .*gatehouse\.js run .*Connected/);
  await ours('unguard', '--all', '--yes');
  expect(readdirSync(join(data, 'guards'))).toEqual([]);
  expect(await agent('claude', 'mcp', 'list')).toMatch(/far: http:\/\/127\.0\.0\.1.*Connected/);
  expect(readFileSync(config, 'utf8')).toBe(first['codex']);
});
