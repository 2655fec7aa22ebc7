import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonText } from '#agents/json-text';

test('a byte order mark is no error', () => {
  expect(parseJsonText('\uFEFF{"a":1}', '/f')).toEqual({ value: { a: 1 }, problems: [] });
});

test('a syntax error names its line', () => {
  const { value, problems } = parseJsonText('{\n"a": 1,\n}', '/f');
  expect(value).toBeUndefined();
  expect(problems).toMatchObject([{ code: 'settings-invalid', file: '/f', line: 3 }]);
});

test('an empty file is a problem, not nothing', () => {
  expect(parseJsonText('  \n', '/f', { code: 'record-invalid' })).toMatchObject({
    value: undefined,
    problems: [{ code: 'record-invalid', message: 'The file is empty.' }],
  });
});

test('comments count only where they are allowed', () => {
  const text = '{ // why\n "a": true }';
  expect(parseJsonText(text, '/f').value).toBeUndefined();
  expect(parseJsonText(text, '/f', { allowComments: true })).toEqual({ value: { a: true }, problems: [] });
});

test('a key that stands twice is told with the line of the second', () => {
  const { value, problems } = parseJsonText('{"a": {"x": 1},\n "a": {"x": 2}}', '/f');
  expect(value).toEqual({ a: { x: 2 } });
  expect(problems).toMatchObject([{ code: 'duplicate-key', line: 2 }]);
});

test('agrees with JSON.parse on whatever it accepts, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
      const { value, problems } = parseJsonText(text, '/f');
      if (value === undefined) expect(problems).toHaveLength(1);
      else expect(value).toEqual(JSON.parse(text.replace(/^\uFEFF/, '')));
    }),
  );
});
