import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, onTestFinished, test } from 'vitest';
import { type Core, createCore } from '#app/core';
import type { Guard } from '#contract/guard';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const claude = 'claude-code:mcp/far@user';
const codex = 'codex:mcp/far@user';

/** A home in which each agent has a server behind a URL, `files` as they are given. */
function place(files: { state?: string; config?: string }, stored: readonly [plugin: string, variable: string][] = []) {
  const home = temporaryFolder();
  const data = join(home, 'gatehouse');
  const state = join(home, '.claude.json');
  const config = join(home, '.codex', 'config.toml');
  for (const folder of [join(home, '.claude'), join(home, '.codex'), data]) mkdirSync(folder, { recursive: true });
  writeFileSync(state, files.state ?? '{}');
  writeFileSync(config, files.config ?? '');
  const secrets = stored.map(([plugin, variable]) => ({ plugin, variable, created: '2026-11-01T00:00:00.000Z' }));
  writeFileSync(join(data, 'secrets.json'), JSON.stringify({ v: 1, secrets }));
  const open = async (): Promise<Core> => {
    const options = { home, data, isSample: false, watch: false, asked: 'terminal', log: () => undefined } as const;
    const core = await createCore(options);
    onTestFinished(() => core.close());
    return core;
  };
  return {
    ...{ home, data, open },
    state: () => readFileSync(state, 'utf8'),
    config: () => readFileSync(config, 'utf8'),
    kept: () => {
      const [name = ''] = readdirSync(join(data, 'guards'));
      return readFileSync(join(data, 'guards', name), 'utf8');
    },
    async guard(id: string) {
      const core = await open();
      const guards = await core.guards();
      const outcome = await guards.plan(id, undefined, null);
      if (!outcome.ok) throw new Error(outcome.refusal.reason);
      return { plan: outcome.plan, change: await guards.apply(outcome.plan.planId) };
    },
    async back() {
      const guards = await (await open()).guards();
      const [kept] = guards.list().guards;
      const outcome = await guards.planBack(kept as Guard);
      if (!outcome.ok) throw new Error(outcome.refusal.reason);
      expect(await guards.applyBack(kept as Guard, outcome.plan.planId)).toMatchObject({ verified: true });
      expect(guards.list().guards).toEqual([]);
    },
  };
}

const stateOf = (far: object) =>
  `${JSON.stringify({ numStartups: 3, mcpServers: { far }, other: [1] }, undefined, 2)}\n`;

test('of Claude Code: the entry starts Gatehouse, references stay references, and the first bytes come back', async () => {
  const headers = { Authorization: 'Bearer ${FAR_TOKEN}', 'X-Readonly': 'true' };
  const at = place({ state: stateOf({ type: 'http', url: 'https://far.example/mcp', headers, timeout: 9000 }) });
  const first = at.state();
  const { plan, change } = await at.guard(claude);
  expect(plan.runs.join(' ')).toMatch(/connects with "far" at far\.example .*nothing to cage.* login in the browser/);
  expect(change).toMatchObject({ kind: 'guard', applied: true, verified: true });
  const { mcpServers, ...rest } = JSON.parse(at.state()) as { mcpServers: { far: Record<string, unknown> } };
  expect(rest).toEqual({ numStartups: 3, other: [1] });
  const { args, ...entry } = mcpServers.far;
  expect(entry).toEqual({ type: 'stdio', command: '/usr/bin/env', timeout: 9000 });
  expect(args).toContain(claude);
  expect(JSON.parse(at.kept())).toMatchObject({
    definition: { transport: 'http', url: 'https://far.example/mcp', headers, expands: true },
  });
  const [shown] = (await (await at.open()).describe(claude, null)).components ?? [];
  expect(shown).toMatchObject({
    ...{ guarded: true, type: 'http', url: 'https://far.example/mcp', headers: ['Authorization', 'X-Readonly'] },
  });
  expect(shown).not.toHaveProperty('command');
  await at.back();
  expect(at.state()).toBe(first);
});

