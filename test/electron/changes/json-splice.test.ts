import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { meaningOf, spliceText } from '#changes/config-text';
import { applyOperation, sameValue } from '#changes/config-value';
import { inverseOf } from '#changes/inverse-operation';
import { spliceJson } from '#changes/json-splice';
import type { PlainOperation } from '#changes/splice';
import { commentsIn, crookedJson, type FileStyle, fileStyle, keyName } from './crooked-files.ts';

const flip: PlainOperation = { kind: 'set', path: ['enabledPlugins', 'new@m'], value: true };

function done(text: string, operation: PlainOperation): string {
  const outcome = spliceJson(text, operation);
  return outcome.ok ? outcome.text : `refused: ${outcome.reason}`;
}

describe('a JSON text', () => {
  it.each([
    ['nothing', '', '{\n  "enabledPlugins": {\n    "new@m": true\n  }\n}\n'],
    ['a mark alone', '\uFEFF', '\uFEFF{\n  "enabledPlugins": {\n    "new@m": true\n  }\n}\n'],
    ['comments alone', '// mine\r\n', '// mine\r\n{\r\n  "enabledPlugins": {\r\n    "new@m": true\r\n  }\r\n}\r\n'],
    ['an empty object', '{}', '{\n  "enabledPlugins": {\n    "new@m": true\n  }\n}'],
    ['one line', '{"a":1,"enabledPlugins":{}}', '{"a":1,"enabledPlugins":{"new@m":true}}'],
    ['one airy line', '{ "enabledPlugins": { "a": true } }', '{ "enabledPlugins": { "a": true, "new@m": true } }'],
    [
      'tabs',
      '{\n\t"enabledPlugins": {\n\t\t"a": true\n\t}\n}',
      '{\n\t"enabledPlugins": {\n\t\t"a": true,\n\t\t"new@m": true\n\t}\n}',
    ],
    [
      'a comment behind the last entry',
      '{\n "enabledPlugins": {\n  "c": false // mine\n }\n}',
      '{\n "enabledPlugins": {\n  "new@m": true,\n  "c": false // mine\n }\n}',
    ],
    [
      'a trailing comma and its comment',
      '{\n "enabledPlugins": {\n  "c": false, // mine\n }\n}',
      '{\n "enabledPlugins": {\n  "c": false, // mine\n  "new@m": true,\n }\n}',
    ],
    ['the same key twice', '{"enabledPlugins":{"new@m":1,"new@m":2}}', '{"enabledPlugins":{"new@m":1,"new@m":true}}'],
    ['an escaped key', '{"enabledPlugins":{"new\\u0040m":false}}', '{"enabledPlugins":{"new\\u0040m":true}}'],
    [
      'a list for the object',
      '{"enabledPlugins":["a"]}',
      'refused: enabledPlugins should be an object, but it is a list; it was left as it is.',
    ],
    [
      'null for the object',
      '{"enabledPlugins":null}',
      'refused: enabledPlugins should be an object, but it is null; it was left as it is.',
    ],
    ['a list for the file', '[]', 'refused: the file should be an object, but it is a list; it was left as it is.'],
    ['null for the file', 'null', 'refused: the file should be an object, but it is null; it was left as it is.'],
    [
      'half a file',
      '{"enabledPlugins":{',
      'refused: The file does not parse as JSON (line 1: close brace expected); mend it first.',
    ],
  ])('with %s', (_name, before, after) => {
    expect(done(before, flip)).toBe(after);
  });

  it('is left alone when it says so already', () => {
    const text = '{"enabledPlugins": {"new@m": true}}';
    expect(spliceJson(text, flip)).toMatchObject({ ok: true, noop: true, text });
  });

  it('nested too deep ends as a refusal', () => {
    expect(spliceJson('['.repeat(200_000), flip).ok).toBe(false);
  });
});

