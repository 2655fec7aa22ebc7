import type { Call, CallDetail, HistoryStatus, Outcome, Overview, PluginUse, SearchPage } from '#contract/history';
import { facetNames } from '#contract/history';
import { pluginId } from '#contract/plugin-id';
import { type QueryPart, queryParts } from '#renderer/lib/query-text.ts';
import { rangeOf } from '#renderer/lib/time-range.ts';
import type { Handlers } from '#rpc/server';
import { home } from './sample-plugins.ts';

/** A made-up history of any length, the same for the same size: row n is worked out when it is asked for. */
export interface MadeHistory {
  handlers: Pick<Handlers, Extract<keyof Handlers, `history.${string}`>>;
  status(): HistoryStatus;
  /** New calls at the end; returns the changed event's payload. */
  add(count: number): { revision: number; calls: number; rows: number };
  callAt(index: number): Call;
}

interface Kind {
  plugin?: string;
  server?: string;
  tool: string;
  type?: Call['type'];
  preview: string;
}

const official = (name: string) => pluginId('claude-code', `${name}@claude-plugins-official`);
const kinds: readonly Kind[] = [
  {
    plugin: official('context7'),
    server: 'context7',
    tool: 'query-docs',
    preview: 'libraryId="/vercel/next.js" query="routing and middleware"',
  },
  { tool: 'Bash', preview: 'command="npm test -- --run cart" description="Run the cart tests"' },
  {
    plugin: official('superpowers'),
    tool: 'brainstorming',
    type: 'skill',
    preview: 'skill="superpowers:brainstorming"',
  },
  { tool: 'Read', preview: `file_path="${home}/work/shop-api/src/cart/service.ts"` },
  {
    plugin: official('github'),
    server: 'github',
    tool: 'create_pull_request',
    preview: 'owner="acme" repo="shop-api" head="fix/rounding" title="Rounds half even"',
  },
  { plugin: official('github'), server: 'github', tool: 'list_branches', preview: 'owner="acme" repo="shop-api"' },
  { tool: 'Edit', preview: `file_path="${home}/work/shop-api/src/cart/round.ts" old_string="Math.round"` },
  {
    plugin: official('playwright'),
    server: 'playwright',
    tool: 'browser_evaluate',
    preview: 'function="() => document.cookie"',
  },
  {
    plugin: official('playwright'),
    server: 'playwright',
    tool: 'browser_navigate',
    preview: 'url="http://localhost:3000/cart"',
  },
  { plugin: official('serena'), server: 'serena', tool: 'find_symbol', preview: 'name_path="CartService/addItem"' },
  { tool: 'Grep', preview: 'pattern="roundHalfEven" glob="*.ts"' },
  {
    plugin: official('github'),
    server: 'github',
    tool: 'create_or_update_file',
    preview: 'path="src/\u202Ecart" message="move"',
  },
  { plugin: official('linear'), server: 'linear', tool: 'list_issues', preview: 'team="SHOP" state="In Progress"' },
  { tool: 'PostToolUse', type: 'hook', plugin: official('hookify'), preview: 'matcher="Edit|Write"' },
  {
    plugin: pluginId('claude-code', 'claude-mem@thedotmack'),
    server: 'mcp-search',
    tool: 'search',
    preview: 'query="cart rounding" limit=20',
  },
  {
    plugin: official('telegram'),
    server: 'telegram',
    tool: 'reply',
    preview: 'chat_id=‹redacted chat-id 9› text="done"',
  },
];

const minute = 60_000;

