import type { CallEnd, CallStart, Observation } from '#agents/transcript';
import { endFact, type Rollout, startFact, timeOfRecord, turnOf } from './rollout-facts.ts';
import type { Verdict } from './rollout-outcome.ts';
import { programOf } from './rollout-programs.ts';
import type { RolloutRecord } from './rollout-record.ts';
import { closeCall, isKnown, rememberSearch, takeSearch } from './rollout-state.ts';
import { isShell } from './rollout-tool-names.ts';

/** What Codex itself recorded of a call, in either form: `mcp_tool_call_end`, …, or an item that was completed. */
export interface NativeCall {
  id: string;
  name: string;
  /** As a program in code mode spells it. */
  spelled?: string | undefined;
  args: CallStart['args'] | undefined;
  result: CallEnd['result'] | undefined;
  /** Undefined when the record does not tell. */
  verdict: Verdict | undefined;
  durationMs?: number | undefined;
  /** Milliseconds since 1970. */
  startedAt?: number | undefined;
  endedAt?: number | undefined;
  explicit?: CallStart['explicit'] | undefined;
  /** Typed by the user (`!command`), not called by the model. */
  isUsers?: boolean;
}

/**
 * The end of a call that was seen, recognised by its id; else a row of its own, as calls inside a program are, made by
 * the program that ran then.
 */
export function readNative(rollout: Rollout, record: RolloutRecord, call: NativeCall): readonly Observation[] {
  const owner = ownerOf(rollout, call);
  if (owner !== undefined) return [nativeEnd(rollout, record, owner, call)];
  if (call.isUsers === true) return [];
  const endedAt = call.endedAt ?? timeOfRecord(rollout, record);
  const at = call.startedAt ?? endedAt - (call.durationMs ?? 0);
  const turn = turnOf(rollout, record);
  const parent = programOf(rollout.state, { turn, tool: call.spelled ?? call.name, startedAt: at });
  const { id: callId, name, args, explicit } = call;
  if (name === 'web_search') rememberSearch(rollout.state, callId, true);
  closeCall(rollout.state, callId);
  return [
    startFact(rollout, record, { callId, name, at, args, explicit, parent }),
    nativeEnd(rollout, record, callId, call),
  ];
}

/** Id of the row this is the end of; undefined when it is a row of its own. */
function ownerOf({ state }: Rollout, call: NativeCall): string | undefined {
  if (isKnown(state, call.id)) return call.id;
  if (call.name === 'web_search') return takeSearch(state, false);
  if (!isShell(call.name) || call.id.startsWith('exec-')) return undefined;
  return [...state.open.values()].find((each) => each.isNameless === true && isShell(each.name))?.id;
}

/** A record that says nothing of the end, or only that all went well, tells less than the output does. */
function isTelling({ verdict, result }: NativeCall): boolean {
  return verdict !== undefined && (result !== undefined || verdict.outcome !== 'ok');
}

function nativeEnd(rollout: Rollout, record: RolloutRecord, callId: string, call: NativeCall): CallEnd {
  const { verdict, result, explicit, endedAt } = call;
  const open = rollout.state.open.get(callId);
  // The output of a call with an id is still to come; one without is not found by its output any more.
  if (open?.isNameless === true) closeCall(rollout.state, callId);
  const between =
    call.startedAt === undefined || endedAt === undefined ? undefined : Math.max(0, endedAt - call.startedAt);
  return endFact(rollout, record, {
    callId,
    at: endedAt,
    outcome: verdict?.outcome ?? 'unknown',
    rank: isTelling(call) ? 2 : 0,
    result,
    durationMs: call.durationMs ?? verdict?.durationMs ?? between,
    decision: verdict?.decision,
    explicit,
  });
}
