import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeQuery, type ValueCounts, valueText } from '#history/query-completion';
import { parseQuery } from '#history/query-parser';

const present: Partial<Record<Parameters<ValueCounts>[0], Record<string, number>>> = {
  agent: { codex: 5 },
  plugin: { 'claude-code:plugin/github@official': 3, 'codex:mcp/db@user': 9 },
  tool: { list_issues: 4, Bash: 40, 'get issue (old)': 2, issues: 1 },
  project: { '/home/me/web': 7 },
  server: { none: 1 },
};
const valuesOf: ValueCounts = (field) =>
  Object.entries(present[field] ?? {}).map(([value, count]) => ({ value, count }));

/** `|` stands for the caret; the answer is what the query would become. */
function completed(query: string): string[] {
  const caret = query.indexOf('|');
  const text = query.replace('|', '');
  return completeQuery(text, caret, valuesOf).map((each) => text.slice(0, each.from) + each.text + text.slice(each.to));
}

describe('completion of a query', () => {
  it.each<[string, string[]]>([
    ['x se|', ['x server:', 'x session:']],
    ['-pl|', ['-plugin:']],
    ['du|r', ['dur>']],
    ['i|', ['is:subagent']],
    ['tool:|', ['tool:Bash', 'tool:list_issues', 'tool:"get issue (old)"', 'tool:issues']],
    ['tool:iss|', ['tool:issues', 'tool:list_issues', 'tool:"get issue (old)"']],
    ['tool:Bash,li| x', ['tool:Bash,list_issues x']],
    ['tool:li|ne x', ['tool:list_issues x']],
    ['tool:"get i|', ['tool:"get issue (old)"']],
    ['(-plugin:git|)', ['(-plugin:claude-code:plugin/github@official)']],
    ['plugin:no|', ['plugin:none']],
    ['server:no|', ['server:none', 'server:"none"']],
    ['project:we|', ['project:/home/me/web']],
    ['agent:|', ['agent:codex', 'agent:claude-code']],
    ['outcome:er|', ['outcome:error']],
    ['on:t|', ['on:today']],
    ['dur>1|', ['dur>100ms', 'dur>1s', 'dur>10s', 'dur>1m']],
    ['nosuch:x|', []],
    ['"tool:|', []],
  ])('%s', (query, expected) => expect(completed(query)).toEqual(expected));

  it('offers every field where nothing stands yet, with what it does', () => {
    const [first] = completeQuery('', 0, valuesOf);
    expect(first).toEqual({ text: 'plugin:', from: 0, to: 0, label: expect.stringContaining('plugin by name or id') });
    expect(completed('x |')).toContain('x after:');
  });

  it('tells how many rows have a value, and a plugin by its name', () => {
    expect(completeQuery('plugin:d', 8, valuesOf)).toMatchObject([{ label: 'db (codex:mcp/db@user)', count: 9 }, {}]);
  });

  it('replaces only what lies in the text, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.nat(40),
        fc.constantFrom('', 'tool:', 'on:'),
        (rest, caret, head) => {
          const text = head + rest;
          for (const { from, to } of completeQuery(text, caret, valuesOf)) {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(to).toBeGreaterThanOrEqual(from);
            expect(to).toBeLessThanOrEqual(text.length);
          }
        },
      ),
    );
  });

  it('writes any value so that it is read back as exactly this value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (value) => {
        const parsed = parseQuery(`tool:${valueText(value)} x`, { now: 0, timeZone: 'UTC' });
        const values = [{ text: value.normalize('NFC').toLowerCase() }];
        expect(parsed).toMatchObject({ ok: true, ast: { kind: 'and', nodes: [{ kind: 'value', values }, {}] } });
      }),
      { numRuns: 1_000 },
    );
  });
});
