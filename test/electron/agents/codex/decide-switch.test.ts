import { describe, expect, test } from 'vitest';
import type { SwitchRequest } from '#agents/agent-module';
import { codex } from '#agents/codex/codex';
import {
  type CodexHomeOptions,
  codexContext,
  demoFiles,
  demoOff,
  demoOn,
  demoRoot,
  row,
} from '../../../helpers/codex-home.ts';
import type { MemoryNode } from '../../../helpers/memory-port.ts';

const user = '/home/ada/.codex/config.toml';
const project = '/work/app';
const projectFile = `${project}/.codex/config.toml`;
const trusted = `[projects."${project}"]\ntrust_level = "trusted"\n`;
const demo = 'codex:plugin/demo@market';

async function decide(
  files: Record<string, MemoryNode>,
  id: string,
  request: Omit<SwitchRequest, 'plugin'>,
  options: CodexHomeOptions = {},
) {
  const context = codexContext(files, options);
  const plugin = row(await codex.scan(context), id);
  return codex.decideSwitch(context, { plugin, ...request });
}

const set = (path: (string | number)[], value: boolean) => ({ kind: 'set', path, value });
const enabledPath = ['plugins', 'demo@market', 'enabled'];

describe('switching a plugin', () => {
  test('turns it off in the configuration of the user, without a lock', async () => {
    const decision = await decide(demoFiles(demoOn), demo, { enable: false });
    expect(decision).toMatchObject({ ok: true, options: [{ scope: 'user', takesEffect: true }] });
    expect(decision.options[0]?.edit).toEqual({ file: user, format: 'toml', operation: set(enabledPath, false) });
  });

  test('turns on what lies in the cache without a table', async () => {
    expect(await decide(demoFiles(''), demo, { enable: true })).toMatchObject({
      ok: true,
      options: [{ edit: { operation: set(enabledPath, true) } }],
    });
  });

  test('offers the project file as well when a trusted project is open', async () => {
    const decision = await decide(demoFiles(demoOn + trusted), demo, { enable: false }, { project });
    expect(decision).toMatchObject({
      ok: true,
      options: [
        { scope: 'user', takesEffect: true },
        { scope: 'project', takesEffect: true, edit: { file: projectFile } },
      ],
    });
  });

  test('chooses the project file when it is the stronger one, and says why the other would do nothing', async () => {
    const files = demoFiles(demoOff + trusted, { [projectFile]: demoOn });
    const decision = await decide(files, demo, { enable: false }, { project });
    expect(decision).toMatchObject({
      ok: true,
      options: [
        { scope: 'project', edit: { file: projectFile } },
        { scope: 'user', takesEffect: false },
      ],
    });
    expect(decision.options[1]?.reason).toContain(projectFile);
  });

  test('says that hooks wait for trust when it turns a plugin with hooks on', async () => {
    const hooks = {
      [`${demoRoot}/hooks/hooks.json`]: '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"true"}]}]}}',
    };
    const decision = await decide(demoFiles(demoOff, hooks), demo, { enable: true });
    expect(decision).toMatchObject({ ok: true });
    expect(decision.ok ? decision.afterwards.join(' ') : '').toContain('trusted in Codex');
  });

  const managed = { '/etc/codex/managed_config.toml': demoOff };
  test.each<[string, string, Record<string, MemoryNode>, Omit<SwitchRequest, 'plugin'>, CodexHomeOptions, string]>([
    ['it is so already', demoOn, {}, { enable: true }, {}, 'already'],
    ['the named file says so already', demoOn, {}, { enable: true, scope: 'user' }, {}, 'already'],
    ['Codex has no local scope', demoOn, {}, { enable: false, scope: 'local' }, {}, 'no-switch'],
    ['no project is open', demoOn, {}, { enable: false, scope: 'project' }, {}, 'needs-project'],
    [
      'the project is not trusted',
      demoOn,
      { [projectFile]: '' },
      { enable: false, scope: 'project' },
      { project },
      'higher-layer',
    ],
    [
      'a project file is stronger',
      demoOff + trusted,
      { [projectFile]: demoOn },
      { enable: false, scope: 'user' },
      { project },
      'higher-layer',
    ],
    ['the managed file decides', demoOn, managed, { enable: true }, {}, 'managed'],
    [
      'requirements forbid it',
      demoOn,
      { '/etc/codex/requirements.toml': '[features]\nplugins = false\n' },
      { enable: true },
      {},
      'managed',
    ],
    ['all plugins are off', `${demoOff}[features]\nplugins = false\n`, {}, { enable: true }, {}, 'higher-layer'],
    ['a file is broken', `${demoOn}a = = b`, {}, { enable: false }, {}, 'broken-file'],
    ['a value has the wrong type', '[plugins."demo@market"]\nenabled = 1\n', {}, { enable: false }, {}, 'broken-file'],
  ])('refuses when %s', async (_when, config, more, request, options, code) => {
    const decision = await decide(demoFiles(config, more), demo, request, options);
    expect(decision).toMatchObject({ ok: false, code });
    expect(decision.ok ? '' : decision.reason).not.toBe('');
  });

  test('names file and line of what is broken', async () => {
    const decision = await decide(demoFiles('[plugins."demo@market"]\nenabled = 1\n'), demo, { enable: false });
    expect(decision).toMatchObject({ ok: false });
    expect(decision.ok ? '' : decision.reason).toContain(`${user}:5`);
  });

  test('turns on nothing that is not installed, but turns it off', async () => {
    const missing = 'codex:plugin/ghost@market';
    const ghost = (enabled: boolean) => demoFiles(`[plugins."ghost@market"]\nenabled = ${enabled}\n`);
    expect(await decide(ghost(false), missing, { enable: true })).toMatchObject({ ok: false, code: 'not-found' });
    expect(await decide(ghost(true), missing, { enable: false })).toMatchObject({ ok: true });
  });

  test('refuses what is kept on a server', async () => {
    const cache = '/home/ada/.codex/plugins/cache/openai-curated-remote/gmail/1.0.0/.codex-plugin/plugin.json';
    const decision = await decide(
      demoFiles('', { [cache]: '{"name":"gmail"}' }),
      'codex:plugin/gmail@openai-curated-remote',
      { enable: false },
    );
    expect(decision).toMatchObject({ ok: false, code: 'remote' });
  });
});

