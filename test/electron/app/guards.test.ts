import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Core, createCore } from '#app/core';
import { guardHandlers } from '#app/guard-handlers';
import { createPermissions } from '#app/permissions';
import type { Guard } from '#contract/guard';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

async function place() {
  const { home, project, files } = smallHome(temporaryFolder());
  const data = join(home, 'gatehouse');
  const open = async (): Promise<Core> => {
    const core = await createCore({
      home,
      data,
      isSample: false,
      watch: false,
      asked: 'terminal',
      log: () => undefined,
    });
    onTestFinished(() => core.close());
    return core;
  };
  const core = await open();
  const text = (name: string): string => readFileSync(files[name] ?? '', 'utf8');
  return { home, project, data, files, core, open, text };
}

type Place = Awaited<ReturnType<typeof place>>;

async function guard({ core }: Place, id: string, server?: string, project: string | null = null) {
  const guards = await core.guards();
  const outcome = await guards.plan(id, server, project);
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  return { plan: outcome.plan, change: await guards.apply(outcome.plan.planId) };
}

async function back(at: Place): Promise<void> {
  const guards = await (await at.open()).guards();
  const [kept] = guards.list().guards;
  const outcome = await guards.planBack(kept as Guard);
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  expect(await guards.applyBack(kept as Guard, outcome.plan.planId)).toMatchObject({ applied: true, verified: true });
  expect(guards.list().guards).toEqual([]);
}

