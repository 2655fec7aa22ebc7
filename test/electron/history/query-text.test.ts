import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueryNode } from '#history/query-ast';
import { parseQuery } from '#history/query-parser';
import { soughtTexts, textExpression } from '#history/query-text';
import { meaningOf, sampleIndex } from './query-sample.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(...'"*^:(){}-+.,\\\'\0 aé😀🫠'.split(''), '\ud83d', 'NEAR', ' OR ', ' NOT '),
    maxLength: 12,
  }),
);

describe('what is sent to the full-text index', () => {
  const database = new DatabaseSync(':memory:');
  database.exec("create virtual table found using fts5(tool, args, tokenize='unicode61')");
  database.prepare('insert into found values (?, ?)').run('other', 'nothing of this');
  const match = database.prepare('select count(*) as rows from found where found match ?');

  it('is never refused and never means anything but text, whatever the text', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.boolean(), (text, left, isPrefix) => {
        const word: QueryNode = { kind: 'text', text, isPrefix };
        const out: QueryNode = { kind: 'not', node: { kind: 'text', text: left, isPrefix } };
        const absent: QueryNode = { kind: 'text', text: 'absentword', isPrefix: false };
        const expressions = [
          textExpression(word),
          textExpression({ kind: 'and', nodes: [word, out] }),
          textExpression({ kind: 'or', nodes: [word, out, { kind: 'and', nodes: [out, word] }] }),
        ];
        for (const expression of expressions) match.get(expression.match);
        // Nothing a user writes turns off the word beside it.
        const both = textExpression({ kind: 'and', nodes: [absent, word] });
        expect(match.get(both.match)).toEqual({ rows: 0 });
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never refused for any query the parser accepts', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const parsed = parseQuery(text, { now: 0, timeZone: 'UTC' });
        if (!parsed.ok) return;
        for (const { text: each, isPrefix } of soughtTexts(parsed.ast)) {
          match.get(textExpression({ kind: 'text', text: each, isPrefix }).match);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is accepted at the greatest depth and number of parts', () => {
    const deep = `${'-(a or '.repeat(16)}b${')'.repeat(16)}`;
    match.get(textExpression(meaningOf(deep)).match);
    match.get(textExpression(meaningOf(Array.from({ length: 64 }, (_, n) => `word${n}`).join(' or '))).match);
  });

  it.each([
    ['alpha beta', '("alpha" AND "beta")', false],
    ['alpha -beta -gamma', '("alpha" NOT ("beta" OR "gamma"))', false],
    ['-alpha -beta', '("alpha" OR "beta")', true],
    ['alpha or -beta', '("beta" NOT "alpha")', true],
    ['"say \\"hi\\""*', '"say ""hi""" *', false],
  ])('says %s as %s', (query, expression, isComplement) => {
    expect(textExpression(meaningOf(query))).toEqual({ match: expression, isComplement });
  });

  it('asks an index without positions for the words of a phrase and leaves the rest to be verified', () => {
    const tokens = sampleIndex([], 'none').withoutPositions?.tokens;
    expect(textExpression(meaningOf('gamma "alpha beta" -"alpha gamma"'), tokens)).toEqual({
      match: '("gamma" AND ("alpha" AND "beta"))',
      verify: '(("gamma" AND "alpha beta") NOT "alpha gamma")',
      isComplement: false,
    });
  });
});

describe('what is marked in a result', () => {
  it('is every word and phrase that is looked for and none that is left out', () => {
    expect(soughtTexts(meaningOf('agent:codex alp* ("two words" or x) -y -(z or w)'))).toEqual([
      { text: 'alp', isPrefix: true },
      { text: 'two words', isPrefix: false },
      { text: 'x', isPrefix: false },
    ]);
  });
});
