import type { QueryNode } from './query-ast.ts';
import { folded, type ValueField } from './query-ast.ts';
import type { QueryEvaluation } from './query-evaluation.ts';

/** Calls looked at; sessions that were running before hold most of them. */
const LOOKED = 200;

export interface LateCall {
  call: number;
  /** Milliseconds since 1970. */
  at: number;
  session: string;
}

/** The last call of a plugin that went well after a moment (ms since 1970) in a session that began after it; null when there is none. */
export async function ranAfter(
  evaluation: QueryEvaluation,
  plugin: string,
  after: number,
  signal?: AbortSignal,
): Promise<LateCall | null> {
  // A call that was refused because nothing is there any more is no evidence.
  const nodes = [exactly('plugin', plugin), exactly('outcome', 'ok'), { kind: 'time', from: after + 1 } as const];
  const late = await evaluation.withMatches(
    { kind: 'and', nodes },
    function* (view, places) {
      yield;
      const { values } = view.dictionaries.session;
      return Array.from(places.subarray(0, LOOKED), (place): LateCall => {
        const session = values[view.codes.session[place] ?? 0] ?? '';
        return { call: view.ids[place] ?? 0, at: view.times[place] ?? 0, session };
      });
    },
    signal,
  );
  const begun = new Map<string, number>();
  for (const each of late) {
    const start = begun.get(each.session) ?? (await startOf(evaluation, each.session, signal));
    begun.set(each.session, start);
    if (start > after) return each;
  }
  return null;
}

function startOf(evaluation: QueryEvaluation, session: string, signal: AbortSignal | undefined): Promise<number> {
  return evaluation.withMatches(
    exactly('session', session),
    function* (view, places) {
      yield;
      return places.reduce((first, place) => Math.min(first, view.times[place] ?? 0), Number.POSITIVE_INFINITY);
    },
    signal,
  );
}

function exactly(field: ValueField, value: string): QueryNode {
  return { kind: 'value', field, values: [{ text: folded(value), isLiteral: true }] };
}