describe('guarding a server', () => {
  test('of Claude Code replaces what is started and nothing else; unguarding brings the first bytes back', async () => {
    const at = await place();
    const first = at.text('claude state');
    const { plan, change } = await guard(at, 'claude-code:mcp/memory@user');
    expect(plan.runs.join()).toContain('in a cage');
    expect(change).toMatchObject({ kind: 'guard', applied: true, verified: true, file: at.files['claude state'] });
    const { mcpServers, ...rest } = JSON.parse(at.text('claude state')) as {
      mcpServers: { memory: { args: string[] } };
    };
    expect(rest).toEqual({ numStartups: 3, projects: expect.any(Object) });
    const { command, args, ...kept } = mcpServers.memory as unknown as { command: string; args: string[] };
    expect(kept).toEqual({ type: 'stdio', env: { TOKEN: 'x' } });
    expect(command).toBe('/usr/bin/env');
    expect(args.slice(0, 2)).toEqual(['-u', 'NODE_OPTIONS']);
    expect(args.slice(-8)).toEqual([
      ...['run', 'claude-code:mcp/memory@user', '--server', 'memory', '--home', at.home, '--data', at.data],
    ]);
    const [name = ''] = readdirSync(join(at.data, 'guards'));
    const file = readFileSync(join(at.data, 'guards', name), 'utf8');
    // Values of variables stay in the agent's file; their names are enough to be handed on.
    expect(JSON.parse(file)).toMatchObject({
      change: change.id,
      definition: { command: 'node', env: {}, passEnv: ['TOKEN'] },
    });
    await back(at);
    expect(at.text('claude state')).toBe(first);
  });

  test('of Codex keeps comments and order', async () => {
    const at = await place();
    const first = at.text('codex config');
    await guard(at, 'codex:mcp/notes@user');
    const text = at.text('codex config');
    expect(text).toContain('# keep this comment');
    expect(text).toContain('enabled = false # for now');
    const { mcp_servers: servers } = parse(text) as {
      mcp_servers: Record<string, { command: string; env_vars: string[] }>;
    };
    expect(servers['notes']).toMatchObject({
      command: '/usr/bin/env',
      env_vars: ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'],
    });
    await back(at);
    expect(at.text('codex config')).toBe(first);
  });

  test('of a Codex plugin adds a server of the same name, which is stronger, and nothing is kept of the plugin', async () => {
    const at = await place();
    const root = join(at.home, '.codex', 'plugins', 'cache', 'kit', 'gamma', '0.1.0');
    writeFileSync(
      join(root, '.mcp.json'),
      JSON.stringify({ mcpServers: { tool: { command: 'node', args: ['t.js'] } } }),
    );
    const first = at.text('codex config');
    await guard(at, 'codex:plugin/gamma@kit');
    const { mcp_servers: servers } = parse(at.text('codex config')) as {
      mcp_servers: Record<string, { args: string[] }>;
    };
    expect(Object.keys(servers)).toEqual(['notes', 'tool']);
    expect(servers['tool']?.args).toContain('codex:plugin/gamma@kit');
    const [name = ''] = readdirSync(join(at.data, 'guards'));
    expect(JSON.parse(readFileSync(join(at.data, 'guards', name), 'utf8'))).not.toHaveProperty('definition');
    await back(at);
    expect(at.text('codex config')).toBe(first);
  });

  test('a project brings never rewrites the file that is committed', async () => {
    const at = await place();
    const committed = at.text('project servers');
    const { plugins } = await at.core.inventory.snapshot(at.project);
    const id = plugins.find(({ name, kind }) => name === 'db' && kind === 'mcp')?.id ?? '';
    const { change } = await guard(at, id, undefined, at.project);
    expect(change.file).toBe(at.files['claude state']);
    expect(at.text('project servers')).toBe(committed);
    const state = JSON.parse(at.text('claude state')) as {
      projects: Record<string, { mcpServers: Record<string, object> }>;
    };
    expect(Object.keys(state.projects[at.project]?.mcpServers ?? {})).toEqual(['db']);
    await back(at);
  });

  test('twice, or of what is not started by a command, is refused in words', async () => {
    const at = await place();
    const set = (memory: object) => {
      const state = { ...JSON.parse(at.text('claude state')), mcpServers: { memory } };
      mkdirSync(dirname(at.files['claude state'] ?? ''), { recursive: true });
      writeFileSync(at.files['claude state'] ?? '', JSON.stringify(state));
    };
    const plan = async (id: string) => (await (await at.open()).guards()).plan(id, undefined, null);
    await guard(at, 'claude-code:mcp/memory@user');
    await expect(plan('claude-code:mcp/memory@user')).rejects.toThrow(/runs through Gatehouse already/);
    set({ type: 'ws', url: 'wss://example.com/mcp' });
    await expect(plan('claude-code:mcp/memory@user')).rejects.toThrow(/does not speak/);
    set({ type: 'http', url: 'https://example.com/mcp', oauth: { clientId: 'c' } });
    await expect(plan('claude-code:mcp/memory@user')).rejects.toThrow(/logged in to by its agent/);
    set({ type: 'http', url: 'https://me:pw@example.com/mcp' });
    await expect(plan('claude-code:mcp/memory@user')).rejects.toThrow(/name or password in it/);
    set({ command: 'node', env: { NODE_OPTIONS: '--inspect' } });
    await expect(plan('claude-code:mcp/memory@user')).rejects.toThrow(/sets NODE_OPTIONS/);
    const plugin = await plan('claude-code:plugin/alpha@tools');
    expect(plugin).toMatchObject({ ok: false, refusal: { reason: expect.stringContaining('only for one project') } });
  });

  test('that was put back in the journal is forgotten when it is unguarded', async () => {
    const at = await place();
    const { change } = await guard(at, 'claude-code:mcp/memory@user');
    const changes = await at.core.changes();
    const undo = await changes.planUndo(change.id);
    if (!undo.ok) throw new Error(undo.refusal.reason);
    await changes.apply(undo.plan.planId);
    const guards = await at.core.guards();
    const [kept] = guards.list().guards;
    expect(await guards.planBack(kept as Guard)).toMatchObject({ ok: false, refusal: { code: 'already' } });
    expect(existsSync(join(at.data, 'guards'))).toBe(true);
    expect(guards.list().guards).toEqual([]);
  });
});

