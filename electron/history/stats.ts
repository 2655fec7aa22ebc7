import type { HistoryStats } from '#contract/history';
import type { ColumnView } from './columns.ts';
import type { SlicedWork } from './query-slices.ts';

const STEP_ROWS = 16_384;
const DAY_MS = 86_400_000;

/** Counts of tool calls at `places`, by agent, supplier, tool, outcome and UTC day; `byType` counts rows of every type. */
export function* statsOf(view: ColumnView, places: Uint32Array): SlicedWork<HistoryStats> {
  const { dictionaries, codes, times } = view;
  const tool = dictionaries.type.values.indexOf('tool');
  const count = (values: readonly string[]) => new Uint32Array(values.length);
  const [agents, plugins, tools] = (['agent', 'plugin', 'tool'] as const).map((name) =>
    count(dictionaries[name].values),
  );
  const [kinds, results] = (['type', 'outcome'] as const).map((name) => count(dictionaries[name].values));
  const days = new Map<number, number>();
  let total = 0;
  for (let from = 0; from < places.length; from += STEP_ROWS) {
    const to = Math.min(places.length, from + STEP_ROWS);
    for (let index = from; index < to; index++) {
      const place = places[index] ?? 0;
      const type = codes.type[place] ?? 0;
      add(kinds, type);
      if (type !== tool) continue;
      total += 1;
      add(agents, codes.agent[place] ?? 0);
      add(plugins, codes.plugin[place] ?? 0);
      add(tools, codes.tool[place] ?? 0);
      add(results, codes.outcome[place] ?? 0);
      const day = Math.floor((times[place] ?? 0) / DAY_MS);
      days.set(day, (days.get(day) ?? 0) + 1);
    }
    yield;
  }
  return {
    total,
    byAgent: named(dictionaries.agent.values, agents),
    byPlugin: named(dictionaries.plugin.values, plugins),
    byTool: named(dictionaries.tool.values, tools),
    byOutcome: named(dictionaries.outcome.values, results),
    byDay: Object.fromEntries([...days].sort(([a], [b]) => a - b).map(([day, n]) => [dayName(day), n])),
    byType: named(dictionaries.type.values, kinds),
  };
}

function add(counts: Uint32Array | undefined, code: number): void {
  if (counts !== undefined) counts[code] = (counts[code] ?? 0) + 1;
}

/** Code 0 stands for rows that have no value; they are in no list. */
function named(values: readonly string[], counts: Uint32Array | undefined): Record<string, number> {
  const pairs = values.map((value, code) => [value, counts?.[code] ?? 0] as const);
  return Object.fromEntries(pairs.filter(([, n], code) => code > 0 && n > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function dayName(day: number): string {
  const date = new Date(day * DAY_MS);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString().slice(0, 10);
}
