import { describe, expect, test } from 'vitest';
import { claudeTranscripts } from '#agents/claude-code/transcripts';
import type { AttributableCall, SupplierTable } from '#agents/transcript';

const plugin = (name: string, more: Partial<SupplierTable['plugins'][number]> = {}, marketplace = 'market') => ({
  id: `claude-code:plugin/${name}@${marketplace}`,
  own: `${name}@${marketplace}`,
  name,
  servers: [],
  skills: [],
  commands: [],
  versions: [],
  ...more,
});
const server = (name: string, scope = 'user', project?: string) => ({
  id: `claude-code:mcp/${name}@${scope}${project === undefined ? '' : `:${project}`}`,
  kind: 'mcp' as const,
  name,
  ...(project === undefined ? {} : { project }),
});
const noon = Date.UTC(2026, 10, 20, 12);

function supplierOf(call: Partial<AttributableCall>, table: Partial<SupplierTable>) {
  const whole = { type: 'tool' as const, name: 'Bash', at: noon, ...call };
  return claudeTranscripts.attribute(whole, { plugins: [], standalone: [], ...table });
}

test('built-in tools come from nobody', () => {
  expect(supplierOf({ name: 'Read' }, {})).toEqual({ tool: 'Read', how: 'builtin' });
});

describe('names of MCP tools', () => {
  test('of a plugin, with odd characters and underlines in every part', () => {
    const plugins = [plugin('my_plug.in', { servers: ['web_one', 'web'] })];
    expect(supplierOf({ name: 'mcp__plugin_my_plug_in_web_one__list__all' }, { plugins })).toEqual({
      plugin: 'claude-code:plugin/my_plug.in@market',
      server: 'web_one',
      tool: 'list__all',
      how: 'resolved',
    });
  });

  test('that two plugins explain are ambiguous, and none is chosen', () => {
    const plugins = [plugin('a', { servers: ['b_c'] }), plugin('a_b', { servers: ['c'] })];
    expect(supplierOf({ name: 'mcp__plugin_a_b_c__t' }, { plugins })).toEqual({
      server: 'b_c',
      tool: 't',
      how: 'ambiguous',
      candidates: ['claude-code:plugin/a@market', 'claude-code:plugin/a_b@market'],
    });
  });

  test('of a server whose name goes on with the mark between server and tool are ambiguous where two fit', () => {
    const standalone = [server('a'), server('a__b')];
    expect(supplierOf({ name: 'mcp__a__b__c' }, { standalone })).toEqual({
      server: 'a__b',
      tool: 'c',
      how: 'ambiguous',
      candidates: ['claude-code:mcp/a@user', 'claude-code:mcp/a__b@user'],
    });
    expect(supplierOf({ name: 'mcp__a__x' }, { standalone })).toMatchObject({ server: 'a', tool: 'x' });
    expect(supplierOf({ name: 'mcp__a__b__c' }, { standalone: [server('a__b')] })).toMatchObject({ how: 'resolved' });
  });

  test('of servers that are written alike are ambiguous', () => {
    const standalone = [server('my.db'), server('my db')];
    expect(supplierOf({ name: 'mcp__my_db__q' }, { standalone })).toMatchObject({
      how: 'ambiguous',
      candidates: ['claude-code:mcp/my db@user', 'claude-code:mcp/my.db@user'],
    });
  });

  test('of a server in two folders mean the nearer one, on Windows too', () => {
    const standalone = [server('db', 'project', '/w'), server('db', 'project', '/w/app'), server('db')];
    expect(supplierOf({ name: 'mcp__db__q', project: '/w/app/src' }, { standalone }).plugin).toBe(
      'claude-code:mcp/db@project:/w/app',
    );
    const windows = [server('db', 'project', 'C:\\w'), server('db')];
    expect(supplierOf({ name: 'mcp__db__q', project: 'C:\\w\\app' }, { standalone: windows }).plugin).toBe(
      'claude-code:mcp/db@project:C:\\w',
    );
  });

  test('of a server in several scopes mean the nearest: local, project, user', () => {
    const standalone = [server('db'), server('db', 'project', '/work/app'), server('db', 'local', '/work/app')];
    const idFor = (project: string | undefined, among: typeof standalone) =>
      supplierOf({ name: 'mcp__db__q', ...(project === undefined ? {} : { project }) }, { standalone: among }).plugin;
    expect(idFor('/work/app/src', standalone)).toBe('claude-code:mcp/db@local:/work/app');
    expect(idFor('/work/app', standalone.slice(0, 2))).toBe('claude-code:mcp/db@project:/work/app');
    expect(idFor('/work/application', standalone)).toBe('claude-code:mcp/db@user');
    expect(idFor(undefined, standalone)).toBe('claude-code:mcp/db@user');
  });

  test('that nothing installed explains keep server and tool as far as they can be told', () => {
    expect(supplierOf({ name: 'mcp__plugin_gone_web__list' }, {})).toEqual({
      server: 'plugin_gone_web',
      tool: 'list',
      how: 'unknown',
    });
  });

  test('suppliers of other agents do not count', () => {
    const other = { ...server('db'), id: 'codex:mcp/db@user' };
    expect(supplierOf({ name: 'mcp__db__q' }, { standalone: [other] })).toMatchObject({ how: 'unknown' });
  });
});

