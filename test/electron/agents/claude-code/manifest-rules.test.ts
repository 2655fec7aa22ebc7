import { describe, expect, test } from 'vitest';
import { ignoredFields, manifestFaults } from '#agents/claude-code/manifest-rules';

const faults = (more: Record<string, unknown>) => manifestFaults({ name: 'demo', version: '1.0.0', ...more });
const option = { type: 'string', title: 'T', description: 'D' };
const lsp = { command: 'x', extensionToLanguage: { '.x': 'x' } };
const monitor = { name: 'm', command: 'c', description: 'd' };

/** Every row was seen with the real Claude Code 2.1.330: these manifests keep a plugin from loading. */
const refused: [string, Record<string, unknown>][] = [
  ['name missing', { name: undefined }],
  ['name empty', { name: '' }],
  ['name a number', { name: 5 }],
  ['name with a space', { name: 'a b' }],
  ['version a number', { version: 1 }],
  ['defaultEnabled a text', { defaultEnabled: 'true' }],
  ['types a number', { types: 5 }],
  ['settings a number', { settings: 5 }],
  ['dependencies an object', { dependencies: { x: '1' } }],
  ['dependencies of numbers', { dependencies: [1] }],
  ['skills a number', { skills: 5 }],
  ['skills without ./', { skills: 'skills2' }],
  ['skills leading out', { skills: '../out' }],
  ['skills of objects', { skills: [{ name: 'x', path: './a' }] }],
  ['output styles a number', { outputStyles: 5 }],
  ['commands a number', { commands: 5 }],
  ['a command with source and content', { commands: { a: { source: './x.md', content: 'x' } } }],
  ['agents a folder', { agents: './agents' }],
  ['agents with a folder', { agents: ['./agents/'] }],
  ['hooks a number', { hooks: 5 }],
  ['servers a number', { mcpServers: 5 }],
  ['a server with nothing', { mcpServers: { a: {} } }],
  ['a server with a url and no type', { mcpServers: { a: { url: 'https://x.y' } } }],
  ['a language server without extensions', { lspServers: { a: { command: 'x' } } }],
  ['a language server with an unknown key', { lspServers: { a: { ...lsp, frob: 1 } } }],
  ['a monitor without a command', { experimental: { monitors: [{ name: 'x' }] } }],
  ['a monitor without a description', { experimental: { monitors: [{ name: 'x', command: 'y' }] } }],
  ['a monitor with an unknown key', { experimental: { monitors: [{ ...monitor, frob: 1 }] } }],
  ['user options as a list', { userConfig: [] }],
  ['a user option without a title', { userConfig: { a: { type: 'string' } } }],
  ['a user option of an unknown type', { userConfig: { a: { ...option, type: 'nope' } } }],
  ['a user option with an unknown key', { userConfig: { a: { ...option, frob: 1 } } }],
  ['channels an object', { channels: {} }],
  ['a channel without a server', { channels: [{}] }],
  ['a channel with an unknown key', { channels: [{ server: 'a', frob: 1 }] }],
];

/** And these do not. */
const loaded: [string, Record<string, unknown>][] = [
  ['nothing but a name', {}],
  ['a name with @, : or /', { name: 'a@b:c/d' }],
  ['a name in capitals', { name: 'Demo' }],
  ['a name beyond ASCII', { name: 'näme' }],
  ['an author as a text', { author: 'Ann' }],
  ['a repository as an object', { repository: { type: 'git' } }],
  ['a homepage that is no URL', { homepage: 'not a url' }],
  ['keywords as a text', { keywords: 'a,b' }],
  ['a description that is a number', { description: 1 }],
  ['an unknown key', { frobnicate: 1 }],
  ['metadata that is a number', { metadata: 5 }],
  ['experimental that is a number', { experimental: 5 }],
  ['a hook of an unknown event', { hooks: { Nope: [] } }],
  ['a hooks file', { hooks: './h.json' }],
  ['a servers bundle', { mcpServers: './x.mcpb' }],
  ['the root as a skill', { skills: './' }],
  ['named dependencies', { dependencies: ['a', { name: 'b', marketplace: 'm' }] }],
  ['a whole language server', { lspServers: { a: lsp } }],
  ['a whole monitor', { experimental: { monitors: [monitor] } }],
  ['a whole user option', { userConfig: { a: option } }],
];

describe('what keeps a manifest from loading', () => {
  test.each(refused)('%s', (_what, more) => {
    expect(faults(more)).toHaveLength(1);
    expect(faults(more)[0]).toMatch(/^".+\.$/);
  });

  test.each(loaded)('not %s', (_what, more) => {
    expect(faults(more)).toEqual([]);
  });
});

test('fields that are only shown are told when their shape is wrong', () => {
  expect(
    ignoredFields({
      author: 'Ann',
      repository: {},
      homepage: 'x',
      keywords: [1],
      license: 5,
      description: 'ok',
    }).sort(),
  ).toEqual(['author', 'homepage', 'keywords', 'license', 'repository']);
  expect(ignoredFields({ author: { name: 'Ann' }, homepage: 'https://x.y', keywords: ['a'] })).toEqual([]);
});
