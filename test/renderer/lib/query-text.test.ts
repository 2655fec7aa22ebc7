import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldText, fieldValue, queryParts, soughtWords, withField, withoutFields } from '#renderer/lib/query-text.ts';

describe('the parts of a query', () => {
  it('are fields, words, phrases, or and brackets, where they stand', () => {
    const query = '-plugin:"a b" (dur>1s or "two words") -left';
    expect(queryParts(query).map(({ kind, value, isNegated }) => [kind, value, isNegated])).toEqual([
      ['field', 'a b', true],
      ['bracket', '', false],
      ['field', '1s', false],
      ['or', 'or', false],
      ['phrase', 'two words', false],
      ['bracket', '', false],
      ['word', 'left', true],
    ]);
    expect(
      queryParts(query)
        .map(({ from, to }) => query.slice(from, to))
        .join(' '),
    ).toBe('-plugin:"a b" ( dur>1s or "two words" ) -left');
  });

  it('never overlap and never fail, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:"\\()-<>= ,*'), maxLength: 40 }), (query) => {
        let end = 0;
        for (const part of queryParts(query)) {
          expect(part.from).toBeGreaterThanOrEqual(end);
          expect(part.to).toBeGreaterThan(part.from);
          expect(part.valueFrom).toBeLessThanOrEqual(part.to);
          end = part.to;
        }
        expect(end).toBeLessThanOrEqual(query.length);
      }),
    );
  });
});

describe('changing one field', () => {
  it('replaces it and keeps the rest', () => {
    expect(withField('cart after:2d outcome:error', 'after', '2026-11-21')).toBe('cart outcome:error after:2026-11-21');
    expect(withoutFields('after:2d cart before:1d', ['after', 'before'])).toBe('cart');
  });

  it('keeps an or together', () => {
    expect(withField('tool:a or tool:b', 'agent', 'codex')).toBe('(tool:a or tool:b) agent:codex');
  });

  it('leaves what is inside brackets, negated or part of an or', () => {
    const query = '(after:2d cart) -after:1d after:3d or x';
    expect(withoutFields(query, ['after'])).toBe(query);
    expect(fieldValue(query, 'after')).toBeUndefined();
  });

  it('brings any value back', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(fieldValue(fieldText('plugin', value), 'plugin')).toBe(value);
        expect(fieldValue(withField('cart', 'plugin', value), 'plugin')).toBe(value);
      }),
    );
  });
});

it('looks for words and phrases, not for fields, negations and the or', () => {
  expect(soughtWords('cart "half even" -lost plugin:github or roun*')).toEqual(['cart', 'half even', 'roun']);
});
