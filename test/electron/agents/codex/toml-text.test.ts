import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Text } from '#agents/codex/base64-text';
import { parseTomlText, tomlLine } from '#agents/codex/toml-text';

const text = [
  'model = "x"',
  '',
  '[plugins."a@b"]',
  'enabled = true',
  '[plugins."c@d".mcp_servers.s]',
  'enabled = false',
  '[[skills.config]]',
  'name = "one"',
  '[[skills.config]]',
  'name = "two"',
  '[features]',
  'hooks = { a = 1, b.c = 2 }',
].join('\n');

test.each([
  [['plugins', 'a@b', 'enabled'], 4],
  [['plugins', 'c@d', 'mcp_servers', 's'], 5],
  [['plugins', 'c@d', 'mcp_servers', 's', 'enabled'], 6],
  [['skills', 'config', 1], 9],
  [['skills', 'config', 1, 'name'], 10],
  [['features', 'hooks', 'b', 'c'], 12],
  [['model'], 1],
  [['nothing'], undefined],
])('finds the line of %j', (path, line) => {
  expect(tomlLine(text, path)).toBe(line);
});

test('finds no line in what does not parse', () => {
  expect(tomlLine('a = = b', ['a'])).toBeUndefined();
});

test('says at which line a text does not parse', () => {
  const { value, problems } = parseTomlText('a = 1\nb = = 2\n', '/x.toml');
  expect(value).toBeUndefined();
  expect(problems).toMatchObject([{ code: 'settings-invalid', file: '/x.toml', line: 2 }]);
});

test('keeps numbers of any size', () => {
  expect(parseTomlText('a = 9223372036854775807', '/x').problems).toEqual([]);
});

test('never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (any) => {
      const { value, problems } = parseTomlText(any, '/x');
      expect(value === undefined).toBe(problems.length > 0);
      tomlLine(any, ['a']);
    }),
  );
});

test('decodes base64 as MDM profiles carry it', () => {
  expect(base64Text('YSA9ICLDpCI=\n')).toBe('a = "ä"');
  expect(base64Text('!!')).toBeUndefined();
  expect(base64Text('/w==')).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (any) => {
      expect(base64Text(Buffer.from(any, 'utf8').toString('base64'))).toBe(any);
    }),
  );
});