describe('what the record says itself', () => {
  const explicit = { pluginName: 'demo', server: 'probe', tool: 'echo' };

  test('wins, and the marketplace is looked up', () => {
    const plugins = [plugin('demo', { servers: ['probe'] }), plugin('other', { servers: ['probe'] })];
    expect(supplierOf({ name: '', explicit }, { plugins })).toEqual({
      plugin: 'claude-code:plugin/demo@market',
      server: 'probe',
      tool: 'echo',
      how: 'explicit',
    });
  });

  test('of a plugin in two marketplaces is ambiguous, of one that is gone the bare name', () => {
    const plugins = [plugin('demo', { servers: ['probe'] }), plugin('demo', { servers: ['probe'] }, 'fork')];
    expect(supplierOf({ name: '', explicit }, { plugins })).toMatchObject({ how: 'ambiguous' });
    expect(supplierOf({ name: '', explicit }, {})).toMatchObject({
      plugin: 'claude-code:plugin/demo',
      how: 'explicit',
    });
  });
});

test('a label that names a stand-alone server leaves open whose it is where the project decides', () => {
  const explicit = { server: 'db', tool: 'q' };
  const ofUser = server('db');
  const ofProject = server('db', 'project', '/work/app');
  const told = { server: 'db', tool: 'q', how: 'explicit' };
  expect(supplierOf({ name: '', explicit }, { standalone: [ofUser] })).toEqual({ ...told, plugin: ofUser.id });
  expect(supplierOf({ name: '', explicit }, { standalone: [ofUser, ofProject] })).toEqual(told);
  expect(supplierOf({ name: '', explicit }, { standalone: [ofProject] })).toEqual(told);
  const call = { name: 'mcp__db__q', explicit, project: '/work/app' };
  expect(supplierOf(call, { standalone: [ofUser, ofProject] })).toEqual({ ...told, plugin: ofProject.id });
});

test('a hook is named by its event and what it ran on', () => {
  const explicit = { tool: 'PreToolUse:Bash' };
  expect(supplierOf({ type: 'hook', name: 'PreToolUse', explicit }, {})).toEqual({
    tool: 'PreToolUse:Bash',
    how: 'unknown',
  });
});

test('skills and commands are found by plugin and name, alone, or in the one plugin that brings them', () => {
  const plugins = [plugin('demo', { skills: ['greet'], commands: ['go'] })];
  const standalone = [{ id: 'claude-code:skill/pdf@user', kind: 'skill' as const, name: 'pdf' }];
  const skill = (name: string) =>
    supplierOf({ type: 'skill', name: 'Skill', explicit: { skill: name } }, { plugins, standalone });
  expect(skill('demo:greet')).toEqual({ plugin: 'claude-code:plugin/demo@market', tool: 'greet', how: 'resolved' });
  expect(skill('pdf')).toEqual({ plugin: 'claude-code:skill/pdf@user', tool: 'pdf', how: 'resolved' });
  expect(skill('greet')).toMatchObject({ plugin: 'claude-code:plugin/demo@market' });
  expect(skill('gone:x')).toEqual({ tool: 'gone:x', how: 'unknown' });
  const command = (name: string) => supplierOf({ type: 'command', name }, { plugins, standalone });
  expect(command('/demo:go')).toMatchObject({ plugin: 'claude-code:plugin/demo@market', tool: 'go' });
  expect(command('/clear')).toEqual({ tool: 'clear', how: 'builtin' });
  expect(command('/deploy')).toEqual({ tool: 'deploy', how: 'unknown' });
});

test('the version is the one that was installed last before the call', () => {
  const versions = [
    { version: '1.0.0', installedAt: '2026-11-01T00:00:00Z' },
    { version: '2.0.0', installedAt: '2026-11-21T00:00:00Z' },
    { version: '0.9.0' },
  ];
  const plugins = [plugin('demo', { servers: ['probe'], versions })];
  const name = 'mcp__plugin_demo_probe__echo';
  expect(supplierOf({ name }, { plugins }).version).toBe('1.0.0');
  expect(supplierOf({ name, at: Date.UTC(2026, 11, 1) }, { plugins }).version).toBe('2.0.0');
  expect(supplierOf({ name, at: 0 }, { plugins }).version).toBeUndefined();
});
