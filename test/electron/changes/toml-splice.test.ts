import fc from 'fast-check';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { describe, expect, it } from 'vitest';
import { meaningOf, spliceText } from '#changes/config-text';
import { applyOperation, isObject, sameValue } from '#changes/config-value';
import { inverseOf } from '#changes/inverse-operation';
import type { PlainOperation } from '#changes/splice';
import { spliceToml } from '#changes/toml-splice';
import { commentsIn, crookedToml, type FileStyle, fileStyle, keyName, type TomlModel } from './crooked-files.ts';

const flip: PlainOperation = { kind: 'set', path: ['plugins', 'n@m', 'enabled'], value: false };
const append: PlainOperation = {
  kind: 'append-entry',
  path: ['skills', 'config'],
  value: { path: 'C:\\x', enabled: false },
};

function done(text: string, operation: PlainOperation): string {
  const outcome = spliceToml(text, operation);
  return outcome.ok ? outcome.text : `refused: ${outcome.reason}`;
}

describe('a TOML text', () => {
  it.each([
    ['nothing', '', '[plugins."n@m"]\nenabled = false\n'],
    ['no final newline', 'a = 1', 'a = 1\n\n[plugins."n@m"]\nenabled = false'],
    ['CRLF', 'a = 1\r\n', 'a = 1\r\n\r\n[plugins."n@m"]\r\nenabled = false\r\n'],
    ['a header', '[plugins."n@m"]\nenabled = true # mine\n', '[plugins."n@m"]\nenabled = false # mine\n'],
    ['a dotted key', "plugins.'n@m'.enabled=true\n", "plugins.'n@m'.enabled=false\n"],
    ['an inline table', '[plugins]\n"n@m" = { enabled = true }\n', '[plugins]\n"n@m" = { enabled = false }\n'],
    [
      'an inline table of tables',
      'plugins = { "n@m" = { a = 1 } }',
      'plugins = { "n@m" = { a = 1, enabled = false } }',
    ],
    ['an empty inline table', 'plugins = {}', 'plugins = { "n@m".enabled = false }'],
    ['a table without the key', '[plugins."n@m"] # x\n\n[y]\n', '[plugins."n@m"] # x\nenabled = false\n\n[y]\n'],
    [
      'only dotted siblings',
      'plugins.o.enabled=true # x\n[z]\n',
      'plugins.o.enabled=true # x\nplugins."n@m".enabled = false\n[z]\n',
    ],
    [
      'only a deeper table',
      '[plugins."n@m".mcp_servers.x]\nenabled=true\n',
      '[plugins."n@m".mcp_servers.x]\nenabled=true\n\n[plugins."n@m"]\nenabled = false\n',
    ],
    [
      'an array of tables for the table',
      '[[plugins]]\n',
      'refused: plugins should be an object, but it is a list; it was left as it is.',
    ],
    [
      'a number for the table',
      'plugins=1',
      'refused: plugins should be an object, but it is a number; it was left as it is.',
    ],
  ])('with %s', (_name, before, after) => {
    expect(done(before, flip)).toBe(after);
  });

  it.each([
    ['none', '', '[[skills.config]]\npath = "C:\\\\x"\nenabled = false\n'],
    [
      'one',
      '[[skills.config]]\nname="a"\n',
      '[[skills.config]]\nname="a"\n\n[[skills.config]]\npath = "C:\\\\x"\nenabled = false\n',
    ],
    [
      'an inline list',
      'skills = { config = [{ name = "a" }] }',
      'skills = { config = [{ name = "a" }, { path = "C:\\\\x", enabled = false }] }',
    ],
    ['an empty list', '[skills]\nconfig = []\n', '[skills]\nconfig = [{ path = "C:\\\\x", enabled = false }]\n'],
  ])('takes an entry of an array of tables where there is %s', (_name, before, after) => {
    expect(done(before, append)).toBe(after);
  });

  it('is refused when it is not TOML 1.0', () => {
    expect(done('plugins = { a = 1, }', flip)).toMatch(/^refused: The file does not parse as TOML 1\.0 \(line 1:/);
    expect(done('a = 1\na = 2\n', flip)).toMatch(/^refused: The file does not parse/);
  });

  it('is left alone when it says so already', () => {
    const text = 'plugins."n@m".enabled = false';
    expect(spliceToml(text, flip)).toMatchObject({ ok: true, noop: true, text });
  });

  it('nested too deep ends as a refusal', () => {
    expect(spliceToml(`a = ${'['.repeat(100_000)}`, flip).ok).toBe(false);
  });
});

const fields = fc.record(
  {
    enabled: fc.boolean(),
    source: fc.string({ maxLength: 6 }).filter((text) => text.isWellFormed()),
    disabled_tools: fc.array(fc.constantFrom('a', 'b', ', "', '#'), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const models: fc.Arbitrary<TomlModel> = fc.record({
  top: fc.record(
    { model: fc.constantFrom('gpt', '# no'), hide: fc.boolean(), count: fc.integer({ min: -9, max: 99 }) },
    { requiredKeys: [] },
  ),
  plugins: fc.dictionary(keyName, fields, { maxKeys: 4 }),
  entries: fc.array(fc.record({ name: fc.constantFrom('pdf', 'doc'), enabled: fc.boolean() }), { maxLength: 2 }),
});
const operations: fc.Arbitrary<PlainOperation> = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    path: fc.oneof(
      fc.tuple(fc.constant('plugins'), keyName, fc.constant('enabled')),
      fc.tuple(fc.constant('plugins'), keyName, fc.constant('mcp_servers'), keyName, fc.constant('enabled')),
      fc.tuple(fc.constantFrom('model', 'hide', 'fresh')),
      fc.constant(['features', 'hooks']),
    ),
    value: fc.boolean(),
  }),
  fc.record({
    kind: fc.constantFrom('add-to-list' as const, 'remove-from-list' as const),
    path: fc.tuple(fc.constant('plugins'), keyName, fc.constant('disabled_tools')),
    item: fc.constantFrom('a', 'b', ', "', '#', 'new'),
  }),
  fc.constant({ kind: 'append-entry' as const, path: ['skills', 'config'], value: { name: 'new', enabled: false } }),
);

/** Tables without keys vanish in the dotted spelling, so they do not count here. */
function withoutEmpty(value: unknown): unknown {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).map(([key, each]): [string, unknown] => [key, withoutEmpty(each)]);
  return Object.fromEntries(kept.filter(([, each]) => !isObject(each) || Object.keys(each).length > 0));
}

