import { describe, expect, test } from 'vitest';
import type { SwitchDecision, SwitchRequest } from '#agents/agent-module';
import { claudeCode } from '#agents/claude-code/claude-code';
import {
  type ClaudeHomeOptions,
  claudeContext,
  claudeRow,
  configDir,
  demoFiles,
  demoId,
  demoManifest,
  demoRecord,
  demoRoot,
  type Files,
  localSettings,
  managedSettings,
  marketFile,
  marketplace,
  project,
  projectSettings,
  records,
  recordsFile,
  settings,
  stateFile,
  userSettings,
} from '../../../helpers/claude-home.ts';

async function decide(
  id: string,
  files: Files,
  request: Omit<SwitchRequest, 'plugin'>,
  options: ClaudeHomeOptions = {},
): Promise<SwitchDecision> {
  const plugin = await claudeRow(id, files, options);
  return claudeCode.decideSwitch(claudeContext(files, options), { plugin, ...request });
}

function accepted(decision: SwitchDecision) {
  if (!decision.ok) throw new Error(`Refused with ${decision.code}: ${decision.reason}`);
  return decision;
}

const on = settings({ 'demo@market': true });
const off = settings({ 'demo@market': false });

interface Case {
  when: string;
  files?: Files;
  request: Omit<SwitchRequest, 'plugin'>;
  project?: string;
  /** Scopes in the order they are offered, those without effect in brackets; or the code of a refusal. */
  offers: string[] | string;
}

const table: Case[] = [
  { when: 'off, without a project', request: { enable: false }, offers: ['user'] },
  { when: 'on, from nothing said', files: { [userSettings]: '{}' }, request: { enable: true }, offers: ['user'] },
  {
    when: 'off in a project, where the user file decides',
    request: { enable: false },
    project,
    offers: ['user', 'local', 'project'],
  },
  {
    when: 'off, where the project turned it on: only the local file helps',
    files: { [userSettings]: off, [projectSettings]: on },
    request: { enable: false },
    project,
    offers: ['local', 'project', '(user)'],
  },
  {
    when: 'on, where the local file turned it off',
    files: { [localSettings]: off },
    request: { enable: true },
    project,
    offers: ['local', '(user)', '(project)'],
  },
  {
    when: 'off for everyone who works on the project',
    request: { enable: false, scope: 'project' },
    project,
    offers: ['project', 'user', 'local'],
  },
  {
    when: 'off in the user scope, where the project says on',
    files: { [projectSettings]: on },
    request: { enable: false, scope: 'user' },
    project,
    offers: 'higher-layer',
  },
  { when: 'on, when it is on', request: { enable: true }, offers: 'already' },
  {
    when: 'off, when nothing turns it on',
    files: { [userSettings]: '{}' },
    request: { enable: false },
    offers: 'already',
  },
  {
    when: 'the same word in another file is no news, unless it was asked for',
    request: { enable: true, scope: 'local' },
    project,
    offers: ['local', 'user', 'project'],
  },
  { when: 'a project scope without a project', request: { enable: false, scope: 'local' }, offers: 'needs-project' },
  { when: 'over managed settings', files: { [managedSettings]: on }, request: { enable: false }, offers: 'managed' },
  {
    when: 'over a managed list of marketplaces',
    files: { [managedSettings]: '{"strictKnownMarketplaces":[]}' },
    request: { enable: true },
    offers: 'managed',
  },
  {
    when: 'into a file that does not parse',
    files: { [userSettings]: '{' },
    request: { enable: true },
    offers: 'broken-file',
  },
  {
    when: 'into a file that another key voids',
    files: { [userSettings]: settings({}, { model: 5 }) },
    request: { enable: true },
    offers: 'broken-file',
  },
  {
    when: 'past a broken file, into one that counts',
    files: { [userSettings]: '{' },
    request: { enable: true },
    project,
    offers: ['local', 'project', '(user)'],
  },
  {
    when: 'on, where a list of versions stands',
    files: { [userSettings]: settings({ 'demo@market': ['1.0.0'] }) },
    request: { enable: true },
    offers: ['user'],
  },
];