const scalars = fc.oneof(fc.boolean(), fc.integer(), fc.string({ maxLength: 6 }), fc.constant(null));
const lists = fc.array(fc.constantFrom('a', 'b', 'plugin:x:y', ', "'), { maxLength: 4 });
const settings = fc.record(
  {
    enabledPlugins: fc.dictionary(keyName, fc.boolean(), { maxKeys: 4 }),
    disabledMcpServers: lists,
    projects: fc.dictionary(keyName, fc.record({ disabledMcpServers: lists }, { requiredKeys: [] }), { maxKeys: 2 }),
    other: fc.oneof(scalars, fc.array(scalars, { maxLength: 3 }), fc.dictionary(keyName, scalars, { maxKeys: 3 })),
  },
  { requiredKeys: [] },
);
const operations: fc.Arbitrary<PlainOperation> = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    path: fc.tuple(fc.constant('enabledPlugins'), keyName),
    value: fc.boolean(),
  }),
  fc.record({
    kind: fc.constantFrom('add-to-list' as const, 'remove-from-list' as const),
    path: fc.oneof(
      fc.constant(['disabledMcpServers']),
      fc.tuple(fc.constant('projects'), keyName, fc.constant('disabledMcpServers')),
    ),
    item: fc.constantFrom('a', 'b', 'plugin:x:y', ', "', 'new'),
  }),
  fc.record({ kind: fc.constant('unset' as const), path: fc.tuple(fc.constant('enabledPlugins'), keyName) }),
);

/** JSON has no object without Object.prototype; `toEqual` would tell them apart. */
function check(value: unknown, style: FileStyle, operation: PlainOperation): void {
  const text = crookedJson(value, style);
  const known = JSON.parse(JSON.stringify(value)) as unknown;
  expect(sameValue(meaningOf('json', text), known)).toBe(true);
  const outcome = spliceJson(text, operation);
  if (!outcome.ok) throw new Error(`${outcome.reason}\n${text}`);
  const { splice } = outcome;
  expect(outcome.text).toBe(
    text.slice(0, splice.offset) + splice.inserted + text.slice(splice.offset + splice.removed.length),
  );
  expect(sameValue(meaningOf('json', outcome.text), applyOperation(known, operation))).toBe(true);
  const errors: never[] = [];
  parse(outcome.text.replace('\uFEFF', ''), errors, { allowTrailingComma: true });
  expect(errors).toEqual([]);
  expect(commentsIn(outcome.text, 'json')).toEqual(commentsIn(text, 'json'));
  if (text.includes('\r\n')) expect(outcome.text.replaceAll('\r\n', '')).not.toContain('\n');
  if (!text.includes('\r')) expect(outcome.text).not.toContain('\r');
  expect(outcome.text.startsWith('\uFEFF')).toBe(style.hasMark);
  expect(outcome.text.endsWith(style.eol)).toBe(style.hasFinalNewline);
  if (operation.kind === 'set' && splice.removed.trim() !== '') expect(splice.removed).toBe(String(!operation.value));
}

describe('any JSON settings file', () => {
  it('means exactly what was asked after one splice, every comment and line end in place', () => {
    fc.assert(
      fc.property(settings, fileStyle, operations, (value, style, operation) => check(value, style, operation)),
      { numRuns: 2_000 },
    );
  });

  it('means the same as before when the change is put back by meaning', () => {
    fc.assert(
      fc.property(settings, fileStyle, operations, (value, style, operation) => {
        if (operation.kind === 'unset' || operation.kind === 'remove-entry') return;
        const text = crookedJson(value, style);
        const changed = spliceJson(text, operation);
        if (!changed.ok || changed.noop) return;
        const before = meaningOf('json', text);
        const inverse = inverseOf(operation, before, meaningOf('json', changed.text));
        if (!inverse.ok) throw new Error(inverse.reason);
        const back = inverse.candidates.map((each) => spliceText('json', changed.text, each)).find((each) => each.ok);
        if (!back?.ok) throw new Error('no candidate fits');
        // Which of several equal entries stood where is not kept, so lists are compared as sets.
        const bag = (meaning: unknown) =>
          JSON.stringify(meaning, (_key, each) => (Array.isArray(each) ? [...new Set(each.map(String))].sort() : each));
        if (operation.kind === 'remove-from-list') expect(bag(meaningOf('json', back.text))).toBe(bag(before));
        else expect(sameValue(meaningOf('json', back.text), before)).toBe(true);
        expect(commentsIn(back.text, 'json')).toEqual(commentsIn(text, 'json'));
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws on text that is not JSON', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]",:/*\\ \n1tf\uFEFF') })), (text) => {
        const outcome = spliceJson(text, flip);
        if (outcome.ok) expect(meaningOf('json', outcome.text)).toMatchObject({ enabledPlugins: { 'new@m': true } });
      }),
      { numRuns: 2_000 },
    );
  });
});
