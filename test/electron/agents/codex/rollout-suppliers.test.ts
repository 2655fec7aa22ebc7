import { describe, expect, test } from 'vitest';
import { codexTranscripts } from '#agents/codex/rollouts';
import type { AttributableCall, SupplierTable } from '#agents/transcript';

const plugin = (own: string, over: Partial<SupplierTable['plugins'][number]> = {}) => ({
  id: `codex:plugin/${own}`,
  own,
  name: own.split('@')[0] ?? own,
  servers: [],
  skills: [],
  commands: [],
  versions: [],
  ...over,
});
const server = (name: string, project?: string) => ({
  id: `codex:mcp/${name}@${project === undefined ? 'user' : `project:${project}`}`,
  kind: 'mcp' as const,
  name,
  ...(project === undefined ? {} : { project }),
});

const table: SupplierTable = {
  plugins: [
    plugin('audit@m', {
      servers: ['probe', 'shared'],
      skills: ['greet'],
      versions: [
        { version: '1.0.0', installedAt: '2026-01-01T00:00:00Z' },
        { version: '2.0.0', installedAt: '2026-06-01T00:00:00Z' },
        { version: '3.0.0' },
      ],
    }),
    plugin('other@m', { servers: ['shared', 'github'], skills: ['greet', 'other:bye'] }),
    { ...plugin('audit@m', { servers: ['everything'] }), id: 'claude-code:plugin/audit@m' },
  ],
  standalone: [
    server('github'),
    server('my-srv'),
    server('my_srv'),
    server('my-srv-two'),
    server('local', '/work/app'),
    server('local', '/work/app/deep'),
    server('local'),
    { id: 'claude-code:mcp/everything@user', kind: 'mcp', name: 'everything' },
    { id: 'codex:skill/review@user', kind: 'skill', name: 'review' },
  ],
};

const at = Date.parse('2026-03-01T00:00:00Z');
const supplier = (call: Partial<AttributableCall>) =>
  codexTranscripts.attribute({ type: 'tool', name: '', at, ...call }, table);

describe('who supplied a call of Codex', () => {
  test('is the plugin the record names, with its version at that time', () => {
    const explicit = { server: 'probe', tool: 'echo', pluginId: 'audit@m' };
    expect(supplier({ explicit })).toEqual({
      plugin: 'codex:plugin/audit@m',
      server: 'probe',
      tool: 'echo',
      version: '1.0.0',
      how: 'explicit',
    });
    expect(supplier({ explicit, at: Date.parse('2026-07-01T00:00:00Z') }).version).toBe('2.0.0');
    expect(supplier({ explicit, at: 0 })).not.toHaveProperty('version');
  });

  test('is a plugin that is not there any more, under the id it would have', () => {
    expect(supplier({ explicit: { server: 's', tool: 't', pluginId: 'gone@old market' } })).toEqual({
      plugin: 'codex:plugin/gone@old%20market',
      server: 's',
      tool: 't',
      how: 'explicit',
    });
  });

  test.each([
    [
      'mcp__probe__echo',
      { plugin: 'codex:plugin/audit@m', server: 'probe', tool: 'echo', version: '1.0.0', how: 'resolved' },
    ],
    ['mcp__github__list', { plugin: 'codex:mcp/github@user', server: 'github', tool: 'list', how: 'resolved' }],
    [
      'mcp__my_srv_two__x__y',
      { plugin: 'codex:mcp/my-srv-two@user', server: 'my-srv-two', tool: 'x__y', how: 'resolved' },
    ],
    ['mcp__nobody__knows__it', { server: 'nobody', tool: 'knows__it', how: 'unknown' }],
    ['mcp__everything__echo', { server: 'everything', tool: 'echo', how: 'unknown' }],
    ['mcp__codex_apps__gmail_read', { server: 'codex_apps', tool: 'gmail_read', how: 'builtin' }],
    [
      'probe.echo',
      { plugin: 'codex:plugin/audit@m', server: 'probe', tool: 'echo', version: '1.0.0', how: 'resolved' },
    ],
  ])('is found by the name %s', (name, expected) => {
    expect(supplier({ name })).toEqual(expected);
  });

  test('stays open where several fit: plugins with the same server, and names that look alike to the model', () => {
    expect(supplier({ name: 'mcp__shared__x' })).toEqual({
      server: 'shared',
      tool: 'x',
      how: 'ambiguous',
      candidates: ['codex:plugin/audit@m', 'codex:plugin/other@m'],
    });
    expect(supplier({ name: 'mcp__my_srv__x' })).toMatchObject({
      how: 'ambiguous',
      candidates: ['codex:mcp/my-srv@user', 'codex:mcp/my_srv@user'],
    });
    expect(supplier({ name: 'mcp__my_srv__x', explicit: { server: 'my-srv', tool: 'x' } })).toMatchObject({
      plugin: 'codex:mcp/my-srv@user',
      how: 'resolved',
    });
  });

  test('is the server of the nearest folder around the project, else the user’s', () => {
    const of = (project?: string) =>
      supplier({ explicit: { server: 'local', tool: 'x' }, ...(project === undefined ? {} : { project }) });
    expect(of('/work/app/deep/er').plugin).toBe('codex:mcp/local@project:/work/app/deep');
    expect(of('/work/app').plugin).toBe('codex:mcp/local@project:/work/app');
    expect(of('/work/apple').plugin).toBe('codex:mcp/local@user');
    expect(of().how).toBe('ambiguous');
  });

  test.each([
    'shell',
    'exec_command',
    'apply_patch',
    'update_plan',
    'exec',
    'wait',
    'web_search',
    'spawn_agent',
    'container.exec',
  ])('is Codex itself for %s', (name) => {
    expect(supplier({ name })).toEqual({ tool: name, how: 'builtin' });
  });

  test('is unknown for tools nobody has', () => {
    expect(supplier({ name: 'codex_app.open' })).toEqual({ server: 'codex_app', tool: 'open', how: 'unknown' });
    expect(supplier({ name: 'translate' })).toEqual({ tool: 'translate', how: 'unknown' });
    expect(supplier({ name: '' })).toEqual({ tool: '', how: 'unknown' });
  });

  test('is for skills their plugin, or what stands alone', () => {
    const skill = (name: string, explicit: object = {}) =>
      supplier({ type: 'skill', name, explicit: { skill: name, ...explicit } });
    expect(skill('audit:greet', { pluginName: 'audit' })).toMatchObject({
      plugin: 'codex:plugin/audit@m',
      tool: 'audit:greet',
      how: 'resolved',
    });
    expect(skill('audit:greet', { pluginId: 'audit@m', version: '0.9' })).toMatchObject({
      version: '0.9',
      how: 'explicit',
    });
    expect(skill('review')).toEqual({ plugin: 'codex:skill/review@user', tool: 'review', how: 'resolved' });
    expect(skill('greet')).toMatchObject({ how: 'ambiguous' });
    expect(skill('nothing')).toEqual({ tool: 'nothing', how: 'unknown' });
  });
});
