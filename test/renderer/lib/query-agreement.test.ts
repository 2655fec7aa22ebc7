import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '#history/query-parser';
import { soughtTexts } from '#history/query-text';
import { queryParts, soughtWords, withoutFields } from '#renderer/lib/query-text.ts';

const options = { now: Date.UTC(2026, 10, 23, 12), timeZone: 'Europe/Berlin' };

const cases = [
  '',
  '--force',
  'git --force -push',
  '---x',
  'a and b',
  'a AND "b c" or d',
  'a or"x" y',
  '"or" "and" android order',
  '-(a or b) c',
  '-(a -(b c)) d',
  '(a or b) -c',
  '"he said \\"no\\"" x',
  '"C:\\\\temp" "C:\\temp\\new"',
  '"connection res"* time*',
  'a"b c"d',
  'a>b c<=d',
  'dur>1s DUR<=2s x',
  'tool:"a b","c" x',
  'tool:a,b -server:"x (y)" z',
  'x\u0000y\u007fz',
  '"two\nlines" x',
  'list_issues -outcome:ok',
  'a-b -c-d',
];

/** What both readings say of a query: the words to mark, and where its brackets, operators and fields stand. */
function agrees(query: string): boolean {
  const parsed = parseQuery(query, options);
  if (!parsed.ok) return false;
  const sought = soughtTexts(parsed.ast).map(({ text }) => text);
  expect(soughtWords(query)).toEqual(sought);
  const starts = parsed.spans.filter(({ kind }) => kind === 'field').map(({ from }) => from);
  const parts = queryParts(query);
  const signed = (part: { from: number; isNegated: boolean }) => part.from + (part.isNegated ? 1 : 0);
  expect(parts.filter(({ kind }) => kind === 'field').map(signed)).toEqual(starts);
  const joins = parsed.spans.filter(({ kind, from }) => kind === 'operator' && query[from] !== '-');
  const joining = parts.filter(({ kind }) => kind === 'and' || kind === 'or');
  expect(joining.map(({ from, to }) => ({ kind: 'operator', from, to }))).toEqual(joins);
  return true;
}

describe('the window reads a query as the store does', () => {
  it.each(cases)('%j', (query) => {
    expect(agrees(query)).toBe(true);
  });

  it('whatever the store takes', () => {
    const piece = fc.constantFrom(
      ...['a', 'b*', '-', '--', '"', '\\', '\\"', '"x y"', '(', ')', ' ', ' ', ' and ', ' or ', 'and', 'or'],
      ...['tool:', 'dur>1s', 'after:2d', ',', '<', '\n', '\u0001', '*', 'ä', ':', '_'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => void agrees(pieces.join(''))),
      { numRuns: 2_000 },
    );
  });
});

it('takes an "and" away with the field it joined', () => {
  expect(withoutFields('after:2d and cart', ['after'])).toBe('cart');
  expect(withoutFields('cart and after:2d', ['after'])).toBe('cart');
  expect(withoutFields('a and after:2d and b', ['after'])).toBe('a and b');
  expect(withoutFields('after:2d and before:1d', ['after', 'before'])).toBe('');
});
