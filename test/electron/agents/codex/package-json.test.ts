import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePackageJson } from '#agents/codex/package-json';

const parse = (text: string) => parsePackageJson(text, '/x.json', 'manifest-invalid', ['name']);

test('any JSON is read as it is', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parse(text).value).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  ['{"name":"a","name":"b"}', ['duplicate-key', 'manifest-invalid']],
  ['{"a":{"name":"a","name":"b"}}', ['duplicate-key']],
  ['{"x":1,"x":2}', ['duplicate-key']],
  ['{"x":"a\\":b"}', []],
  ['\uFEFF{}', ['manifest-invalid']],
  ['{ // c\n}', ['manifest-invalid']],
  ['', ['manifest-invalid']],
])('%j has the problems %j', (text, codes) => {
  expect(parse(text).problems.map((each) => each.code)).toEqual(codes);
});

test('a text that nests without end is a problem, not a crash', () => {
  expect(parse('['.repeat(200_000)).problems.map((each) => each.code)).toEqual(['manifest-invalid']);
});
