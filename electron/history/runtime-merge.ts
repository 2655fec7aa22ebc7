import type { Supplier } from '#agents/transcript';
import type { AgentId } from '#contract/plugin-id';
import { endOf, recordFrom, startOf, textOf } from './call-merge.ts';
import type { CallRecord, EndPart, StartPart } from './call-record.ts';
import type { RuntimeEnd, RuntimePart } from './runtime-part.ts';

/**
 * How what `gatehouse run` saw and what a transcript says become one row. A run knows supplier, decision, duration and
 * outcome exactly; the transcript knows session, model, project and where it stands. Both are kept in the row, so that
 * it is the same whichever came first, and however often. Bodies stand in it once: the transcript's, else the run's.
 */
export interface CallParts {
  /** The transcript's; undefined when only a run saw the call. */
  start: StartPart | undefined;
  end: EndPart | undefined;
  runtime: RuntimePart | undefined;
}

/** What a joined row keeps of its sources, without their bodies. */
export interface KeptParts {
  runtime: RuntimePart;
  start?: StartPart;
  end?: EndPart;
  /** Whose bodies the row holds. */
  argsAreRuntime: boolean;
  resultIsRuntime: boolean;
}

export function joinedRecord(agent: AgentId, { start, end, runtime }: CallParts): CallRecord | undefined {
  if (runtime === undefined) return start === undefined ? undefined : recordFrom(start, end);
  const argsAreRuntime = start?.args === undefined;
  const resultIsRuntime = end?.result === undefined;
  const kept: KeptParts = {
    runtime: withoutBodies(runtime),
    ...(start === undefined ? {} : { start: withoutArgs(start) }),
    ...(end === undefined ? {} : { end: withoutResult(end) }),
    ...{ argsAreRuntime, resultIsRuntime },
  };
  const base = start === undefined ? startOfRuntime(agent, runtime) : recordFrom(start, end);
  const { startSupplier: _start, endSupplier: _end, ...rest } = { ...base } as CallRecord;
  const { project, agentVersion, decision } = runtime;
  return {
    ...rest,
    ...(rest.project === undefined && project !== undefined ? { project } : {}),
    ...(rest.agentVersion === undefined && agentVersion !== undefined ? { agentVersion } : {}),
    source: 'runtime',
    supplier: supplierOf(runtime, rest.supplier),
    ...(argsAreRuntime ? argsOf(runtime) : {}),
    ...endedBy(rest, runtime.end, resultIsRuntime),
    decision: { by: decision.by, allowed: decision.effect === 'allow', reason: decision.reason },
    kept,
  };
}

/** The sources of a row again. */
export function partsOf(record: CallRecord): CallParts {
  const { kept, args, argsRedactions, result, resultRedactions } = record;
  if (kept === undefined) return { start: startOf(record), end: endOf(record), runtime: undefined };
  const ownArgs = { ...(args && { args }), ...(argsRedactions && { argsRedactions }) };
  const ownResult = { ...(result && { result }), ...(resultRedactions && { resultRedactions }) };
  const { runtime, start, end, argsAreRuntime, resultIsRuntime } = kept;
  const runtimeEnd = runtime.end && { ...runtime.end, ...(resultIsRuntime ? ownResult : {}) };
  return {
    start: start && { ...start, ...(argsAreRuntime ? {} : ownArgs) },
    end: end && { ...end, ...(resultIsRuntime ? {} : ownResult) },
    runtime: { ...runtime, ...(argsAreRuntime ? ownArgs : {}), ...(runtimeEnd && { end: runtimeEnd }) },
  };
}

/** Of two that saw one call (a file that was copied, a call that was sent again) the earlier counts. */
export function joinRuntime(a: RuntimePart | undefined, b: RuntimePart | undefined): RuntimePart | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const [{ end: endA, ...restA }, { end: endB, ...restB }] = [a, b];
  const first = isFirst(restA, restB) ? restA : restB;
  const end = joinRuntimeEnds(endA, endB);
  return end === undefined ? first : { ...first, end };
}

export function joinRuntimeEnds(a: RuntimeEnd | undefined, b: RuntimeEnd | undefined): RuntimeEnd | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isFirst(a, b) ? a : b;
}

function isFirst(a: { at: number }, b: { at: number }): boolean {
  return a.at === b.at ? textOf(a) <= textOf(b) : a.at < b.at;
}

/** Where the agent told no session, one life of `gatehouse run` stands for it. */
export function sessionOf({ session, run }: RuntimePart): string {
  return session ?? run;
}

function startOfRuntime(agent: AgentId, runtime: RuntimePart): CallRecord {
  const { callId, at, tool } = runtime;
  const supplier = supplierOf(runtime, undefined);
  return {
    ...{ agent, session: sessionOf(runtime), callId, at, type: 'tool', source: 'runtime', name: tool, supplier },
    outcome: 'unknown',
  };
}

function supplierOf({ plugin, server, tool }: RuntimePart, told: Supplier | undefined): Supplier {
  const version = told?.plugin === plugin ? told.version : undefined;
  return { plugin, server, tool, how: 'explicit', ...(version === undefined ? {} : { version }) };
}

function argsOf({ args, argsRedactions }: RuntimePart): Pick<CallRecord, 'args' | 'argsRedactions'> {
  return { ...(args && { args }), ...(argsRedactions && { argsRedactions }) };
}

function endedBy(told: CallRecord, end: RuntimeEnd | undefined, isOwnResult: boolean): Partial<CallRecord> {
  if (end === undefined) return {};
  const { result, resultRedactions, outcome, durationMs, at } = end;
  return {
    rank: told.rank ?? 1,
    outcome: outcome === 'unknown' ? told.outcome : outcome,
    endedAt: told.endedAt ?? at,
    toldMs: durationMs,
    ...(isOwnResult && result !== undefined ? { result } : {}),
    ...(isOwnResult && resultRedactions !== undefined ? { resultRedactions } : {}),
  };
}

function withoutArgs({ args: _args, argsRedactions: _redactions, ...rest }: StartPart): StartPart {
  return rest;
}

function withoutResult({ result: _result, resultRedactions: _redactions, ...rest }: EndPart): EndPart {
  return rest;
}

function withoutBodies({ args: _args, argsRedactions: _redactions, end, ...rest }: RuntimePart): RuntimePart {
  if (end === undefined) return rest;
  const { result: _result, resultRedactions: _more, ...ended } = end;
  return { ...rest, end: ended };
}