describe('a plugin is switched', () => {
  test.each(table)('$when', async ({ files, request, offers, ...options }) => {
    const decision = await decide(demoId, demoFiles(files), request, options);
    const offered = decision.options.map((each) => (each.takesEffect ? each.scope : `(${each.scope})`));
    expect(decision.ok ? offered : decision.code).toEqual(offers);
    if (decision.ok) expect(decision.options[0]?.takesEffect).toBe(true);
    else expect(decision.reason).toMatch(/\S/);
  });

  test('by one key of one file, under the lock Claude Code itself takes', async () => {
    const { options } = accepted(await decide(demoId, demoFiles(), { enable: false }, { project }));
    expect(options.map((each) => each.edit)).toEqual(
      [userSettings, localSettings, projectSettings].map((file) => ({
        file,
        format: 'json',
        operation: { kind: 'set', path: ['enabledPlugins', 'demo@market'], value: false },
        lock: `${file}.lock`,
      })),
    );
  });

  test('a scope without effect names the file that overrules it', async () => {
    const files = demoFiles({ [projectSettings]: on });
    const { options } = accepted(await decide(demoId, files, { enable: false }, { project }));
    expect(options.find((each) => each.scope === 'user')?.reason).toContain(projectSettings);
  });

  test.each([
    { running: 0, words: /next session, or after \/reload-plugins/ },
    { running: 1, words: /^One Claude Code session is running/ },
    { running: 3, words: /^3 Claude Code sessions are running/ },
  ])('$running running sessions are told', async ({ running, words }) => {
    const sessions = Object.fromEntries(
      Array.from({ length: running }, (_, at) => [`${configDir}/sessions/${at}.json`, '{}']),
    );
    const decision = accepted(await decide(demoId, demoFiles(sessions), { enable: false }));
    expect(decision.afterwards.at(-1)).toMatch(words);
  });

  test('what is turned on and cannot load is told', async () => {
    const files = demoFiles({ [userSettings]: off, [recordsFile]: records({}) });
    const decision = accepted(await decide(demoId, files, { enable: true }));
    expect(decision.afterwards[0]).toMatch(/not load: A copy lies in the cache/);
  });

  test('a plugin that others need says which', async () => {
    const base = `${configDir}/plugins/cache/market/base/1.0.0`;
    const files = demoFiles({
      [userSettings]: settings({ 'demo@market': true, 'base@market': true }),
      [marketFile]: marketplace([
        { name: 'demo', source: './demo' },
        { name: 'base', source: './base' },
      ]),
      [recordsFile]: records({ 'demo@market': [demoRecord], 'base@market': [{ ...demoRecord, installPath: base }] }),
      [demoManifest]: '{"name":"demo","dependencies":["base"]}',
      [`${base}/.claude-plugin/plugin.json`]: '{"name":"base"}',
    });
    const decision = accepted(await decide('claude-code:plugin/base@market', files, { enable: false }));
    expect(decision.afterwards[0]).toBe('demo@market depends on it and will not load either.');
  });

  test('a folder plugin is on until a file turns it off', async () => {
    const files = { [`${configDir}/skills/a/.claude-plugin/plugin.json`]: '{"name":"a"}' };
    const id = 'claude-code:plugin/a@skills-dir';
    expect(await decide(id, files, { enable: true })).toMatchObject({ ok: false, code: 'already' });
    expect(accepted(await decide(id, files, { enable: false })).options[0]?.edit.file).toBe(userSettings);
  });

  test('a folder plugin whose name is taken cannot be turned on', async () => {
    const files = demoFiles({ [`${configDir}/skills/a/.claude-plugin/plugin.json`]: '{"name":"demo"}' });
    const decision = await decide('claude-code:plugin/demo@skills-dir', files, { enable: true });
    expect(decision).toMatchObject({ ok: false, code: 'higher-layer' });
  });

  test('a row that is gone is not found', async () => {
    const plugin = await claudeRow(demoId, demoFiles());
    expect(claudeCode.decideSwitch(claudeContext({}), { plugin, enable: false })).toMatchObject({
      ok: false,
      code: 'not-found',
    });
  });
});

