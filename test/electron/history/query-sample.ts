import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { ColumnRow } from '#history/columns';
import type { QueryNode } from '#history/query-ast';
import { parseQuery } from '#history/query-parser';
import type { TextIndex } from '#history/query-text';

export const sampleNow = Date.parse('2026-11-23T09:00:00Z');

/** The meaning of a query that has one. */
export function meaningOf(text: string): QueryNode {
  const parsed = parseQuery(text, { now: sampleNow, timeZone: 'Europe/Berlin', home: '/home/me' });
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`);
  return parsed.ast;
}

export interface SampleRow extends ColumnRow {
  /** What a full-text index would hold. */
  words: string[];
}

const vocabulary = ['alpha', 'beta', 'gamma', 'delta', 'alphabet'];

const optional = fc.constantFrom.bind(fc) as <T>(...values: T[]) => fc.Arbitrary<T>;

/** Rows with few different values, so that queries meet some of them; ids grow with time but for a few. */
export const sampleRows: fc.Arbitrary<SampleRow[]> = fc
  .array(
    fc.record({
      durationMs: optional(undefined, 0, 200, 200.1, 999, 1_000, 5_000),
      type: fc.constantFrom('tool' as const, 'skill' as const, 'hook' as const),
      outcome: fc.constantFrom('ok' as const, 'error' as const, 'denied' as const),
      source: fc.constantFrom('transcript' as const, 'runtime' as const),
      agent: fc.constantFrom('claude-code', 'codex'),
      session: fc.constantFrom('s1', 's2'),
      tool: fc.constantFrom('list_issues', 'list_files', 'Bash', 'none'),
      project: optional(undefined, '/home/me/web', '/home/me/web/api', '/home/me/website', 'C:\\work\\Web'),
      plugin: optional(
        undefined,
        'claude-code:plugin/github@official',
        'codex:plugin/github@other',
        'codex:mcp/db@user',
      ),
      server: optional(undefined, 'github', 'db'),
      decision: optional(undefined, 'user', 'rule'),
      isSubAgent: fc.boolean(),
      jitter: fc.integer({ min: 0, max: 5_000 }),
      words: fc.array(fc.constantFrom(...vocabulary), { maxLength: 4 }),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows.map(({ jitter, ...row }, place) => {
      const present = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
      return { ...present, id: place * 7 + 1, at: sampleNow - (rows.length - place) * 3_000 - jitter } as SampleRow;
    }),
  );

const leaf: fc.Arbitrary<string> = fc.constantFrom(
  ...['agent:claude', 'agent:codex,claude', 'plugin:github', 'plugin:none', 'plugin:github@o*', 'plugin:"none"'],
  ...['plugin:codex:plugin/github@other', 'server:db,none', 'tool:LIST_*', 'tool:*s', 'tool:none', 'session:s1'],
  ...[
    'project:web',
    'project:~/web',
    'project:/home/me',
    'project:web*',
    'project:none',
    'decision:user',
    'type:skill',
  ],
  ...['outcome:error,denied', 'source:runtime', 'is:subagent', 'dur>200ms', 'dur<=200.1ms', 'dur:200ms..1s', 'dur<1s'],
  ...['after:1m', 'before:30s', 'on:2m..1m', 'on:today'],
);
const textLeaf: fc.Arbitrary<string> = fc.constantFrom(
  ...['alpha', 'beta', 'GAMMA', 'alpha*', '"alpha beta"', '"beta gam"*', 'beta-gamma', 'nowhere'],
);

/** Texts of queries over those rows. */
export const sampleQueries: fc.Arbitrary<string> = fc.letrec<{ tree: string; joined: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(leaf, textLeaf),
    tie('joined'),
    tie('tree').map((inner) => `-(${inner})`),
  ),
  joined: fc
    .tuple(fc.array(tie('tree'), { minLength: 1, maxLength: 3 }), fc.constantFrom(' ', ' or '))
    .map(([parts, between]) => `(${parts.join(between)})`),
})).tree;

/** What a query means, one row at a time and without any index. */
export function fits(node: QueryNode, row: SampleRow): boolean {
  switch (node.kind) {
    case 'and':
      return node.nodes.every((each) => fits(each, row));
    case 'or':
      return node.nodes.some((each) => fits(each, row));
    case 'not':
      return !fits(node.node, row);
    case 'time':
      return (node.from === undefined || row.at >= node.from) && (node.to === undefined || row.at < node.to);
    case 'duration': {
      const { durationMs: took } = row;
      if (took === undefined) return false;
      if (node.isOpen)
        return (node.from === undefined || took > node.from) && (node.to === undefined || took < node.to);
      return (node.from === undefined || took >= node.from) && (node.to === undefined || took <= node.to);
    }
    case 'subagent':
      return row.isSubAgent;
    case 'text':
      return holdsWords(row.words, node.text.toLowerCase().split(/[^a-z]+/), node.isPrefix);
    case 'value':
      return node.values.some(({ text, isLiteral }) => valueFits(node.field, row[node.field], text, isLiteral));
  }
}

function holdsWords(words: string[], wanted: string[], isPrefix: boolean): boolean {
  return words.some((_, start) =>
    wanted.every((word, index) => {
      const there = words[start + index] ?? '';
      return isPrefix && index === wanted.length - 1 ? there.startsWith(word) : there === word;
    }),
  );
}

function valueFits(field: string, value: string | undefined, wanted: string, isLiteral: boolean): boolean {
  const mayLack = ['plugin', 'server', 'project', 'decision'].includes(field);
  if (value === undefined) return wanted === 'none' && !isLiteral && mayLack;
  const lower = value.toLowerCase().replaceAll('\\', '/');
  const names = [lower];
  if (field === 'plugin') names.push(lower.replace(/^.*\//, ''), lower.replace(/^.*\/|@.*$/g, ''));
  if (field === 'project') names.push(lower.replace(/^.*\//, ''));
  if (field === 'agent') names.push(lower.replace(/-.*$/, ''));
  if (isLiteral || !wanted.includes('*')) {
    return names.includes(wanted) || (field === 'project' && lower.startsWith(`${wanted}/`));
  }
  const pattern = wanted.split('*').map((part) => part.replace(/[.@/]/g, '\\$&'));
  return names.some((name) => new RegExp(`^${pattern.join('.*')}$`).test(name));
}

/** A real full-text index over the words of the rows. `none` keeps no positions, as a small store would. */
export function sampleIndex(rows: readonly SampleRow[], detail: 'full' | 'none'): TextIndex {
  const database = new DatabaseSync(':memory:');
  database.exec(`
    create virtual table found using fts5(words, detail=${detail}, tokenize='unicode61');
    create virtual table one using fts5(words, tokenize='unicode61');
    create virtual table tokens using fts5vocab(one, 'instance');
  `);
  const insert = database.prepare('insert into found (rowid, words) values (?, ?)');
  for (const { id, words } of rows) insert.run(id, words.join(' '));
  const select = 'select rowid as id from found where found match ? and rowid < ? and rowid > ? order by rowid desc';
  const withOne = <T>(text: string, ask: () => T): T => {
    database.prepare('insert into one (rowid, words) values (1, ?)').run(text);
    const answer = ask();
    database.exec('delete from one');
    return answer;
  };
  const texts = new Map(rows.map(({ id, words }) => [id, words.join(' ')]));
  const index: TextIndex = {
    *match(expression, { before = Number.MAX_SAFE_INTEGER, after = -1 }) {
      const run: number[] = [];
      for (const { id } of database.prepare(select).iterate(expression, before, after)) {
        run.push(Number(id));
        if (run.length === 3) yield run.splice(0);
      }
      yield run;
    },
  };
  if (detail === 'full') return index;
  const terms = database.prepare('select term from tokens order by offset');
  const verify = database.prepare('select 1 from one where one match ?');
  index.withoutPositions = {
    tokens: (text) => withOne(text, () => terms.all().map(({ term }) => String(term))),
    verify: (id, expression) => withOne(texts.get(id) ?? '', () => verify.get(expression) !== undefined),
  };
  return index;
}
