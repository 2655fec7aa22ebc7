import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConfigFormat, spliceText } from '#changes/config-text';
import type { SpliceOperation } from '#changes/splice';
import { spliceFile, spliceMany } from '#changes/splice-many';

const at = async () => undefined;
const names = ['a@m', 'b@m', 'c@m', 'd.e', 'f "g"', '__proto__'];
const gap = fc.constantFrom('', ' ', '\n', '\r\n\t', ' // a, "b": 1\n', ' /* } */ ');
const word = fc.constantFrom('true', 'false', '1', '"on"', '{ "x": [1] }', 'null');

/** A JSON text with odd spacing, comments and now and then a key twice. */
const jsonText = fc.array(fc.tuple(fc.constantFrom(...names), word, gap, gap), { maxLength: 8 }).map((entries) => {
  const body = entries.map(([name, value, before, after]) => `${before}${JSON.stringify(name)}${after}:${value}`);
  return `{"enabledPlugins":{${body.join(',')}}, "rest": [1, {"a@m": true}]}\n`;
});

const tomlText = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(0, 1, 2, 3)), {
    selector: ([name]) => name,
  })
  .map((entries) =>
    entries
      .map(
        ([name, style]) =>
          [
            `[plugins."${name}"]\nenabled = true # ${name}\n`,
            `[plugins.${name}]\r\nother = 1979-05-27\r\nenabled=false\r\n`,
            `[plugins.'${name}']\n# nothing\n`,
            `[plugins.${name}]\nenabled = "odd"\n[plugins.${name}.sub]\nx = 1\n`,
          ][style],
      )
      .join('\n'),
  );

function operationsFor(format: ConfigFormat) {
  const path = format === 'json' ? fc.constantFrom(...names) : fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const place = (name: string) => (format === 'json' ? ['enabledPlugins', name] : ['plugins', name, 'enabled']);
  const set = fc
    .tuple(path, fc.boolean())
    .map(([name, value]): SpliceOperation => ({ kind: 'set', path: place(name), value }));
  const list = fc.constantFrom('x', 'y').map((item): SpliceOperation => ({ kind: 'add-to-list', path: ['off'], item }));
  return fc.array(fc.oneof({ weight: 4, arbitrary: set }, list), { minLength: 1, maxLength: 8 });
}

/** As many single ones, each on what the last left; what is refused is left out. */
function oneByOne(format: ConfigFormat, text: string, operations: readonly SpliceOperation[]) {
  let now = text;
  const made = operations.map((operation) => {
    const spliced = spliceText(format, now, operation);
    if (spliced.ok) now = spliced.text;
    return spliced.ok ? (spliced.noop === true ? 'noop' : 'done') : 'refused';
  });
  return { text: now, made };
}

describe('many splices in one text', () => {
  for (const [format, text] of [['json', jsonText] as const, ['toml', tomlText] as const]) {
    it(`give the bytes and answers of as many single ones (${format})`, async () => {
      await fc.assert(
        fc.asyncProperty(text, operationsFor(format), async (before, operations) => {
          const many = await spliceMany(format, before, operations, at);
          const single = oneByOne(format, before, operations);
          expect(many.text).toBe(single.text);
          expect(many.made.map((each) => each.kind)).toEqual(single.made);
        }),
        { numRuns: 400 },
      );
    });
  }

  it('say no more once they are in effect', () => {
    const operations: SpliceOperation[] = ['a', 'b', 'c'].map((name) => ({
      kind: 'set',
      path: ['on', name],
      value: true,
    }));
    const first = spliceFile('json', '{}\n', { kind: 'several', operations });
    if (!first.ok) throw new Error(first.reason);
    expect(JSON.parse(first.text)).toEqual({ on: { a: true, b: true, c: true } });
    expect(spliceFile('json', first.text, { kind: 'several', operations })).toMatchObject({ ok: true, noop: true });
  });

  it('refuse a text that does not parse, one by one', async () => {
    const operations: SpliceOperation[] = [
      { kind: 'set', path: ['a'], value: true },
      { kind: 'set', path: ['b'], value: true },
    ];
    const { text, made } = await spliceMany('json', '{"a": ', operations, at);
    expect(text).toBe('{"a": ');
    expect(made.map((each) => each.kind)).toEqual(['refused', 'refused']);
  });
});
