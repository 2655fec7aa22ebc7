import { callTypes, outcomes } from '#contract/history';
import { agentIds } from '#contract/plugin-id';
import type { ValueField } from './query-ast.ts';

/** What may stand before a colon. docs/query.md has the same rows. */
export interface QueryField {
  name: string;
  kind: 'value' | 'time' | 'duration' | 'is';
  does: string;
  /** All the values there are, where that is known. */
  values?: readonly string[];
  /** Shown when the value is missing. */
  example: string;
}

const sources = ['transcript', 'runtime'];

const valueRows: readonly (QueryField & { name: ValueField; kind: 'value' })[] = [
  { name: 'plugin', kind: 'value', does: 'plugin by name or id; none for built-in tools', example: 'plugin:github' },
  { name: 'server', kind: 'value', does: 'MCP server', example: 'server:github' },
  { name: 'tool', kind: 'value', does: 'tool, skill, command or hook event', example: 'tool:list_*' },
  { name: 'agent', kind: 'value', does: 'agent', example: 'agent:claude', values: agentIds },
  { name: 'project', kind: 'value', does: 'folder and what is below, or its last part', example: 'project:website' },
  { name: 'outcome', kind: 'value', does: 'how it ended', example: 'outcome:error', values: outcomes },
  { name: 'decision', kind: 'value', does: 'who allowed or denied it', example: 'decision:user' },
  { name: 'session', kind: 'value', does: 'session id', example: 'session:0199*' },
  { name: 'type', kind: 'value', does: 'tool, skill, command or hook', example: 'type:skill', values: callTypes },
  { name: 'source', kind: 'value', does: 'where the record is from', example: 'source:transcript', values: sources },
];

export const queryFields: readonly QueryField[] = [
  ...valueRows,
  { name: 'dur', kind: 'duration', does: 'how long it took', example: 'dur>1s' },
  { name: 'after', kind: 'time', does: 'from then on', example: 'after:2h' },
  { name: 'before', kind: 'time', does: 'before then', example: 'before:2026-11-20' },
  { name: 'on', kind: 'time', does: 'a day, or a range of days', example: 'on:today' },
  { name: 'is', kind: 'is', does: 'calls of sub-agents', example: 'is:subagent', values: ['subagent'] },
];

/** Fields a row may lack; `field:none` finds those. */
export const optionalFields: ReadonlySet<ValueField> = new Set(['plugin', 'server', 'project', 'decision']);

export function fieldNamed(name: string): QueryField | undefined {
  const lower = name.toLowerCase();
  return queryFields.find((field) => field.name === lower);
}

export function isValueField(field: QueryField): field is QueryField & { name: ValueField } {
  return field.kind === 'value';
}
