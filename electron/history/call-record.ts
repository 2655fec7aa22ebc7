import type { Supplier } from '#agents/transcript';
import type { CallType, Outcome } from '#contract/history';
import type { AgentId } from '#contract/plugin-id';
import type { CleanBody, NewEnd, NewStart, Redactions } from './new-facts.ts';

/** One call with all that is known of it, joined from its facts. */
export interface CallRecord {
  agent: AgentId;
  session: string;
  callId: string;
  /** Milliseconds since 1970. */
  at: number;
  type: CallType;
  source: 'transcript' | 'runtime';
  name: string;
  supplier: Supplier;
  /** The end named the supplier itself; what the start was resolved to counts no more. */
  isSuppliedByEnd: boolean;
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
  outcome: Outcome;
  /** Of the end that counts; absent while there is none. */
  rank?: number;
  endedAt?: number;
  /** Duration the record itself tells, in ms. */
  toldMs?: number;
  /** Duration a server's log tells, in ms. */
  notedMs?: number;
  decision?: NonNullable<NewEnd['decision']>;
  result?: CleanBody;
  resultRedactions?: Redactions;
}

/** How long it took, in ms: as a server's log or the record tells, else the time between its start and its end. */
export function durationOf(record: CallRecord): number | undefined {
  const known = record.notedMs ?? record.toldMs;
  if (known !== undefined) return known;
  return record.endedAt === undefined ? undefined : Math.max(0, record.endedAt - record.at);
}

export function recordOf(agent: AgentId, start: NewStart, file: string | undefined): CallRecord {
  const { kind: _kind, redactions, args, ...rest } = start;
  return {
    ...rest,
    agent,
    isSuppliedByEnd: false,
    outcome: 'unknown',
    ...(args === undefined ? {} : { args }),
    ...(redactions === undefined ? {} : { argsRedactions: redactions }),
    ...(file === undefined ? {} : { file }),
  };
}
