import type { Supplier } from '#agents/transcript';
import type { CallType, Outcome } from '#contract/history';
import type { AgentId } from '#contract/plugin-id';
import type { Decision } from '#contract/policy';
import type { CleanBody, NewEnd, NewStart, Redactions } from './new-facts.ts';
import type { KeptParts } from './runtime-merge.ts';

/** What the start of a call tells, as it stands in one session. */
export interface StartPart {
  agent: AgentId;
  session: string;
  callId: string;
  /** Milliseconds since 1970. */
  at: number;
  type: CallType;
  source: 'transcript' | 'runtime';
  name: string;
  supplier: Supplier;
  project?: string;
  branch?: string;
  model?: string;
  agentVersion?: string;
  subAgent?: string;
  /** Call id of the call it was made by. */
  parent?: string;
  /** The transcript it was taken from. */
  file?: string;
  line?: number;
  args?: CleanBody;
  argsRedactions?: Redactions;
}

/** What the ends of a call tell: all of it from the one that counts, but for `endSupplier`. */
export interface EndPart {
  outcome: Outcome;
  rank: number;
  endedAt?: number;
  /** Duration the record itself tells, in ms. */
  toldMs?: number;
  decision?: NonNullable<NewEnd['decision']>;
  result?: CleanBody;
  resultRedactions?: Redactions;
  /** Named by the record itself; it counts more than what the start was resolved to. From any end that names one. */
  endSupplier?: Supplier;
}

/** The agent's own, or Gatehouse's where the call came through `gatehouse run`. */
export interface RecordedDecision {
  by: NonNullable<NewEnd['decision']>['by'] | Decision['by'];
  allowed: boolean;
  reason?: string;
}

/** One call with all that is known of it, joined from its facts. */
export interface CallRecord extends StartPart, Omit<EndPart, 'rank' | 'decision'> {
  decision?: RecordedDecision;
  /** Of a call that `gatehouse run` saw: its sources, so that more of them can be joined. */
  kept?: KeptParts;
  /** Absent while there is no end; the outcome is `unknown` then. */
  rank?: number;
  /** What the start was resolved to, when the end names another supplier. */
  startSupplier?: Supplier;
  /** Duration and error a server's log tells. */
  notedMs?: number;
  notedError?: string;
}

/** How long it took, in ms: as a server's log or the record tells, else the time between its start and its end. */
export function durationOf(record: CallRecord): number | undefined {
  const { notedMs, toldMs } = record;
  // A run has measured it; what a server's log says is nearer than what an agent says.
  const known = record.kept === undefined ? (notedMs ?? toldMs) : (toldMs ?? notedMs);
  if (known !== undefined) return known;
  return record.endedAt === undefined ? undefined : Math.max(0, record.endedAt - record.at);
}

export function startPartOf(agent: AgentId, start: NewStart, file: string | undefined): StartPart {
  const { kind: _kind, redactions, at, ...rest } = start;
  return {
    ...rest,
    agent,
    at: clamped(at),
    ...(redactions === undefined ? {} : { argsRedactions: redactions }),
    ...(file === undefined ? {} : { file }),
  };
}

export function endPartOf(end: NewEnd): EndPart {
  return {
    outcome: end.outcome,
    rank: end.rank,
    ...(end.at === undefined ? {} : { endedAt: clamped(end.at) }),
    ...(end.durationMs === undefined ? {} : { toldMs: end.durationMs }),
    ...(end.decision === undefined ? {} : { decision: end.decision }),
    ...(end.result === undefined ? {} : { result: end.result }),
    ...(end.redactions === undefined ? {} : { resultRedactions: end.redactions }),
    ...(end.supplier?.how === 'explicit' ? { endSupplier: end.supplier } : {}),
  };
}

/** The last moment a `Date` can name. */
const LAST_MS = 8.64e15;

/** Whole milliseconds: what a transcript calls a time may be any number. */
function clamped(at: number): number {
  return Number.isFinite(at) ? Math.round(Math.min(LAST_MS, Math.max(-LAST_MS, at))) : 0;
}

const named = ['session', 'name', 'project', 'branch', 'model', 'agentVersion', 'subAgent', 'file'] as const;

/** Whether a row referred to a text by its name that it refers to no more. */
export function hasLostName(before: CallRecord, after: CallRecord): boolean {
  if (named.some((key) => before[key] !== undefined && before[key] !== after[key])) return true;
  const [a, b] = [before.supplier, after.supplier];
  return a.tool !== b.tool || a.server !== b.server || a.plugin !== b.plugin || a.version !== b.version;
}