test('a value that stands only in the replaced entry is to be stored first, and no guard ever holds one', async () => {
  const url = 'https://far.example/mcp?team=a&api_key=key-0815';
  const far = { type: 'sse', url, headers: { Authorization: 'Bearer tok-4711', 'X-Team': 'team-12' } };
  const at = place({ state: stateOf(far) });
  const refused = at.guard(claude);
  await expect(refused).rejects.toThrow(/the header Authorization and the header X-Team and "api_key" in its address/);
  await expect(refused).rejects.toThrow(
    `gatehouse secrets set ${claude} AUTHORIZATION (what stands after "Bearer"); gatehouse secrets set ${claude} X_TEAM; gatehouse secrets set ${claude} API_KEY`,
  );
  await expect(refused).rejects.not.toThrow(/tok-4711|team-12|key-0815/);
  expect(at.state()).toBe(stateOf(far));
  const stored = place({ state: stateOf(far) }, [
    [claude, 'AUTHORIZATION'],
    [claude, 'X_TEAM'],
    [claude, 'API_KEY'],
  ]);
  await stored.guard(claude);
  expect(stored.kept()).not.toMatch(/tok-4711|team-12|key-0815/);
  expect(stored.state()).not.toMatch(/tok-4711|team-12|key-0815/);
  expect(JSON.parse(stored.kept())).toMatchObject({
    definition: {
      ...{ transport: 'sse', url: 'https://far.example/mcp?team=a&api_key=${API_KEY}', headers: {} },
      variableHeaders: {
        Authorization: { variable: 'AUTHORIZATION', scheme: 'Bearer' },
        'X-Team': { variable: 'X_TEAM' },
      },
    },
  });
  await stored.back();
  expect(stored.state()).toBe(stateOf(far));
});

const toml = `# keep this
[mcp_servers.far] # and this
url = "https://far.example/mcp" # here
bearer_token_env_var = "FAR_TOKEN"
tool_timeout_sec = 30

[mcp_servers.far.http_headers]
X-Readonly = "true"

[mcp_servers.far.env_http_headers]
X-Team = "FAR_TEAM"

[mcp_servers.near]
command = "node"
`;

test('of Codex: keys of a URL make place for a command, its variables are handed on, and the first bytes come back', async () => {
  const at = place({ config: toml });
  await at.guard(codex);
  const text = at.config();
  expect(text).toContain('# keep this');
  const { mcp_servers: servers } = parse(text) as unknown as { mcp_servers: Record<string, Record<string, unknown>> };
  const { args, ...entry } = servers['far'] ?? {};
  expect(entry).toEqual({
    ...{ command: '/usr/bin/env', tool_timeout_sec: 30 },
    env_vars: ['FAR_TEAM', 'FAR_TOKEN', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'],
  });
  expect(args).toContain(codex);
  expect(servers['near']).toEqual({ command: 'node' });
  expect(JSON.parse(at.kept())).toMatchObject({
    definition: {
      ...{ transport: 'http', url: 'https://far.example/mcp', headers: { 'X-Readonly': 'true' }, expands: false },
      variableHeaders: {
        Authorization: { variable: 'FAR_TOKEN', scheme: 'Bearer' },
        'X-Team': { variable: 'FAR_TEAM', isOptional: true },
      },
    },
  });
  await at.back();
  expect(at.config()).toBe(toml);
});

test('of Codex, when the file changed elsewhere meanwhile: only the entry is put back', async () => {
  const at = place({ config: toml });
  await at.guard(codex);
  writeFileSync(join(at.home, '.codex', 'config.toml'), `model = "gpt-5.5"\n${at.config()}`);
  await at.back();
  expect(parse(at.config())).toEqual({ model: 'gpt-5.5', ...parse(toml) });
});

test('of Codex, with a value in the file and inline tables', async () => {
  const inline =
    '[mcp_servers]\nfar = { url = "https://far.example/mcp", http_headers = { "X-Api-Key" = "k-0815" } }\n';
  const at = place({ config: inline });
  await expect(at.guard(codex)).rejects.toThrow(`gatehouse secrets set ${codex} X_API_KEY`);
  const stored = place({ config: inline }, [[codex, 'X_API_KEY']]);
  await stored.guard(codex);
  expect(stored.config()).not.toContain('k-0815');
  expect(stored.kept()).not.toContain('k-0815');
  await stored.back();
  expect(stored.config()).toBe(inline);
});