describe("guarding a Claude Code plugin's server", () => {
  test('switches it off in one project and puts a guarded one there, naming what names its tools, and back', async () => {
    const at = await place();
    const manifest = at.files['claude alpha manifest'] ?? '';
    const root = dirname(dirname(manifest));
    const ask = 'mcp__plugin_alpha_notes__ask';
    mkdirSync(join(root, 'skills', 'noting'), { recursive: true });
    mkdirSync(join(root, 'hooks'), { recursive: true });
    writeFileSync(
      join(root, '.mcp.json'),
      JSON.stringify({ mcpServers: { notes: { command: 'node', args: ['n.js'] } } }),
    );
    writeFileSync(
      join(root, 'skills', 'noting', 'SKILL.md'),
      `---\nname: noting\ndescription: Notes\n---\nCall ${ask}.\n`,
    );
    const hooks = { PreToolUse: [{ matcher: 'mcp__plugin_.*', hooks: [{ type: 'command', command: 'true' }] }] };
    writeFileSync(join(root, 'hooks', 'hooks.json'), JSON.stringify({ hooks }));
    const settings = at.files['claude settings'] ?? '';
    const kept = JSON.parse(readFileSync(settings, 'utf8')) as object;
    writeFileSync(settings, JSON.stringify({ ...kept, permissions: { allow: [ask] } }, undefined, 2));
    await at.core.inventory.rescan();
    const id = 'claude-code:plugin/alpha@tools';

    const nowhere = await (await at.core.guards()).plan(id, 'notes', null);
    expect(nowhere).toMatchObject({ ok: false, refusal: { code: 'needs-project' } });

    const first = at.text('claude state');
    const { plan, change } = await guard(at, id, 'notes', at.project);
    expect(plan.afterwards.join()).toContain(
      'mcp__notes__… in this project then, no longer mcp__plugin_alpha_notes__…',
    );
    const says = plan.runs.join('\n');
    expect(says).toContain(`A rule or hook in ${settings}, line`);
    expect(says).toContain('A hook of alpha waits for mcp__plugin_.*');
    expect(says).toMatch(/The skill noting of alpha names mcp__plugin_alpha_notes in .*SKILL\.md, line 5\./);
    expect(change).toMatchObject({ applied: true, verified: true, scope: 'local' });
    const state = JSON.parse(at.text('claude state')) as { projects: Record<string, Record<string, unknown>> };
    expect(state.projects[at.project]).toMatchObject({
      hasTrustDialogAccepted: true,
      disabledMcpServers: ['plugin:alpha:notes'],
      mcpServers: { notes: { type: 'stdio', args: expect.arrayContaining(['run', id, '--server', 'notes']) } },
    });
    await back(at);
    expect(at.text('claude state')).toBe(first);
  });
});

describe('the window', () => {
  test('guards a server, is told what it was before, and forgets one whose change was undone in the journal', async () => {
    const at = await place();
    const id = 'claude-code:mcp/memory@user';
    const handlers = guardHandlers(() => at.core.guards());
    const context = { signal: new AbortController().signal, scopes: new Set(['read', 'control'] as const) };
    const project = null;
    const before = await at.core.describe(id, project);
    const outcome = await handlers['guards.plan']({ id, project, guard: true }, context);
    if (!outcome.ok) throw new Error(outcome.refusal.reason);
    const change = await handlers['guards.apply']({ planId: outcome.plan.planId }, context);
    expect(await handlers['guards.list']({}, context)).toMatchObject({ guards: [{ plugin: id, server: 'memory' }] });
    await at.core.inventory.rescan();
    const described = await at.core.describe(id, project);
    const first = before.components?.[0];
    expect(described.components).toMatchObject([{ command: first?.command, args: first?.args, guarded: true }]);

    await createPermissions({ data: at.data, now: () => new Date() }).setUncaged(id, 'memory', true);
    expect((await at.core.describe(id, project)).components).toMatchObject([{ guarded: true, uncaged: true }]);

    const changes = await at.core.changes();
    const undo = await changes.planUndo(change.id);
    if (!undo.ok) throw new Error(undo.refusal.reason);
    await changes.apply(undo.plan.planId);
    expect(await handlers['guards.list']({}, context)).toEqual({ guards: [] });
    await expect(async () => handlers['guards.plan']({ id, project, guard: false }, context)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('puts an entry back', async () => {
    const at = await place();
    const id = 'claude-code:mcp/memory@user';
    const first = at.text('claude state');
    await guard(at, id);
    const handlers = guardHandlers(() => at.core.guards());
    const context = { signal: new AbortController().signal, scopes: new Set(['read', 'control'] as const) };
    const outcome = await handlers['guards.plan']({ id, project: null, guard: false }, context);
    if (!outcome.ok) throw new Error(outcome.refusal.reason);
    await handlers['guards.apply']({ planId: outcome.plan.planId }, context);
    expect(at.text('claude state')).toBe(first);
    expect(await handlers['guards.list']({}, context)).toEqual({ guards: [] });
  });
});