function hash(index: number): number {
  let mixed = Math.imul(index + 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function outcomeOf(mix: number): Outcome {
  const roll = (mix >>> 5) % 100;
  if (roll < 86) return 'ok';
  if (roll < 93) return 'error';
  return roll < 96 ? 'denied' : roll < 98 ? 'cancelled' : 'unknown';
}

/** When the call was that is `ago` calls from the newest: days and weeks with more and with less, always in order. */
function timeBefore(end: number, ago: number, perDay: number): number {
  const days = ago / perDay;
  const wave = 0.11 * Math.sin(2 * Math.PI * days) + 0.6 * Math.sin(days / 2.6);
  return Math.round(end - (days + wave) * 86_400_000);
}

export function madeHistory(size: number, end: number): MadeHistory {
  const first = size;
  let total = size;
  let revision = 1;
  const perDay = Math.max(40, Math.ceil(size / 160));
  const results = new Map<string, number[] | undefined>();

  const timeOf = (index: number) =>
    index >= first ? end + (index - first) * 1_700 : timeBefore(end, first - 1 - index, perDay);
  const idOf = (index: number) => 1_000 + index * 3;

  const callAt = (index: number): Call => {
    const mix = hash(index);
    const kind = kinds[mix % kinds.length] ?? { tool: 'Bash', preview: '' };
    const outcome = outcomeOf(mix);
    const decided: Partial<Call> =
      outcome === 'denied' ? { decision: 'rule' } : (mix >>> 9) % 7 === 0 ? { decision: 'user' } : {};
    return {
      ...{ id: idOf(index), type: kind.type ?? 'tool', at: timeOf(index), tool: kind.tool, preview: kind.preview },
      ...{ agent: (mix >>> 3) % 5 === 0 ? 'codex' : 'claude-code', session: `7b0e5c1a-${Math.floor(index / 214)}` },
      ...{ project: `${home}/work/shop-api`, outcome, source: 'transcript', ...decided },
      ...(kind.plugin === undefined ? {} : { plugin: kind.plugin }),
      ...(kind.server === undefined ? {} : { server: kind.server }),
      ...(outcome === 'unknown'
        ? {}
        : { durationMs: outcome === 'denied' ? 0 : (mix % 97) * (mix % 13) * ((mix >>> 4) % 29 === 0 ? 41 : 1) }),
    };
  };

  /** Indexes that fit, oldest first; undefined when all do. */
  const fitting = (query: string): number[] | undefined => {
    const key = `${query}\n${total}`;
    if (!results.has(key)) {
      const fits = matcher(query, end);
      results.set(
        key,
        fits === undefined
          ? undefined
          : Array.from({ length: total }, (_, index) => index).filter((index) => fits(callAt(index))),
      );
    }
    return results.get(key);
  };
  const countOf = (query: string) => fitting(query)?.length ?? total;
  /** Index in the whole history of the nth newest that fits. */
  const nth = (query: string, position: number): number => {
    const found = fitting(query);
    return found === undefined ? total - 1 - position : (found[found.length - 1 - position] ?? -1);
  };
  const indexOfId = (id: number) => Math.round((id - 1_000) / 3);

  const status = (): HistoryStatus => ({
    ...{ state: 'idle', owner: 'this', files: { done: 842, total: 842 }, bytes: { done: 3.1e9, total: 3.1e9 } },
    ...{ calls: total, rows: total, size: total * 900, first: timeOf(0), problems: 3, revision },
  });

  const search = (query: string, limit: number, from: number): SearchPage => {
    const problem = problemOf(query);
    if (problem !== undefined) return { calls: [], matched: 0, isExact: true, problem };
    const matched = countOf(query);
    const rows = Math.max(0, Math.min(limit, matched - from));
    const calls = Array.from({ length: rows }, (_, at) => callAt(nth(query, from + at)));
    const last = calls.at(-1);
    return {
      calls,
      matched,
      isExact: true,
      ...(last === undefined || from + rows >= matched ? {} : { next: last.id }),
    };
  };

  const timesOf = (query: string) => {
    const found = fitting(query);
    return found ?? Array.from({ length: total }, (_, index) => index);
  };

  return {
    status,
    callAt,
    add(count) {
      total += count;
      revision += 1;
      return { revision, calls: total, rows: total };
    },
    handlers: {
      'history.status': status,
      'history.search': ({ query, limit, index, cursor }) => {
        if (cursor === undefined) return search(query, limit, index ?? 0);
        let from = 0;
        while (from < countOf(query) && idOf(nth(query, from)) >= cursor) from += 1;
        return search(query, limit, from);
      },
      'history.overview': ({ query, buckets }) =>
        overviewOf(timesOf(query), buckets, callAt, total, rangeOf(query, end)),
      'history.days': ({ query, edges }) => {
        const counts = edges.slice(1).map(() => 0);
        let at = 0;
        for (const index of timesOf(query)) {
          const time = timeOf(index);
          while (at < counts.length && time >= (edges[at + 1] ?? Infinity)) at += 1;
          while (at > 0 && time < (edges[at] ?? 0)) at -= 1;
          if (time >= (edges[at] ?? 0) && at < counts.length) counts[at] = (counts[at] ?? 0) + 1;
        }
        return { counts };
      },
      'history.call': ({ id }) => detailOf(callAt(indexOfId(id)), indexOfId(id)),
      'history.around': ({ id, before, after }) => {
        const index = indexOfId(id);
        const from = Math.max(0, index - before);
        const to = Math.min(total - 1, index + after);
        return { calls: Array.from({ length: to - from + 1 }, (_, at) => callAt(from + at)), sessionTotal: 214 };
      },
      'history.complete': ({ query, caret }) => ({ suggestions: suggestionsAt(query, caret) }),
      'history.pluginUse': () => ({ plugins: usesOf(kinds, end) }),
      'history.problems': () => ({ problems: [] }),
      'history.reveal': () => ({}),
      'history.export': ({ query, cursor }) => {
        const from = cursor ?? 0;
        const { calls } = search(query, 500, from);
        const text = calls.map((call) => `${JSON.stringify(call)}\n`).join('');
        return from + 500 < countOf(query) ? { text, next: from + 500 } : { text };
      },
      'history.import': () => ({}),
      'history.forget': ({ query }) => ({ count: countOf(query) }),
      'history.retention': () => ({ days: null, bytes: null }),
      'history.setRetention': () => ({}),
    },
  };
}

const fields = [
  'agent',
  'plugin',
  'server',
  'tool',
  'outcome',
  'project',
  'session',
  'decision',
  'type',
  'dur',
  'after',
  'before',
];

function problemOf(query: string): SearchPage['problem'] {
  const bad = queryParts(query).find((part) => part.kind === 'field' && !fields.includes(part.name ?? ''));
  if (bad === undefined) return undefined;
  return { message: `There is no field “${bad.name ?? ''}”.`, from: bad.from, to: bad.valueFrom };
}

function matcher(query: string, now: number): ((call: Call) => boolean) | undefined {
  const parts = queryParts(query).filter((part) => part.kind !== 'bracket' && part.kind !== 'or');
  if (parts.length === 0) return undefined;
  const { from = -Infinity, to = Infinity } = rangeOf(query, now);
  const tests = parts.filter((part) => part.name !== 'after' && part.name !== 'before');
  return (call) => call.at >= from && call.at < to && tests.every((part) => fits(call, part) !== part.isNegated);
}

function fits(call: Call, { kind, name, value }: QueryPart): boolean {
  if (kind !== 'field') return `${call.preview} ${call.tool}`.toLowerCase().includes(value.toLowerCase());
  if (name === 'dur') return (call.durationMs ?? 0) > Number.parseFloat(value) * (value.endsWith('ms') ? 1 : 1_000);
  const found: Record<string, string | undefined> = { ...call, id: '', at: '', durationMs: '', parent: '' };
  const text = found[name ?? ''] ?? '';
  return value.split(',').some((each) => (name === 'plugin' ? text.includes(each) : text === each));
}

function overviewOf(
  indexes: readonly number[],
  buckets: number,
  callAt: (index: number) => Call,
  total: number,
  range: { from?: number; to?: number },
): Overview {
  const ends = indexes.length === 0 ? [] : [callAt(indexes[0] ?? 0).at, callAt(indexes.at(-1) ?? 0).at];
  const first = range.from ?? ends[0] ?? 0;
  const last = (range.to ?? (ends[1] ?? 0) + 1) - 1;
  const width = Math.max(1, (last - first + 1) / buckets);
  const histogram = Array.from({ length: buckets }, (_, at) => ({
    from: first + at * width,
    to: first + (at + 1) * width,
    count: 0,
    bad: 0,
  }));
  const values = new Map(facetNames.map((name) => [name, new Map<string, number>()]));
  for (const index of indexes) {
    const call = callAt(index);
    const bucket = histogram[Math.min(buckets - 1, Math.max(0, Math.floor((call.at - first) / width)))];
    if (bucket !== undefined) {
      bucket.count += 1;
      if (call.outcome === 'error' || call.outcome === 'denied') bucket.bad += 1;
    }
    for (const [name, counts] of values) {
      const value = call[name];
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const facets = [...values].map(([name, counts]) => {
    const sorted = [...counts].toSorted(([, a], [, b]) => b - a).map(([value, count]) => ({ value, count }));
    return { name, values: sorted.slice(0, 12), more: Math.max(0, sorted.length - 12) };
  });
  return {
    matched: indexes.length,
    isExact: true,
    total,
    ...(indexes.length === 0 ? {} : { first, last }),
    histogram,
    facets,
  };
}

const madeResult = JSON.stringify({
  status: 422,
  message: 'Validation Failed: rounding',
  request: {
    url: 'https://api.github.com/repos/acme/shop-api/pulls?per_page=100&state=open',
    authorization: 'Bearer ‹redacted github-token 40›',
    cookie: '‹redacted secret SESSION 64›',
    id: 0,
  },
  errors: [
    { resource: 'PullRequest', code: 'custom', message: 'A pull request already exists for acme:fix/rounding.' },
  ],
  labels: ['bug', 'cart'],
}).replace('"id":0', '"id":12345678901234567890');

function detailOf(call: Call, index: number): CallDetail {
  const args = JSON.stringify({
    ...{ owner: 'acme', repo: 'shop-api', head: 'fix/rounding', labels: ['bug', 'cart'] },
    body: `Rounds half even, closes #4127. Checked with every currency we sell in.\n\n${'The old way lost a cent on each third order. '.repeat(6)}`,
  });
  const isText = index % 3 === 0;
  const text = isText
    ? `PASS src/cart/round.test.ts\n${Array.from({ length: 60 }, (_, line) => `  ✓ rounds half even, case ${line + 1} (${line % 7} ms)`).join('\n')}\n`
    : madeResult;
  const result = {
    format: isText ? ('text' as const) : ('json' as const),
    text,
    size: index % 5 === 0 ? 412_000 : text.length,
    isCut: index % 5 === 0,
  };
  return {
    ...call,
    ...{ name: call.server === undefined ? call.tool : `mcp__${call.server}__${call.tool}`, callId: `toolu_${index}` },
    ...{
      args: { format: 'json', text: args, size: args.length, isCut: false },
      candidates: [],
      attribution: 'explicit',
    },
    ...(call.outcome === 'unknown' ? {} : { result }),
    ...(call.decision === undefined
      ? {}
      : { reason: call.decision === 'rule' ? 'Bash(rm:*) in ~/.claude/settings.json' : 'you said yes' }),
    redactions: isText
      ? []
      : [
          { kind: 'github-token', count: 1 },
          { kind: 'secret', count: 1 },
        ],
    ...{ branch: 'fix/rounding', model: 'claude-opus-4-5', agentVersion: '2.1.330', pluginVersion: '1.2.0' },
    ...{ file: `${home}/.claude/projects/-home-ada-work-shop-api/7b0e5c1a-9d0c-4b59-a3a0.jsonl`, line: 1184 },
    children: index % 8 === 0 ? [1_000 + (index - 1) * 3] : [],
  };
}

function suggestionsAt(query: string, caret: number) {
  const start = query.slice(0, caret).search(/\S*$/);
  const word = query.slice(start, caret);
  const [name = '', value] = word.split(':');
  const options =
    value === undefined
      ? fields.map((field) => ({ text: `${field}:`, label: `${field}:` }))
      : name === 'outcome'
        ? ['ok', 'error', 'denied', 'cancelled', 'unknown'].map((each) => ({
            text: `outcome:${each} `,
            label: each,
            count: 1_204,
          }))
        : name === 'plugin'
          ? ['github', 'context7', 'playwright', 'serena'].map((each) => ({
              text: `plugin:${each} `,
              label: each,
              count: 31_877,
            }))
          : [];
  return options
    .filter((option) => option.text.startsWith(word))
    .map((option) => ({ ...option, from: start, to: caret }));
}

function usesOf(of: readonly Kind[], now: number): PluginUse[] {
  const ids = new Set(of.flatMap(({ plugin }) => (plugin === undefined ? [] : [plugin])));
  return [...ids].map((id, index) => {
    const days = Array.from({ length: 30 }, (_, day) => ((hash(index * 31 + day) % 100) * (day % 7 < 5 ? 1 : 0.1)) | 0);
    const sum = (list: readonly number[]) => list.reduce((all, each) => all + each, 0);
    return {
      ...{ id, lastUsed: now - (hash(index) % 4_000) * minute, days },
      ...{ calls7: sum(days.slice(-7)), calls30: sum(days), bad30: Math.floor(sum(days) / (12 + index)) },
    };
  });
}
