import type { Outcome } from '#contract/history';
import type { AgentId } from '#contract/plugin-id';
import type { Decision } from '#contract/policy';
import type { CleanBody, Redactions } from './new-facts.ts';

/** What `gatehouse run` saw of one call, clean. */
export interface RuntimePart {
  /** One life of `gatehouse run`. */
  run: string;
  callId: string;
  /** The agent's, when it told the server. */
  session?: string;
  /** Milliseconds since 1970. */
  at: number;
  plugin: string;
  server: string;
  tool: string;
  project?: string;
  agentVersion?: string;
  isCaged: boolean;
  /** Of a server reached over the network. */
  host?: string;
  decision: Decision;
  args?: CleanBody;
  argsRedactions?: Redactions;
  /** Absent while it runs, or when it was killed first. */
  end?: RuntimeEnd;
}

export interface RuntimeEnd {
  at: number;
  outcome: Outcome;
  durationMs: number;
  result?: CleanBody;
  resultRedactions?: Redactions;
  /** What the cage refused meanwhile, in words. */
  refused?: readonly string[];
}

export interface RuntimeStartFact {
  kind: 'runtime-start';
  agent: AgentId;
  part: Omit<RuntimePart, 'end'>;
}

export interface RuntimeEndFact {
  kind: 'runtime-end';
  agent: AgentId;
  callId: string;
  end: RuntimeEnd;
}
