import type { QueryProblem } from '#contract/history';

/** Fields whose values are compared as text, each a column. */
export const valueFields = [
  'agent',
  'plugin',
  'server',
  'tool',
  'session',
  'project',
  'decision',
  'outcome',
  'type',
  'source',
] as const;
export type ValueField = (typeof valueFields)[number];

/** One of several values of a field. */
export interface ValuePattern {
  /** In lower case; see `folded`. */
  text: string;
  /** It stood in quotes: `*` and `none` are plain characters then. */
  isLiteral: boolean;
}

/** Rows that have one of the values. */
export interface ValueNode {
  kind: 'value';
  field: ValueField;
  values: readonly ValuePattern[];
}

/** Start times in ms since 1970, `from` included, `to` not; an absent end is open. */
export interface TimeNode {
  kind: 'time';
  from?: number;
  to?: number;
}

/** Durations in ms; an absent end is open. A row without a duration never matches. */
export interface DurationNode {
  kind: 'duration';
  from?: number;
  to?: number;
  /** The ends themselves do not match: `dur>1s`. */
  isOpen: boolean;
}

/** Words next to each other, as the full-text index splits them. */
export interface TextNode {
  kind: 'text';
  text: string;
  /** The last word may go on. */
  isPrefix: boolean;
}

export type LeafNode = ValueNode | TimeNode | DurationNode | TextNode | { kind: 'subagent' };

/** What a query means. An `and` without nodes matches every row. Values and times are resolved, nothing is relative. */
export type QueryNode =
  | LeafNode
  | { kind: 'and' | 'or'; nodes: readonly QueryNode[] }
  | { kind: 'not'; node: QueryNode };

/** A part of the query text, for colouring. */
export interface QuerySpan {
  kind: 'field' | 'value' | 'word' | 'phrase' | 'operator' | 'bracket';
  from: number;
  to: number;
}

export type ParsedQuery =
  | { ok: true; ast: QueryNode; spans: readonly QuerySpan[] }
  | { ok: false; problem: QueryProblem };

export interface QueryOptions {
  /** Milliseconds since 1970: what relative times count from. */
  now: number;
  /** IANA name of the zone in which days begin and times without a zone are read. */
  timeZone: string;
  /** What `~` in `project:` stands for. */
  home?: string;
}

/** How values are compared: without case, and with composed characters. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