const state = (here: Record<string, unknown>) =>
  JSON.stringify({ mcpServers: { memory: { command: 'x' } }, projects: { [project]: here } });
const listOff = { kind: 'add-to-list', path: ['projects', project, 'disabledMcpServers'] };
const listOn = { kind: 'remove-from-list', path: ['projects', project, 'disabledMcpServers'] };

describe('a server is switched', () => {
  const withServer = (here: Record<string, unknown> = {}) =>
    demoFiles({ [`${demoRoot}/.mcp.json`]: '{"probe":{"command":"x"}}', [stateFile]: state(here) });
  const component = { kind: 'mcp-server', name: 'probe' } as const;

  test("a plugin's own, in the state file's list for the project", async () => {
    const decision = accepted(await decide(demoId, withServer(), { enable: false, component }, { project }));
    expect(decision.options).toMatchObject([
      {
        scope: 'local',
        takesEffect: true,
        edit: { file: stateFile, lock: `${stateFile}.lock`, operation: { ...listOff, item: 'plugin:demo:probe' } },
      },
    ]);
    const back = await decide(
      demoId,
      withServer({ disabledMcpServers: ['plugin:demo:probe'] }),
      { enable: true, component },
      { project },
    );
    expect(accepted(back).options[0]?.edit.operation).toEqual({ ...listOn, item: 'plugin:demo:probe' });
  });

  test('under the name its manifest gives the plugin', async () => {
    const files = { ...withServer(), [demoManifest]: '{"name":"given"}' };
    const decision = accepted(await decide(demoId, files, { enable: false, component }, { project }));
    expect(decision.options[0]?.edit.operation).toMatchObject({ item: 'plugin:given:probe' });
  });

  test('of the user, in the same list', async () => {
    const decision = accepted(
      await decide('claude-code:mcp/memory@user', { [stateFile]: state({}) }, { enable: false }, { project }),
    );
    expect(decision.options[0]?.edit.operation).toEqual({ ...listOff, item: 'memory' });
  });

  test('under the key the state file has for the project', async () => {
    const files = {
      'C:\\Users\\Ada\\.claude.json': JSON.stringify({
        mcpServers: { memory: { command: 'x' } },
        projects: { 'C:/work/app': {} },
      }),
    };
    const options = { platform: 'win32' as const, project: 'C:\\work\\app' };
    const decision = accepted(await decide('claude-code:mcp/memory@user', files, { enable: false }, options));
    expect(decision.options[0]?.edit.operation).toMatchObject({
      path: ['projects', 'C:/work/app', 'disabledMcpServers'],
    });
  });

  test.each([
    { why: 'without a project', request: { enable: false, component }, code: 'needs-project', options: {} },
    {
      why: 'in the user scope',
      request: { enable: false, component, scope: 'user' as const },
      code: 'no-switch',
      options: { project },
    },
    { why: 'that is on', request: { enable: true, component }, code: 'already', options: { project } },
    {
      why: 'that is not there',
      request: { enable: false, component: { ...component, name: 'x' } },
      code: 'not-found',
      options: { project },
    },
    {
      why: 'that is a skill',
      request: { enable: false, component: { kind: 'skill' as const, name: 'x' } },
      code: 'no-switch',
      options: { project },
    },
  ])('not one $why', async ({ request, code, options }) => {
    expect(await decide(demoId, withServer(), request, options)).toMatchObject({ ok: false, code });
  });

  test('not while the state file does not parse', async () => {
    const files = { ...withServer(), [stateFile]: '{' };
    expect(await decide(demoId, files, { enable: false, component }, { project })).toMatchObject({
      ok: false,
      code: 'broken-file',
    });
  });
});

