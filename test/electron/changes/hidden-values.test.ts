import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meaningOf } from '#changes/config-text';
import { fillValues, hideValues, valuesOf } from '#changes/hidden-values';

const path = ['servers', 'a b', 'env', 'TOKEN'];
const find = (meaning: unknown) => {
  const value = valuesOf(meaning)(path);
  return value === undefined ? [] : [{ path, value }];
};
const json = (value: string) =>
  `{ // kept\n  "servers": {"a b": {"env": {"X": "1", "TOKEN": ${JSON.stringify(value)}}}}\n}\n`;
const toml = (value: string) => `# kept\n[servers."a b".env]\nX = "1"\nTOKEN = ${value}\n`;

test('a hidden value leaves the text everywhere, and filling it in brings the very text back', () => {
  const secret = fc.string({ minLength: 8, maxLength: 60, unit: 'grapheme' }).filter((text) => text.trim().length >= 8);
  fc.assert(
    fc.property(secret, (value) => {
      const text = json(value);
      const hidden = hideValues('json', text, find);
      expect(hidden).toContain('// kept');
      expect(valuesOf(meaningOf('json', hidden))(path)).not.toContain(value);
      const filled = fillValues('json', hidden, (place) => (place.join() === path.join() ? value : undefined));
      expect(filled).toEqual({ text, missing: [] });
    }),
  );
});

test('a value that TOML writes in another way keeps its meaning', () => {
  for (const written of [`"a\\\\b-secret"`, `'a\\b-secret'`, `"""a\\\\b-secret"""`]) {
    const hidden = hideValues('toml', toml(written), find);
    expect(hidden).toContain('# kept');
    expect(hidden).not.toContain('secret"');
    const { text, missing } = fillValues('toml', hidden, () => 'a\\b-secret');
    expect(missing).toEqual([]);
    expect(valuesOf(meaningOf('toml', text))(path)).toBe('a\\b-secret');
  }
});

test('the same value in a comment or an argument is hidden with it', () => {
  const text = json('one-long-secret').replace('// kept', '// one-long-secret');
  expect(hideValues('json', text, find)).not.toContain('one-long-secret');
});

test('what nobody knows stays a place, with its path', () => {
  const { missing } = fillValues('json', hideValues('json', json('one-long-secret'), find), () => undefined);
  expect(missing).toEqual([path]);
});

test('a marker somebody made up is left as it is', () => {
  const text = '{"a": "‹gatehouse-secret:bm90IGpzb24›"}';
  expect(fillValues('json', text, () => 'x')).toEqual({ text, missing: [] });
});
