import type { DurationNode } from './query-ast.ts';
import { QueryFault } from './query-fault.ts';

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };
const pattern = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|min|m|h)$/i;

export type Relation = ':' | '<' | '<=' | '>' | '>=';

/** `dur>1s`, `dur<=200ms`, `dur:1s..5s`, `dur:>1s`; `from` is where `text` begins. Throws QueryFault. */
export function durationNode(relation: Relation, text: string, from: number): DurationNode {
  if (relation !== ':') return comparison(relation, text, from);
  const [, inner, rest = ''] = /^([<>]=?)(.*)$/s.exec(text) ?? [];
  if (inner !== undefined) return comparison(inner as Relation, rest, from + inner.length);
  const dots = text.indexOf('..');
  if (dots < 0 || text === '..') {
    const shown = pattern.test(text) ? text : '1s';
    throw new QueryFault(`Write dur>${shown}, dur<${shown} or a range such as dur:1s..5s.`, from, from + text.length);
  }
  const low = text.slice(0, dots);
  const high = text.slice(dots + 2);
  const node: DurationNode = { kind: 'duration', isOpen: false };
  if (low !== '') node.from = milliseconds(low, from);
  if (high !== '') node.to = milliseconds(high, from + dots + 2);
  if (node.from !== undefined && node.to !== undefined && node.from > node.to) {
    throw new QueryFault(`The range is empty; write dur:${high}..${low}.`, from, from + text.length);
  }
  return node;
}

function comparison(relation: Relation, text: string, from: number): DurationNode {
  const end = relation.startsWith('>') ? 'from' : 'to';
  return { kind: 'duration', [end]: milliseconds(text, from), isOpen: !relation.endsWith('=') };
}

function milliseconds(text: string, from: number): number {
  const [, amount, unit = ''] = pattern.exec(text) ?? [];
  if (amount !== undefined) return Number(amount) * (unitMs[unit.toLowerCase()] ?? 0);
  if (text === '') throw new QueryFault('A duration is missing; write for example dur>1s.', from, from);
  const message = /^\d+(\.\d+)?$/.test(text)
    ? `Say the unit: ${text}ms, ${text}s, ${text}m or ${text}h.`
    : 'Write a duration such as 200ms, 1.5s, 2m or 1h.';
  throw new QueryFault(message, from, from + text.length);
}
