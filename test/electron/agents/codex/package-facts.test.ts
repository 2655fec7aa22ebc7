import { describe, expect, test } from 'vitest';
import { agentPluginSchema } from '#agents/agent-plugins/agent-plugin';
import { agentPluginMcpSchema } from '#agents/agent-plugins/mcp-file';
import { readPackage } from '#agents/codex/package-facts';
import { pathsFor } from '#agents/paths';
import { type MemoryNode, memoryPort } from '../../../helpers/memory-port.ts';

const root = '/cache/m/demo/1.0.0';
const skill = '---\nname: x\ndescription: d\n---\n';
const read = (manifest: object | string, files: Record<string, MemoryNode> = {}) =>
  readPackage(
    {
      port: memoryPort({
        ...(typeof manifest === 'string' ? {} : { [`${root}/.codex-plugin/plugin.json`]: JSON.stringify(manifest) }),
        ...Object.fromEntries(Object.entries(files).map(([path, node]) => [`${root}/${path}`, node])),
      }),
      paths: pathsFor('linux'),
      platform: 'linux',
    },
    root,
    'demo@m',
  );
const hooks = '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"true"}]}]}}';
const inline = { Stop: [{ hooks: [{ type: 'command', command: 'true' }] }] };
const keys = (facts: ReturnType<typeof read>) =>
  facts.hooks.flatMap((each) => each.handlers.map((handler) => handler.key));

describe('which manifest Codex takes', () => {
  test.each<[string, Record<string, MemoryNode>, string]>([
    [
      'its own before the others',
      { '.claude-plugin/plugin.json': '{"name":"claude"}', '.codex-plugin/plugin.json': '{"name":"codex"}' },
      'codex',
    ],
    [
      "Claude Code's before Cursor's",
      { '.cursor-plugin/plugin.json': '{"name":"cursor"}', '.claude-plugin/plugin.json': '{"name":"claude"}' },
      'claude',
    ],
    ["Cursor's when alone", { '.cursor-plugin/plugin.json': '{"name":"cursor"}' }, 'cursor'],
    [
      'the standard one before all',
      {
        'plugin.json': JSON.stringify({ $schema: agentPluginSchema, name: 'standard' }),
        '.codex-plugin/plugin.json': '{"name":"codex"}',
      },
      'standard',
    ],
    [
      'no root manifest without the schema',
      { 'plugin.json': '{"name":"root"}', '.codex-plugin/plugin.json': '{"name":"codex"}' },
      'codex',
    ],
  ])('%s', (_what, files, name) => {
    expect(read('', files).name).toBe(name);
  });

  test('none at all is a problem', () => {
    expect(read('', { 'skills/a/SKILL.md': skill }).problems).toMatchObject([{ code: 'manifest-missing', file: root }]);
  });
});

