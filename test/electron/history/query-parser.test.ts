import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queryFields } from '#history/query-fields';
import { parseQuery } from '#history/query-parser';
import { projectRoot } from '#scripts/setup/project-root.mjs';
import { meaningOf, sampleNow, sampleQueries } from './query-sample.ts';

const options = { now: sampleNow, timeZone: 'Europe/Berlin', home: '/home/me' };
const text = (word: string, isPrefix = false) => ({ kind: 'text', text: word, isPrefix });
const value = (field: string, ...words: string[]) => ({
  kind: 'value',
  field,
  values: words.map((word) => ({ text: word, isLiteral: false })),
});

describe('a query', () => {
  it.each<[string, unknown]>([
    ['', { kind: 'and', nodes: [] }],
    [' \t\0 ', { kind: 'and', nodes: [] }],
    ['one two', { kind: 'and', nodes: [text('one'), text('two')] }],
    ['one AND two', { kind: 'and', nodes: [text('one'), text('two')] }],
    ['one two or three', { kind: 'or', nodes: [{ kind: 'and', nodes: [text('one'), text('two')] }, text('three')] }],
    ['one (two OR three)', { kind: 'and', nodes: [text('one'), { kind: 'or', nodes: [text('two'), text('three')] }] }],
    ['-one', { kind: 'not', node: text('one') }],
    ['-(one)', { kind: 'not', node: text('one') }],
    ['--force', text('--force')],
    ['-"-x"', { kind: 'not', node: text('-x') }],
    ['order', text('order')],
    ['wor*', text('wor', true)],
    ['"two words"*', text('two words', true)],
    ['"a \\"b\\" c:\\temp\\\\"', text('a "b" c:\\temp\\')],
    ['a->b', text('a->b')],
    ['Agent:Claude,codex', value('agent', 'claude', 'codex')],
    ['-tool:list_*', { kind: 'not', node: value('tool', 'list_*') }],
    ['plugin:claude-code:plugin/x@y', value('plugin', 'claude-code:plugin/x@y')],
    ['project:~/web', value('project', '/home/me/web')],
    ['tool:"A, b"', { kind: 'value', field: 'tool', values: [{ text: 'a, b', isLiteral: true }] }],
    ['is:subagent', { kind: 'subagent' }],
    ['is:sub-agent', { kind: 'subagent' }],
    ['dur>1s', { kind: 'duration', from: 1_000, isOpen: true }],
    ['dur>=1.5m', { kind: 'duration', from: 90_000, isOpen: false }],
    ['dur<=200ms', { kind: 'duration', to: 200, isOpen: false }],
    ['dur:<2h', { kind: 'duration', to: 7_200_000, isOpen: true }],
    ['dur:1s..5s', { kind: 'duration', from: 1_000, to: 5_000, isOpen: false }],
    ['dur:..5s', { kind: 'duration', to: 5_000, isOpen: false }],
    ['after:2h', { kind: 'time', from: sampleNow - 7_200_000 }],
    ['before:-7d', { kind: 'time', to: sampleNow - 7 * 86_400_000 }],
    ['on:2h..1h', { kind: 'time', from: sampleNow - 7_200_000, to: sampleNow - 3_600_000 }],
  ])('means what it says: %s', (query, meaning) => {
    expect(parseQuery(query, options)).toMatchObject({ ok: true, ast: meaning });
  });

  it.each<[string, string, string]>([
    ['toool:x', 'toool', 'There is no field "toool". Did you mean "tool"? Text with : in it goes in quotes.'],
    ['one durr>1s', 'durr', 'Did you mean "dur"?'],
    ['see https://x.org', 'https', 'Fields are plugin, server,'],
    ['tool:', ':', 'A value is missing; write for example tool:list_*.'],
    ['tool:a, b', ',', 'A value is missing'],
    ['tool:""', '""', 'A value is missing'],
    ['tool:"a"b', '"a"', 'Put quotes around the whole value'],
    ['tool:a"b"', 'a', 'Put quotes around the whole value'],
    ['outcome:eror', 'eror', '"eror" is no outcome. Did you mean outcome:error?'],
    ['agent:gpt', 'gpt', 'There is: claude-code, codex.'],
    ['is:slow', 'slow', 'is:subagent'],
    ['dur:1s', '1s', 'Write dur>1s, dur<1s or a range'],
    ['dur>5', '5', 'Say the unit: 5ms, 5s, 5m or 5h.'],
    ['dur>soon', 'soon', 'Write a duration'],
    ['dur>', '>', 'A value is missing; write for example dur>1s.'],
    ['dur:<', '<', 'A duration is missing'],
    ['dur:5s..1s', '5s..1s', 'The range is empty; write dur:1s..5s.'],
    ['dur>1s,2s', '2s', 'takes one value'],
    ['after>2h', 'after>', '"after" takes a colon: after:2h.'],
    ['after:soon', 'soon', 'Write a time such as'],
    ['after:2026-02-30', '2026-02-30', 'Write a time such as'],
    ['after:1h..2h', '1h..2h', 'Write a range with "on"'],
    ['on:1h..2h', '1h..2h', 'The range is empty'],
    ['on:2h', '2h', 'on:2h..now'],
    ['a or', 'r', 'Something must follow here.'],
    ['or a', 'or', 'or quotes around it to look for the word'],
    ['a and or b', 'or', 'joins two parts'],
    ['a ()', '(', 'Nothing stands in these brackets'],
    ['a (b', '(', 'This bracket is not closed'],
    ['a) b', ')', 'This bracket closes nothing'],
    ['a "b c', '"b c', 'The quotes are not closed'],
    ['a - b', '-', 'right behind the minus'],
    ['w*rd', '*', 'at the end of a word'],
    ['a ... b', '...', 'found by letters and digits'],
  ])('that is wrong is told where and what to write: %s', (query, place, message) => {
    const parsed = parseQuery(query, options);
    if (parsed.ok) throw new Error('it was accepted');
    expect(query.slice(parsed.problem.from, parsed.problem.to)).toBe(place);
    expect(parsed.problem.message).toContain(message);
  });

  it('is bounded in length, parts and depth', () => {
    const problem = (query: string) => {
      const parsed = parseQuery(query, options);
      return parsed.ok ? undefined : parsed.problem.message;
    };
    expect(problem('x'.repeat(2_000))).toBeUndefined();
    expect(problem('x'.repeat(2_001))).toContain('too long');
    expect(problem('x '.repeat(64))).toBeUndefined();
    expect(problem('x '.repeat(65))).toContain('too many');
    expect(problem(`tool:${'x,'.repeat(64)}x`)).toContain('too many');
    expect(problem(`${'('.repeat(16)}x${')'.repeat(16)}`)).toBeUndefined();
    expect(problem(`${'-('.repeat(17)}x${')'.repeat(17)}`)).toContain('16 deep');
  });

  it('of any text has a meaning or a problem that points into it', () => {
    const pieces = [
      '"',
      '\\',
      '(',
      ')',
      '-',
      ',',
      '*',
      ' ',
      '..',
      '\0',
      'or',
      'and',
      '<',
      '>=',
      ':',
      '2h',
      '1s',
      'é',
      '😀',
    ];
    const names = queryFields.map(({ name }) => `${name}:`);
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(fc.constantFrom(...pieces, ...names, 'dur>'), { maxLength: 40 }).map((parts) => parts.join('')),
      fc.constantFrom(...pieces).map((piece) => piece.repeat(900)),
    );
    fc.assert(
      fc.property(hostile, (query) => {
        const parsed = parseQuery(query, options);
        const places = parsed.ok ? parsed.spans : [parsed.problem];
        let last = 0;
        for (const { from, to } of places) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(to).toBeGreaterThan(from);
          expect(to).toBeLessThanOrEqual(query.length);
          last = to;
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('covers every character that is no gap with spans', () => {
    fc.assert(
      fc.property(sampleQueries, (query) => {
        const parsed = parseQuery(query, options);
        if (!parsed.ok) throw new Error(parsed.problem.message);
        const covered = new Set(
          parsed.spans.flatMap(({ from, to }) => [...query.slice(from, to)].map((_, n) => from + n)),
        );
        expect([...query].every((letter, at) => letter === ' ' || covered.has(at))).toBe(true);
      }),
    );
  });

  it('with relative times means the same a moment later', () => {
    const at = (now: number) => parseQuery('after:2h dur>1s', { ...options, now });
    expect(at(sampleNow + 400)).toEqual(at(sampleNow + 900));
    expect(meaningOf('after:2h')).not.toEqual(meaningOf('after:3h'));
  });
});

describe('docs/query.md', () => {
  const page = readFileSync(join(projectRoot, 'docs/query.md'), 'utf8');

  it('has a row for every field', () => {
    const rows = [...page.matchAll(/^\| `([a-z]+):?` \|/gm)].map((match) => match[1]);
    expect(rows).toEqual(expect.arrayContaining(queryFields.map(({ name }) => name)));
  });

  it('shows nothing that does not work', () => {
    const examples = [...page.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
    const blocks = [...page.matchAll(/^ {4}(.+)$/gm)].map((match) => match[1] ?? '');
    const isQuery = (each: string) => /[:<>][^:]/.test(each) && !/^[\d-]+T/.test(each);
    const queries = [...examples.filter(isQuery), ...blocks];
    expect(queries.length).toBeGreaterThan(25);
    for (const query of queries) meaningOf(query);
  });
});