function check(model: TomlModel, style: FileStyle, operation: PlainOperation): void {
  const text = crookedToml(model, style);
  const known = meaningOf('toml', text);
  const { top, plugins, entries } = model;
  const skills = entries.length === 0 ? {} : { config: entries };
  expect(sameValue(withoutEmpty(known), withoutEmpty({ ...top, plugins, skills }))).toBe(true);
  const outcome = spliceToml(text, operation);
  if (!outcome.ok) throw new Error(`${outcome.reason}\n${text}`);
  const { splice } = outcome;
  expect(outcome.text).toBe(
    text.slice(0, splice.offset) + splice.inserted + text.slice(splice.offset + splice.removed.length),
  );
  const expected = applyOperation(known, operation);
  expect(sameValue(meaningOf('toml', outcome.text), expected)).toBe(true);
  // This reader takes a key called __proto__ for the prototype.
  if (!outcome.text.includes('__proto__'))
    expect(
      sameValue(getStaticTOMLValue(parseTOML(outcome.text.replace('\uFEFF', ''), { tomlVersion: '1.0' })), expected),
    ).toBe(true);
  expect(commentsIn(outcome.text, 'toml')).toEqual(commentsIn(text, 'toml'));
  if (text.includes('\r\n')) expect(outcome.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  if (!text.includes('\r')) expect(outcome.text).not.toContain('\r');
  expect(outcome.text.startsWith('\uFEFF')).toBe(style.hasMark);
  if (text.replace('\uFEFF', '') !== '') expect(outcome.text.endsWith('\n')).toBe(text.endsWith('\n'));
}

describe('any TOML config file', () => {
  it('means exactly what was asked after one splice, every comment and line end in place', () => {
    fc.assert(
      fc.property(models, fileStyle, operations, (model, style, operation) => check(model, style, operation)),
      { numRuns: 2_000 },
    );
  });

  it('means the same as before when the change is put back by meaning', () => {
    fc.assert(
      fc.property(models, fileStyle, operations, (model, style, operation) => {
        if (operation.kind === 'unset' || operation.kind === 'remove-entry') return;
        const text = crookedToml(model, style);
        const changed = spliceToml(text, operation);
        if (!changed.ok || changed.noop) return;
        const before = meaningOf('toml', text);
        const inverse = inverseOf(operation, before, meaningOf('toml', changed.text));
        if (!inverse.ok) throw new Error(inverse.reason);
        const back = inverse.candidates.map((each) => spliceText('toml', changed.text, each)).find((each) => each.ok);
        if (!back?.ok) throw new Error(`no candidate fits\n${changed.text}`);
        if (operation.kind !== 'remove-from-list') expect(sameValue(meaningOf('toml', back.text), before)).toBe(true);
        expect(commentsIn(back.text, 'toml')).toEqual(commentsIn(text, 'toml'));
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws on text that is not TOML', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'[]{}=.,"\'#\\ \n\r1tf\uFEFF') })),
        (text) => {
          const outcome = spliceToml(text, flip);
          if (outcome.ok)
            expect(meaningOf('toml', outcome.text)).toMatchObject({ plugins: { 'n@m': { enabled: false } } });
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
