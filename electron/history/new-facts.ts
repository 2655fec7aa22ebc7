import type { Body, CallEnd, CallStart, ServerNote, SessionFact, Supplier } from '#agents/transcript';
import type { AgentId } from '#contract/plugin-id';
import type { RuntimeEndFact, RuntimeStartFact } from './runtime-part.ts';

/** A body after redaction and cutting, ready to be stored and indexed. */
export interface CleanBody extends Body {
  /** Bytes the agent wrote, before anything was cut. */
  size: number;
  isCut: boolean;
}

export type Redactions = Readonly<Record<string, number>>;

export type NewStart = Omit<CallStart, 'args' | 'explicit'> & {
  args?: CleanBody;
  redactions?: Redactions;
  supplier: Supplier;
  source: 'transcript' | 'runtime';
};

export type NewEnd = Omit<CallEnd, 'result' | 'spilled' | 'explicit'> & {
  result?: CleanBody;
  redactions?: Redactions;
  /** Only when the end names its supplier explicitly. */
  supplier?: Supplier;
};

export type NewFact = NewStart | NewEnd | SessionFact | ServerNote | RuntimeStartFact | RuntimeEndFact;

/** How far one file was read. Committed together with the facts of its lines, so that no line counts twice or never. */
export interface FileProgress {
  path: string;
  /** Tells a replaced file from one that grew: device, inode and a hash of its first bytes. */
  identity: string;
  /** Bytes of complete lines taken in. */
  offset: number;
  /** Complete lines taken in. */
  lines: number;
  /** Size and modification time (ms) when it was last read to its end; the size is -1 before that. */
  size: number;
  modifiedMs: number;
  /** What `TranscriptReader.state` gave; empty at the beginning. */
  state: string;
}

/** Facts of one file between two commits. */
export interface FactBatch {
  /** Of the facts that name none themselves. */
  agent: AgentId;
  facts: readonly NewFact[];
  problems: readonly { code: string; message: string; line: number }[];
  progress: FileProgress;
}
