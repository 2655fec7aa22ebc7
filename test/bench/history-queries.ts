import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CallStore, openCallStore } from '#history/call-store';
import { type History, openHistory } from '#history/history';
import { nodeMachine } from '#platform/machine';
import { plantedWords, syntheticFacts } from '#test/helpers/synthetic-facts';
import { quantile, type Row, row, shown } from './row.ts';

type Query = string | ((turn: number) => string);

/** Asked before in no turn, so that no answer is remembered: it leaves out one session more. */
function anew(query: Query, turn: number): string {
  return `${typeof query === 'string' ? query : query(turn)} -session:session-${turn}`.trim();
}

export interface HistoryQueriesOptions {
  folder: string;
  calls: number;
}

const PAGE = 100;
const RUNS = 25;
const PAGE_MS = 20;
const FILTER_MS = 100;
const SIZE_RATIO = 1.6;

interface Question {
  name: string;
  limitMs: number;
  ask(history: History, turn: number): Promise<unknown>;
}

/** Questions to a store of so many calls, asked from another thread as the app asks them. */
export async function historyQueries({ folder, calls }: HistoryQueriesOptions): Promise<Row[]> {
  const data = join(folder, 'data-queries');
  const built = build(data, calls);
  const started = performance.now();
  const machine = nodeMachine(join(folder, 'home-of-queries'));
  const table = { plugins: [], standalone: [] };
  const log = (message: string) => process.stderr.write(`${message}\n`);
  const history = await openHistory({ folder: data, machine, table, watch: false, log });
  try {
    const { rows } = await history.status();
    const opened = performance.now() - started;
    const about = `${rows} calls`;
    const found: Row[] = [
      row(
        `history: store against the JSON it holds, ${about}`,
        { value: built.size / built.json, limit: SIZE_RATIO, unit: '×' },
        `${shown(built.size / 1e6)} MB for ${shown(built.json / 1e6)} MB, built at ${shown(built.perSecond)} calls/s`,
        built,
      ),
      row(`history: open, ${about}`, { value: opened, limit: 3_000, unit: 'ms' }, 'no budget in DESIGN 9', { opened }),
    ];
    for (const question of questions(calls)) found.push(await timed(history, question, about));
    return found;
  } finally {
    await history.close();
    rmSync(data, { recursive: true, force: true });
  }
}

function build(data: string, calls: number): { size: number; json: number; perSecond: number } {
  const store: CallStore = openCallStore(data);
  let json = 0;
  let spent = 0;
  for (const batch of syntheticFacts(calls)) {
    for (const fact of batch.facts) json += Buffer.byteLength(JSON.stringify(fact));
    const start = performance.now();
    store.takeIn(batch);
    spent += performance.now() - start;
  }
  store.clean(Number.POSITIVE_INFINITY);
  const size = store.size();
  store.close();
  return { size, json, perSecond: (1_000 * calls) / spent };
}

async function timed(history: History, { name, limitMs, ask }: Question, about: string): Promise<Row> {
  const times: number[] = [];
  for (let turn = 0; turn <= RUNS; turn += 1) {
    const start = performance.now();
    await ask(history, turn);
    // The first one prepares what the others find ready.
    if (turn > 0) times.push(performance.now() - start);
  }
  const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
  const limit = { value: p95, limit: limitMs, unit: 'ms p95' };
  return row(`history: ${name}, ${about}`, limit, `p50 ${shown(p50)} ms`, { p50Ms: p50, p95Ms: p95 });
}

function questions(calls: number): Question[] {
  const { common, mid, rare } = plantedWords;
  const page = (name: string, query: Query): Question => ({
    name: `page, ${name}`,
    limitMs: PAGE_MS,
    ask: (history, turn) => history.ask('search', { query: anew(query, turn), limit: PAGE }),
  });
  const overview = (name: string, query: Query): Question => ({
    name: `facets and histogram, ${name}`,
    limitMs: FILTER_MS,
    ask: (history, turn) => history.ask('overview', { query: anew(query, turn), buckets: 120 }),
  });
  const plugin = (turn: number) => `plugin:kit-${turn}@market`;
  const deep = (name: string, query: string): Question => ({
    name: `row by number, ${name}`,
    limitMs: FILTER_MS,
    ask: (history, turn) => {
      const index = Math.floor((calls / 200) * ((turn * 7) % RUNS));
      return history.ask('search', { query: anew(query, turn), limit: PAGE, index });
    },
  });
  return [
    page('everything', ''),
    page('common word', common[0]),
    page('mid word', mid[0]),
    page('rare word', rare[0]),
    page('two words', `${common[0]} ${mid[0]}`),
    page('prefix of 3', `${mid[0].slice(0, 3)}*`),
    page('prefix of 5', `${mid[0].slice(0, 5)}*`),
    page('phrase', '"npm warn deprecated"'),
    page('one plugin', plugin),
    page('errors of one tool', 'tool:Bash outcome:error'),
    page('word in one plugin', (turn) => `${common[0]} ${plugin(turn)}`),
    overview('everything', ''),
    overview('one plugin', plugin),
    overview('agent, tool, outcome and duration', 'agent:claude-code tool:Bash outcome:error dur>1s'),
    overview('either or', (turn) => `(${plugin(turn)} or tool:Read) -outcome:ok`),
    overview('a month', 'after:2026-06-01 before:2026-07-01'),
    overview('mid word', mid[0]),
    overview('common word', common[0]),
    deep('everything', ''),
    deep('one tool', 'tool:Bash'),
  ];
}