describe('switching one server of a plugin', () => {
  const servers = { [`${demoRoot}/.mcp.json`]: '{"mcpServers":{"probe":{"command":"node"}}}' };
  const component = { kind: 'mcp-server' as const, name: 'probe' };
  const path = ['plugins', 'demo@market', 'mcp_servers', 'probe', 'enabled'];

  test('writes its own table', async () => {
    const decision = await decide(demoFiles(demoOn, servers), demo, { enable: false, component });
    expect(decision).toMatchObject({ ok: true, options: [{ edit: { file: user, operation: set(path, false) } }] });
  });

  test('writes no table that would turn the whole plugin on for every project', async () => {
    const files = demoFiles(trusted, { ...servers, [projectFile]: demoOn });
    const decision = await decide(files, demo, { enable: false, component }, { project });
    expect(decision).toMatchObject({
      ok: true,
      options: [{ scope: 'project' }, { scope: 'user', takesEffect: false }],
    });
    expect(await decide(demoFiles('', servers), demo, { enable: false, component })).toMatchObject({
      ok: false,
      code: 'higher-layer',
    });
  });

  test('refuses when the configuration has a server of that name', async () => {
    const files = demoFiles(`${demoOn}[mcp_servers.probe]\ncommand = "x"\n`, servers);
    expect(await decide(files, demo, { enable: false, component })).toMatchObject({ ok: false, code: 'higher-layer' });
  });

  test('refuses when requirements name other servers of the plugin', async () => {
    const rules = '[plugins."demo@market".mcp_servers.other]\nidentity = { command = "a" }\n';
    const files = demoFiles(demoOn, { ...servers, '/etc/codex/requirements.toml': rules });
    expect(await decide(files, demo, { enable: true, component })).toMatchObject({ ok: false, code: 'managed' });
  });
});

describe('switching a server that stands alone', () => {
  const server = '[mcp_servers.x]\ncommand = "a"\n';

  test('writes enabled into its table', async () => {
    const decision = await decide(demoFiles(server), 'codex:mcp/x@user', { enable: false });
    expect(decision).toMatchObject({
      ok: true,
      options: [{ edit: { file: user, operation: set(['mcp_servers', 'x', 'enabled'], false) } }],
    });
  });

  test('never leaves a table without command or url in the configuration of the user', async () => {
    const files = demoFiles(trusted, { [projectFile]: server });
    const decision = await decide(files, `codex:mcp/x@project:${project}`, { enable: false }, { project });
    expect(decision).toMatchObject({
      ok: true,
      options: [{ scope: 'project' }, { scope: 'user', takesEffect: false }],
    });
  });

  test('refuses when requirements forbid it', async () => {
    const files = demoFiles(server, {
      '/etc/codex/requirements.toml': '[mcp_servers.y]\nidentity = { command = "a" }\n',
    });
    expect(await decide(files, 'codex:mcp/x@user', { enable: true })).toMatchObject({ ok: false, code: 'managed' });
  });
});