/** Asked of codex 0.169.0, field by field. */
describe('what its fields lead to', () => {
  const disk = {
    'hooks/hooks.json': hooks,
    'skills/greet/SKILL.md': skill,
    '.mcp.json': '{"probe":{"command":"a"}}',
    'other/s/SKILL.md': skill,
  };

  test.each<[string, object, string[]]>([
    ['hooks in the manifest', { hooks: { hooks: inline } }, ['demo@m:plugin.json#hooks[0]:stop:0:0']],
    [
      'a list of them',
      { hooks: [{ hooks: inline }, { hooks: inline }] },
      ['demo@m:plugin.json#hooks[0]:stop:0:0', 'demo@m:plugin.json#hooks[1]:stop:0:0'],
    ],
    ['an empty object turns discovery off', { hooks: {} }, []],
    ['events without the hooks key are ignored', { hooks: inline }, ['demo@m:hooks/hooks.json:stop:0:0']],
    ['a path that breaks the rule is ignored', { hooks: 'hooks/hooks.json' }, ['demo@m:hooks/hooks.json:stop:0:0']],
    ['a list of paths', { hooks: ['./hooks/hooks.json'] }, ['demo@m:hooks/hooks.json:stop:0:0']],
    ['silence finds the standard file', {}, ['demo@m:hooks/hooks.json:stop:0:0']],
  ])('hooks: %s', (_what, fields, expected) => {
    expect(keys(read({ name: 'demo', ...fields }, disk))).toEqual(expected);
  });

  test.each<[string, unknown, string[]]>([
    ['silence', undefined, ['skills/greet']],
    ['a path', './other', ['other/s']],
    ['a list', ['./other', './skills/'], ['other/s', 'skills/greet']],
    ['a path that breaks the rule', 'other', ['skills/greet']],
    ['objects', [{ a: 1 }], ['skills/greet']],
    ['a path to nothing', './nope', []],
  ])('skills: %s', (_what, skills, expected) => {
    const found = read({ name: 'demo', ...(skills === undefined ? {} : { skills }) }, disk);
    expect(found.skills.map((each) => each.file)).toEqual(expected.map((each) => `${root}/${each}/SKILL.md`));
  });

  test.each<[string, unknown, string[]]>([
    ['silence', undefined, ['probe']],
    [
      'a table',
      { q: { command: 'x' }, bad: { args: [] }, r: { type: 'http', url: 'http://x', headers: { a: 'b' } } },
      ['q', 'bad', 'r'],
    ],
    ['a list of paths', ['./.mcp.json'], ['probe']],
    ['a path that breaks the rule', 'x.json', ['probe']],
    ['a path to nothing', './x.json', []],
  ])('mcpServers: %s', (_what, mcpServers, expected) => {
    const found = read({ name: 'demo', ...(mcpServers === undefined ? {} : { mcpServers }) }, disk);
    expect(found.servers.map((each) => each.name)).toEqual(expected);
  });

  test('a server that Codex skips says why, and a relative cwd starts at the plugin', () => {
    const found = read({ name: 'demo', mcpServers: { a: { command: 'x', cwd: '.' }, b: { args: [] } } });
    expect(found.servers).toMatchObject([
      { facts: { cwd: root } },
      { error: 'invalid transport: it has neither command nor url' },
    ]);
    expect(found.problems.map((each) => each.code)).toEqual(['server-invalid']);
  });

  test('skills are named after the manifest, or after the version folder when it is silent', () => {
    expect(read({ name: 'other' }).namespace).toBe('other');
    expect(read({ name: ' ' }).namespace).toBe('1.0.0');
  });

  test('commands that became skills are found, apps need an id', () => {
    const found = read(
      { name: 'demo' },
      {
        '.codex-plugin/migrated-command-skills/run/SKILL.md': skill,
        '.app.json': '{"apps":{"a":{"id":"x"},"b":{"id":" "}}}',
      },
    );
    expect(found.skills).toHaveLength(1);
    expect(found.apps).toMatchObject([{ name: 'a', id: 'x' }]);
  });
});

describe('a package in the standard format', () => {
  const standard = JSON.stringify({ $schema: agentPluginSchema, name: 'demo' });
  const servers = JSON.stringify({
    $schema: agentPluginMcpSchema,
    mcpServers: { s: { type: 'stdio', command: 'node' }, w: { type: 'sse', url: 'https://q/' } },
  });

  test('takes servers and skills from the fixed places alone, and no hooks', () => {
    const found = read('', {
      'plugin.json': standard,
      'mcp.json': servers,
      '.mcp.json': '{"probe":{"command":"a"}}',
      'hooks/hooks.json': hooks,
      'skills/a/SKILL.md': skill,
      'skills/b/c/SKILL.md': skill,
    });
    expect(found.servers.map((each) => [each.name, each.facts.type, each.facts.cwd])).toEqual([
      ['s', 'stdio', root],
      ['w', 'http', undefined],
    ]);
    expect(found.skills).toHaveLength(1);
    expect(found.hooks).toEqual([]);
  });

  test('takes hooks, apps and its display name from the overlay', () => {
    const own = JSON.stringify({ name: 'ignored', hooks: './hooks/hooks.json', interface: { displayName: 'Demo' } });
    const found = read('', { 'plugin.json': standard, '.codex-plugin/plugin.json': own, 'hooks/hooks.json': hooks });
    expect(found).toMatchObject({ name: 'demo', displayName: 'Demo' });
    expect(keys(found)).toEqual(['demo@m:hooks/hooks.json:stop:0:0']);
  });

  test('is not loaded when it breaks a rule', () => {
    const found = read('', { 'plugin.json': standard.replace('"demo"', '"Demo"') });
    expect(found.manifest?.value).toBeUndefined();
    expect(found.problems.map((each) => each.code)).toEqual(['manifest-invalid']);
  });
});

test('a manifest that is an empty list leaves everything out, and the plugin loads all the same', () => {
  const found = read([], { 'skills/go/SKILL.md': skill });
  expect(found.problems).toEqual([]);
  expect(found.skills).toHaveLength(1);
});
