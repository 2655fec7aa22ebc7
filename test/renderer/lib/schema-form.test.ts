import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argsOf, argsOfJson, toolForm } from '#renderer/lib/schema-form.ts';

const schema = {
  type: 'object',
  properties: {
    path: { type: 'string', description: 'Where.' },
    lines: { type: 'integer', default: 10 },
    ratio: { type: ['number', 'null'] },
    deep: { type: 'boolean' },
    order: { enum: ['up', 'down', 3] },
    tags: { type: 'array', items: { type: 'string' } },
    either: { type: ['string', 'number'] },
  },
  required: ['path'],
};
const filled = (values: Record<string, string>) => argsOf(toolForm(schema).fields, new Map(Object.entries(values)));

describe('toolForm', () => {
  it('has a field of its kind for each property', () => {
    const kinds = toolForm(schema).fields.map(({ name, kind, isRequired }) => [name, kind, isRequired]);
    expect(kinds).toEqual([
      ['path', 'text', true],
      ['lines', 'integer', false],
      ['ratio', 'number', false],
      ['deep', 'boolean', false],
      ['order', 'choice', false],
      ['tags', 'json', false],
      ['either', 'json', false],
    ]);
    expect(toolForm(schema).isOpen).toBe(false);
  });

  it('leaves to JSON what has no fields', () => {
    for (const odd of [undefined, null, true, [], 'x', { $ref: '#/x' }, { properties: 3 }, { anyOf: [] }]) {
      expect(toolForm(odd).fields).toEqual([]);
    }
    expect(toolForm({ anyOf: [] }).isOpen).toBe(true);
    expect(toolForm({ type: 'object', properties: {}, additionalProperties: { type: 'string' } }).isOpen).toBe(true);
    expect(toolForm({ type: 'object' }).isOpen).toBe(true);
    expect(toolForm({ type: 'object', additionalProperties: false }).isOpen).toBe(false);
  });

  it('takes any schema at all', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { fields } = toolForm(JSON.parse(text));
        argsOf(fields, new Map());
      }),
    );
  });
});

describe('argsOf', () => {
  it('gives values of their kind, and leaves out what is empty', () => {
    const values = { path: '/a', ratio: '-0.5', deep: 'true', order: '3', tags: '["x"]', either: '"t"' };
    expect(filled(values)).toEqual({
      args: { path: '/a', lines: 10, ratio: -0.5, deep: true, order: 3, tags: ['x'], either: 't' },
      wrong: new Map(),
    });
    expect(filled({ path: '', lines: '' }).args).toEqual({ path: '' });
  });

  it('tells which field does not fit', () => {
    const { wrong } = filled({ lines: '1.5', ratio: 'x', deep: '1', order: '"sideways"', tags: '[' });
    expect([...wrong.keys()]).toEqual(['lines', 'ratio', 'deep', 'order', 'tags']);
    const number = toolForm({ properties: { n: { type: 'number' } }, required: ['n'] });
    expect(argsOf(number.fields, new Map()).wrong.get('n')).toContain('filled in');
  });

  it('takes names that objects have already', () => {
    const { fields } = toolForm(JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'));
    const { args } = argsOf(fields, new Map([['__proto__', 'x']]));
    expect(JSON.stringify(args)).toBe('{"__proto__":"x"}');
  });
});

describe('argsOfJson', () => {
  it('wants an object', () => {
    expect(argsOfJson('{"a": 1}')).toEqual({ args: { a: 1 } });
    expect(argsOfJson(' ')).toEqual({ args: {} });
    for (const text of ['[]', '3', 'null', '{"a":']) expect(argsOfJson(text)).toHaveProperty('wrong');
  });
});