describe('switching a skill', () => {
  const skill = (name: string) => `---\nname: ${name}\ndescription: d\n---\n`;
  const file = '/home/ada/.agents/skills/one/SKILL.md';
  const files = (config: string, more: Record<string, MemoryNode> = {}) =>
    demoFiles(config, { [file]: skill('one'), ...more });

  test('appends an entry with its path', async () => {
    const decision = await decide(files(''), 'codex:skill/one@user', { enable: false });
    expect(decision.options[0]?.edit.operation).toEqual({
      kind: 'append-entry',
      path: ['skills', 'config'],
      value: { path: file, enabled: false },
    });
  });

  test('sets the last entry that matches', async () => {
    const config = `[[skills.config]]\nname = "one"\nenabled = false\n[[skills.config]]\npath = "${file}"\nenabled = false\n`;
    const decision = await decide(files(config), 'codex:skill/one@user', { enable: true });
    expect(decision.options[0]?.edit.operation).toEqual(set(['skills', 'config', 1, 'enabled'], true));
  });

  test('appends when an entry by name would switch another skill too', async () => {
    const config = '[[skills.config]]\nname = "one"\nenabled = false\n';
    const more = { '/home/ada/.agents/skills/other/SKILL.md': skill('one') };
    const decision = await decide(files(config, more), 'codex:skill/one@user', { enable: true });
    expect(decision.options[0]?.edit.operation).toMatchObject({
      kind: 'append-entry',
      value: { path: file, enabled: true },
    });
  });

  test('names the skill of a plugin with its prefix, and knows no project scope', async () => {
    const more = { [`${demoRoot}/skills/greet/SKILL.md`]: skill('greet') };
    const component = { kind: 'skill' as const, name: 'demo:greet' };
    const decision = await decide(files(demoOn, more), demo, { enable: false, component });
    expect(decision.options[0]?.edit.operation).toMatchObject({
      kind: 'append-entry',
      value: { name: 'demo:greet', enabled: false },
    });
    const inProject = await decide(
      files(demoOn + trusted, more),
      demo,
      { enable: false, component, scope: 'project' },
      { project },
    );
    expect(inProject).toMatchObject({ ok: false, code: 'no-switch' });
  });

  test('refuses a built-in skill while all of them are off', async () => {
    const more = { '/home/ada/.codex/skills/.system/imagegen/SKILL.md': skill('imagegen') };
    const decision = await decide(files('[skills.bundled]\nenabled = false\n', more), 'codex:skill/imagegen@managed', {
      enable: true,
    });
    expect(decision).toMatchObject({ ok: false, code: 'higher-layer' });
  });
});

describe('switching one hook', () => {
  const hooks = '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"true"}]}]}}';
  const key = 'demo@market:hooks/hooks.json:stop:0:0';
  const component = { kind: 'hook' as const, name: key };
  const files = (config: string) =>
    demoFiles(config, { [`${demoRoot}/hooks/hooks.json`]: hooks, '/home/ada/.codex/hooks.json': hooks });

  test('writes enabled under its state key, never its trust', async () => {
    const decision = await decide(files(demoOn), demo, { enable: false, component });
    expect(decision.options[0]?.edit.operation).toEqual(set(['hooks', 'state', key, 'enabled'], false));
    const on = await decide(files(`${demoOn}[hooks.state."${key}"]\nenabled = false\n`), demo, {
      enable: true,
      component,
    });
    expect(on.ok ? on.afterwards.join(' ') : '').toContain('never writes that trust');
  });

  test('finds the hooks of a file by their absolute path', async () => {
    const own = { kind: 'hook' as const, name: '/home/ada/.codex/hooks.json:stop:0:0' };
    expect(await decide(files(''), 'codex:hooks/hooks.json@user', { enable: false, component: own })).toMatchObject({
      ok: true,
    });
    expect(await decide(files(''), 'codex:hooks/hooks.json@user', { enable: false })).toMatchObject({
      ok: false,
      code: 'no-switch',
    });
    const gone = { kind: 'hook' as const, name: 'nothing:stop:0:0' };
    expect(await decide(files(''), 'codex:hooks/hooks.json@user', { enable: false, component: gone })).toMatchObject({
      ok: false,
      code: 'not-found',
    });
  });
});
