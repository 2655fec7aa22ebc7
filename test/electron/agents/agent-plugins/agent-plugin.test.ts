import { describe, expect, test } from 'vitest';
import { agentPluginSchema, isAgentPluginName, readAgentPlugin } from '#agents/agent-plugins/agent-plugin';
import { agentPluginMcpSchema } from '#agents/agent-plugins/mcp-file';
import { pathsFor } from '#agents/paths';
import { type MemoryNode, memoryPort } from '../../../helpers/memory-port.ts';

const read = (files: Record<string, MemoryNode>) =>
  readAgentPlugin({ port: memoryPort(files), paths: pathsFor('linux') }, '/p');
const manifest = (more: object = {}) => JSON.stringify({ $schema: agentPluginSchema, name: 'demo', ...more });
const codes = (files: Record<string, MemoryNode>) => read(files)?.problems.map((each) => each.code);

describe('a package in the Agent Plugins format', () => {
  test('tells its manifest, the skills directly below skills/ and its servers', () => {
    const found = read({
      '/p/plugin.json': manifest({
        version: '1.2.0',
        author: { name: 'Ada' },
        license: 'MIT',
        extensions: { 'com.example': { a: 1 } },
      }),
      '/p/skills/one/SKILL.md': '---\ndescription: d\n---\n',
      '/p/skills/deep/inner/SKILL.md': '---\ndescription: d\n---\n',
      '/p/mcp.json': JSON.stringify({
        $schema: agentPluginMcpSchema,
        mcpServers: { s: { type: 'stdio', command: 'node', env: { A: 'b' } } },
      }),
    });
    expect(found?.manifest).toEqual({
      name: 'demo',
      version: '1.2.0',
      author: 'Ada',
      license: 'MIT',
      extensions: { 'com.example': { a: 1 } },
    });
    expect(found?.skills).toEqual([{ name: 'one', file: '/p/skills/one/SKILL.md' }]);
    expect(found?.servers).toEqual([{ name: 's', file: '/p/mcp.json', type: 'stdio', command: 'node', env: ['A'] }]);
    expect(found?.problems).toEqual([]);
  });

  test.each<[string, Record<string, MemoryNode>]>([
    ['there is no root manifest', {}],
    ['the root manifest names no schema', { '/p/plugin.json': '{"name":"demo"}' }],
    ['the root manifest does not parse', { '/p/plugin.json': '{' }],
    [
      'the root manifest is of another format',
      { '/p/plugin.json': '{"$schema":"https://example.com/x.json","name":"demo"}' },
    ],
  ])('it is none when %s', (_when, files) => {
    expect(read(files)).toBeUndefined();
  });

  test.each<[string, object]>([
    ['its version of the format is not supported', { $schema: agentPluginSchema.replace('1.0.0', '1.1.0') }],
    ['its name has capitals', { name: 'Demo' }],
    ['its name is missing', { name: undefined }],
    ['a text is no text', { description: 3 }],
    ['keywords are no list', { keywords: 'x' }],
    ['the author has unknown fields', { author: { name: 'a', phone: '1' } }],
  ])('runs nothing when %s', (_when, more) => {
    const files = { '/p/plugin.json': manifest(more), '/p/skills/one/SKILL.md': '---\ndescription: d\n---\n' };
    expect(read(files)).toMatchObject({ skills: [], servers: [] });
    expect(read(files)?.manifest).toBeUndefined();
    expect(codes(files)).toEqual(['manifest-invalid']);
  });

  test('unknown fields and odd extensions are reported and ignored', () => {
    expect(codes({ '/p/plugin.json': manifest({ hooks: {}, extensions: [] }) })).toEqual([
      'manifest-unknown-key',
      'manifest-field-ignored',
    ]);
  });

  test('a skill that is a link out of the folder is not taken', () => {
    const files = { '/p/plugin.json': manifest(), '/p/skills/x': { link: '/out' }, '/out/SKILL.md': '' };
    expect(read(files)?.skills).toEqual([]);
    expect(codes(files)).toEqual(['path-escapes']);
  });

  test.each([
    ['a', true],
    ['a.b-c1', true],
    ['-a', false],
    ['a.', false],
    ['a--b', false],
    ['a..b', false],
    ['a/b', false],
    ['', false],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
  ])('the name %j is allowed: %s', (name, isAllowed) => {
    expect(isAgentPluginName(name)).toBe(isAllowed);
  });
});

describe('the servers of such a package', () => {
  const withServer = (entry: unknown) => ({
    '/p/plugin.json': manifest(),
    '/p/mcp.json': JSON.stringify({
      $schema: agentPluginMcpSchema,
      mcpServers: { bad: entry, good: { type: 'sse', url: 'https://x/' } },
    }),
  });

  test.each<[string, unknown]>([
    ['it is no object', 3],
    ['it has no type', { command: 'node' }],
    ['it mixes two types', { type: 'stdio', command: 'node', url: 'https://x' }],
    ['its command is a line', { type: 'stdio', command: 'node x.js' }],
    ['its command is absolute', { type: 'stdio', command: '/bin/sh' }],
    ['its command climbs', { type: 'stdio', command: './../x' }],
    ['its command holds a variable', { type: 'stdio', command: '${PLUGIN_ROOT}/x' }],
    ['its cwd is absolute', { type: 'stdio', command: 'a', cwd: '/tmp' }],
    ['its cwd climbs', { type: 'stdio', command: 'a', cwd: './../x' }],
    ['it sets PLUGIN_ROOT', { type: 'stdio', command: 'a', env: { PLUGIN_ROOT: '/' } }],
    ['its address is not encrypted', { type: 'sse', url: 'http://example.com/' }],
    ['its address holds a name', { type: 'sse', url: 'https://me@x/' }],
    ['its address holds a fragment', { type: 'sse', url: 'https://x/#y' }],
    ['its headers are no texts', { type: 'sse', url: 'https://x/', headers: { a: 1 } }],
  ])('one is skipped alone when %s', (_when, entry) => {
    const found = read(withServer(entry));
    expect(found?.servers.map((server) => server.name)).toEqual(['good']);
    expect(found?.problems.map((each) => each.code)).toEqual(['server-invalid']);
  });

  test.each([
    { type: 'stdio', command: './run', cwd: '${PLUGIN_DATA}/x' },
    { type: 'streamable-http', url: 'http://127.0.0.1:80/' },
  ])('%j is fine', (entry) => {
    expect(read(withServer(entry))?.servers.map((server) => server.name)).toEqual(['bad', 'good']);
  });

  test.each<[string, MemoryNode, string]>([
    [
      'names another version',
      JSON.stringify({ $schema: agentPluginMcpSchema.replace('1.0.0', '1.1.0'), mcpServers: {} }),
      'component-invalid',
    ],
    ['does not parse', '{', 'component-invalid'],
    ['is a FIFO', { other: true }, 'component-invalid'],
    ['is a link out of the folder', { link: '/out.json' }, 'path-escapes'],
  ])('all are off when the file %s', (_when, node, code) => {
    const files = { '/p/plugin.json': manifest(), '/p/mcp.json': node, '/out.json': '{}' };
    expect(read(files)?.servers).toEqual([]);
    expect(codes(files)).toEqual([code]);
  });
});