describe('a server of the project is switched', () => {
  const id = `claude-code:mcp/db@project:${project}`;
  const files = (local: unknown, more: Files = {}): Files => ({
    [`${project}/.mcp.json`]: '{"mcpServers":{"db":{"command":"x"}}}',
    [localSettings]: JSON.stringify(local),
    ...more,
  });
  const list = (kind: string, key: string) => ({ file: localSettings, operation: { kind, path: [key], item: 'db' } });

  test.each([
    { when: 'on, by an approval', files: files({}), enable: true, edit: list('add-to-list', 'enabledMcpjsonServers') },
    {
      when: 'on, by taking a rejection back where an approval stands',
      files: files({ enabledMcpjsonServers: ['db'], disabledMcpjsonServers: ['db'] }),
      enable: true,
      edit: list('remove-from-list', 'disabledMcpjsonServers'),
    },
    {
      when: 'off, by a rejection',
      files: files({ enabledMcpjsonServers: ['db'] }),
      enable: false,
      edit: list('add-to-list', 'disabledMcpjsonServers'),
    },
    {
      when: 'on, where the state file lists it as off',
      files: files({ enabledMcpjsonServers: ['db'] }, { [stateFile]: state({ disabledMcpServers: ['db'] }) }),
      enable: true,
      edit: { file: stateFile, operation: { ...listOn, item: 'db' } },
    },
  ])('$when', async ({ files: given, enable, edit }) => {
    expect(accepted(await decide(id, given, { enable }, { project })).options).toMatchObject([
      { scope: 'local', edit },
    ]);
  });

  test.each([
    {
      when: 'rejected and not approved: two places',
      files: files({ disabledMcpjsonServers: ['db'] }),
      enable: true,
      code: 'higher-layer',
    },
    {
      when: 'rejected by the user settings',
      files: files({ enabledMcpjsonServers: ['db'] }, { [userSettings]: '{"disabledMcpjsonServers":["db"]}' }),
      enable: true,
      code: 'higher-layer',
    },
    { when: 'approved already', files: files({ enabledMcpjsonServers: ['db'] }), enable: true, code: 'already' },
    { when: 'rejected already', files: files({ disabledMcpjsonServers: ['db'] }), enable: false, code: 'already' },
  ])('not when it is $when', async ({ files: given, enable, code }) => {
    expect(await decide(id, given, { enable }, { project })).toMatchObject({ ok: false, code });
  });
});

describe('loose parts are switched', () => {
  const skill = { [`${configDir}/skills/go/SKILL.md`]: '---\nname: go\n---\n' };
  const id = 'claude-code:skill/go@user';

  test('a skill by skillOverrides', async () => {
    const decision = accepted(await decide(id, skill, { enable: false }));
    expect(decision.options[0]?.edit).toMatchObject({
      file: userSettings,
      operation: { kind: 'set', path: ['skillOverrides', 'go'], value: 'off' },
    });
    const hidden = { ...skill, [userSettings]: '{"skillOverrides":{"go":"off"}}' };
    expect(accepted(await decide(id, hidden, { enable: true })).options[0]?.edit.operation).toMatchObject({
      value: 'on',
    });
  });

  test('a command by the same key, with the folders it lies in', async () => {
    const files = { [`${configDir}/commands/git/push.md`]: 'x' };
    const decision = accepted(await decide('claude-code:command/git%3Apush@user', files, { enable: false }));
    expect(decision.options[0]?.edit.operation).toEqual({
      kind: 'set',
      path: ['skillOverrides', 'git:push'],
      value: 'off',
    });
  });

  test('a skill not over managed settings', async () => {
    const files = { ...skill, [managedSettings]: '{"skillOverrides":{"go":"off"}}' };
    expect(await decide(id, files, { enable: true })).toMatchObject({ ok: false, code: 'managed' });
  });

  test.each([
    ['agent', { [`${configDir}/agents/go.md`]: 'x' }, 'claude-code:agent/go@user'],
    [
      'hooks',
      { [userSettings]: '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"x"}]}]}}' },
      'claude-code:hooks/settings@user',
    ],
  ])('%s have no switch, and say so', async (_kind, files, part) => {
    const decision = await decide(part, files, { enable: false });
    expect(decision).toMatchObject({ ok: false, code: 'no-switch' });
  });
});
