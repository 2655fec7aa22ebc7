import type { FactBatch, NewFact } from '#history/new-facts';
import { batchOf, body, endOf, noon, startOf } from '#test/helpers/call-facts';

export const CALLS_PER_BATCH = 10;
export const PATH = '/transcripts/one.jsonl';

/** The batch with this number, always the same: calls with a start here and an end here or in the next batch. */
export function numberedBatch(number: number): FactBatch {
  const facts: NewFact[] = [];
  for (let index = 0; index < CALLS_PER_BATCH; index += 1) {
    const call = number * CALLS_PER_BATCH + index;
    const at = noon + call * 20_000;
    const text = `word${call % 97} other${call % 31} ${'and so on '.repeat(call % 60)}`;
    facts.push(startOf(`c${call}`, { session: `s${call % 7}`, at, args: body(`{"path":"/tmp/file${call}"}`, 'json') }));
    const ended = call % 3 === 0 ? call - CALLS_PER_BATCH : call;
    if (ended >= 0) facts.push(endOf(`c${ended}`, { session: `s${ended % 7}`, at: at + 9, result: body(text) }));
  }
  const batch = batchOf(facts, PATH);
  return { ...batch, progress: { ...batch.progress, offset: number + 1, lines: facts.length } };
}
