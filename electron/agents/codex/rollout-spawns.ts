import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { Observation, SessionFact } from '#agents/transcript';
import { textOfOutput } from './rollout-bodies.ts';
import { type Rollout, sessionOf, turnOf } from './rollout-facts.ts';
import { textField } from './rollout-fields.ts';
import { programOf } from './rollout-programs.ts';
import type { RolloutRecord } from './rollout-record.ts';
import { isKnown, type OpenCall } from './rollout-state.ts';

/**
 * A sub-agent of Codex writes a rollout of its own, which names its parent thread but not the call that started it. The
 * parent's rollout knows both: it says so about the other session.
 */
function spawnedSession(
  rollout: Rollout,
  record: RolloutRecord,
  { session, parentCall }: { session: string; parentCall: string | undefined },
): SessionFact {
  const parentSession = sessionOf(rollout, record);
  return { kind: 'session', session, parentSession, ...(parentCall === undefined ? {} : { parentCall }) };
}

/** `collab_agent_spawn_end`, and `sub_agent_activity` as an event or as an item. */
export function spawnedByRecord(rollout: Rollout, record: RolloutRecord, told: UnknownRecord): readonly Observation[] {
  const session = textField(told, 'new_thread_id', 'agent_thread_id', 'newThreadId', 'agentThreadId');
  const kind = textField(told, 'kind');
  if (session === undefined || (kind !== undefined && kind !== 'started')) return [];
  const id = textField(told, 'call_id', 'event_id', 'id');
  const startedAt = record.at ?? rollout.state.at;
  const program = programOf(rollout.state, { turn: turnOf(rollout, record), tool: 'spawn_agent', startedAt });
  const parentCall = id !== undefined && isKnown(rollout.state, id) ? id : program;
  return [spawnedSession(rollout, record, { session, parentCall })];
}

/** Where neither is written, the output of `spawn_agent` names the thread: `{"agent_id":…,"nickname":…}`. */
export function spawnedByOutput(rollout: Rollout, record: RolloutRecord, call: OpenCall): readonly Observation[] {
  if (!/(?:^|[._])spawn_agent$/.test(call.name)) return [];
  const session = /^\s*\{.*?"agent_id"\s*:\s*"([\w-]{8,64})"/s.exec(textOfOutput(asText(record)))?.[1];
  return session === undefined ? [] : [spawnedSession(rollout, record, { session, parentCall: call.id })];
}

function asText(record: RolloutRecord): unknown {
  const output = record.payload['output'];
  return asRecord(output)?.['content'] ?? output;
}
