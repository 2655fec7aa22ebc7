import type { CallEnd, CallStart } from '#agents/transcript';
import { present } from './rollout-fields.ts';
import type { RolloutName } from './rollout-name.ts';
import type { RolloutRecord } from './rollout-record.ts';
import { decisionFor, type RolloutState } from './rollout-state.ts';

/** A rollout that is being read. */
export interface Rollout {
  name: RolloutName;
  state: RolloutState;
  skipped: Map<string, number>;
}

/** Records that were copied from the session this one was forked from, told by their ordinal. */
export function isCopy(rollout: Rollout, record: RolloutRecord): boolean {
  return record.ordinal !== undefined && record.ordinal < rollout.state.copiesBelow;
}

/** The session a record belongs to: its file's, and for a copy the one it was copied from. */
export function sessionOf(rollout: Rollout, record: RolloutRecord): string {
  const { state, name } = rollout;
  state.session ??= name.session;
  return isCopy(rollout, record) ? (state.copiedFrom ?? state.session) : state.session;
}

/** Milliseconds since 1970: of the record, else of the last one before it that told its time. */
export function timeOfRecord(rollout: Rollout, record: RolloutRecord): number {
  return record.at ?? rollout.state.at;
}

/** The turn a record belongs to. */
export function turnOf(rollout: Rollout, record: RolloutRecord): string | undefined {
  const { payload } = record;
  for (const place of [payload, payload['internal_chat_message_metadata_passthrough'], payload['metadata']]) {
    if (typeof place === 'object' && place !== null && 'turn_id' in place && typeof place.turn_id === 'string') {
      return place.turn_id;
    }
  }
  return rollout.state.turn;
}

/** For calls the agent gives no id: by ordinal, else by line. It always starts with `gatehouse:`. */
export function madeId(record: RolloutRecord, part = ''): string {
  return `gatehouse:${record.ordinal ?? `line-${record.line}`}${part}`;
}

type StartDetails = Pick<CallStart, 'callId' | 'name'> &
  Partial<{ [K in 'type' | 'at' | 'args' | 'explicit' | 'parent']: CallStart[K] | undefined }>;

export function startFact(rollout: Rollout, record: RolloutRecord, details: StartDetails): CallStart {
  const { state } = rollout;
  return present({
    kind: 'start' as const,
    session: sessionOf(rollout, record),
    callId: details.callId,
    at: details.at ?? timeOfRecord(rollout, record),
    type: details.type ?? ('tool' as const),
    name: details.name,
    args: details.args,
    explicit: details.explicit,
    project: state.cwd,
    branch: state.branch,
    model: state.model,
    agentVersion: state.version,
    parent: details.parent,
    subAgent: isCopy(rollout, record) ? undefined : state.subAgent,
    line: record.line,
  });
}

type EndDetails = Pick<CallEnd, 'callId' | 'outcome' | 'rank'> &
  Partial<{ [K in 'at' | 'result' | 'durationMs' | 'decision' | 'explicit']: CallEnd[K] | undefined }>;

export function endFact(rollout: Rollout, record: RolloutRecord, details: EndDetails): CallEnd {
  return present({
    kind: 'end' as const,
    session: sessionOf(rollout, record),
    callId: details.callId,
    at: details.at ?? timeOfRecord(rollout, record),
    outcome: details.outcome,
    rank: details.rank,
    result: details.result,
    durationMs: details.durationMs,
    decision: details.decision ?? (decisionFor(rollout.state, details.callId) as CallEnd['decision']),
    explicit: details.explicit,
  });
}

export function countSkipped(rollout: Rollout, kind: string): void {
  // Strangers choose these names: many and long ones must not pile up.
  const key = rollout.skipped.size < 200 ? kind.slice(0, 100) : 'other';
  rollout.skipped.set(key, (rollout.skipped.get(key) ?? 0) + 1);
}
