import type { Supplier } from '#agents/transcript';
import type { FactBatch, NewEnd, NewFact, NewStart } from '#history/new-facts';

/** A time every fact is counted from: 2026-11-20 12:00 UTC. */
export const noon = Date.UTC(2026, 10, 20, 12);

const builtin: Supplier = { tool: 'Bash', how: 'builtin' };

export function startOf(callId: string, more: Partial<NewStart> = {}): NewStart {
  return {
    ...{ kind: 'start', session: 's1', callId, at: noon, type: 'tool', name: 'Bash', supplier: builtin },
    source: 'transcript',
    args: body(`{"command":"echo ${callId}"}`, 'json'),
    ...more,
  };
}

export function endOf(callId: string, more: Partial<NewEnd> = {}): NewEnd {
  return {
    ...{ kind: 'end', session: 's1', callId, at: noon + 500, outcome: 'ok', rank: 1 },
    result: body(`result of ${callId}`),
    ...more,
  };
}

export function body(text: string, format: 'text' | 'json' = 'text') {
  return { format, text, size: Buffer.byteLength(text), isCut: false } as const;
}

let files = 0;

/** Facts as they would come from one transcript. */
export function batchOf(facts: readonly NewFact[], path = `/transcripts/${files++}.jsonl`): FactBatch {
  const progress = { path, identity: 'i', offset: 10, lines: 1, size: 10, modifiedMs: 1, state: '' };
  return { agent: 'claude-code', facts, problems: [], progress };
}
