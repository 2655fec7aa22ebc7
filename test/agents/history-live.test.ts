import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Core, createCore } from '#app/core';
import type { Call } from '#contract/history';
import { sharedFolder, whyNoShared } from '#test/helpers/shared-folder';

/** The session goes on this long after the call, so that a call seen before its end was seen live. */
const AFTER_THE_CALL_MS = 4_000;

const home = mkdtempSync(join(tmpdir(), 'gatehouse-live-'));
const project = join(home, 'work', 'demo');
const rig = join(sharedFolder() ?? expect.fail(whyNoShared), 'rig');
const programs = join(process.env['GATEHOUSE_AGENT_CLIS'] ?? '', 'node_modules', '.bin');
const path = [programs, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
const run = promisify(execFile);
let core: Core;

/** A real agent with the plugin of the rig, in a home of its own; whatever would leave this machine meets a dead proxy. */
async function agent(program: 'claude' | 'codex', ...args: string[]) {
  const dead = 'http://127.0.0.1:9';
  const proxies = { HTTPS_PROXY: dead, HTTP_PROXY: dead, NO_PROXY: '127.0.0.1,localhost' };
  const quiet = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' };
  const env = { PATH: path, HOME: home, LANG: 'C.UTF-8', TERM: 'dumb', ...proxies, ...quiet };
  await run(program, args, { cwd: project, env });
}

beforeAll(async () => {
  mkdirSync(project, { recursive: true });
  mkdirSync(join(home, '.codex'));
  cpSync(join(rig, 'fixtures', 'marketplace'), join(home, 'market'), { recursive: true });
  await run('chmod', ['-R', 'u+w', join(home, 'market')]);
  writeFileSync(join(home, '.codex', 'config.toml'), `[projects."${project}"]\ntrust_level = "trusted"\n`);
  await agent('claude', 'plugin', 'marketplace', 'add', join(home, 'market'));
  await agent('claude', 'plugin', 'install', 'audit-demo@rig-market');
  await agent('codex', 'plugin', 'marketplace', 'add', join(home, 'market'));
  await agent('codex', 'plugin', 'add', 'audit-demo@rig-market');
  const log = (message: string) => process.stderr.write(`${message}\n`);
  const data = join(home, 'gatehouse');
  core = await createCore({ home, data, isSample: false, watch: true, asked: 'terminal', log });
  const history = await core.history();
  await history.startImport();
  await history.settled();
});

afterAll(async () => {
  await core?.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

/** Runs a session that makes one call, and tells when the call was first seen in the store. */
async function session(runner: string, tool: string, args: string[]) {
  const message = `seen live ${[runner, ...args].join(' ').replaceAll(/\W+/g, ' ')}`.trim();
  const script = join(home, `${runner}.json`);
  const turns = [{ tools: [{ name: tool, input: { message } }] }, { text: 'Done.', delay_ms: AFTER_THE_CALL_MS }];
  writeFileSync(script, JSON.stringify(turns));
  const command = [join(rig, runner), '--home', home, '--project', project, '--script', script, ...args];
  const child = spawn(process.execPath, command, { env: { PATH: path, HOME: home }, stdio: 'ignore' });
  let isOver = false;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve())).then(() => {
    isOver = true;
  });
  const history = await core.history();
  const find = async (): Promise<Call | undefined> => {
    const page = await history.ask('search', { query: `type:tool "${message}"`, limit: 10 });
    return page.calls.find(
      (call) => call.agent === (runner.includes('claude') ? 'claude-code' : 'codex') && call.server !== undefined,
    );
  };
  let seen: { call: Call; at: number; whileRunning: boolean } | undefined;
  while (seen === undefined && !isOver) {
    const call = await find();
    if (call !== undefined) seen = { call, at: Date.now(), whileRunning: !isOver };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await ended;
  await history.settled();
  return { seen, last: await find() };
}

const runners = [
  {
    runner: 'run-claude.mjs',
    tool: 'mcp__plugin_audit-demo_probe__echo',
    id: 'claude-code:plugin/audit-demo@rig-market',
    args: [],
  },
  { runner: 'run-codex.mjs', tool: 'mcp__probe__echo', id: 'codex:plugin/audit-demo@rig-market', args: [] },
  {
    runner: 'run-codex.mjs',
    tool: 'mcp__probe__echo',
    id: 'codex:plugin/audit-demo@rig-market',
    args: ['--', '-m', 'rig-model'],
  },
];

test.each(runners)(
  'a call of a plugin is in the store while its session goes on: $runner $args',
  async ({ runner, tool, id, args }) => {
    const { seen, last } = await session(runner, tool, args);
    const { call, at, whileRunning } = seen ?? expect.fail('The call was never seen while the session ran.');
    expect(whileRunning).toBe(true);
    expect(call).toMatchObject({ plugin: id, server: 'probe', tool: 'echo' });
    expect(last).toMatchObject({ plugin: id, outcome: 'ok' });
    process.stderr.write(
      `${runner} ${args.join(' ')}: in the store ${at - call.at} ms after the agent's own time of the call\n`,
    );
  },
);
