import { folded, type LeafNode, type QueryOptions, type TimeNode, type ValuePattern } from './query-ast.ts';
import { durationNode, type Relation } from './query-duration.ts';
import { nearestName, QueryFault } from './query-fault.ts';
import { isValueField, type QueryField } from './query-fields.ts';
import type { Piece, QueryReader } from './query-reader.ts';
import { periodOf } from './query-time.ts';

const barePart = /[^\s\u0000-\u001f\u007f()",]+/y;

/** Reads what stands behind `name:` or `dur>`. Throws QueryFault. */
export function readField(
  reader: QueryReader,
  field: QueryField,
  relation: Relation,
  options: QueryOptions,
): { node: LeafNode; values: number } {
  const from = reader.at;
  const pieces = readPieces(reader, field);
  reader.mark('value', from);
  return { node: nodeOf(field, relation, pieces, options), values: pieces.length };
}

function readPieces(reader: QueryReader, field: QueryField): [Piece, ...Piece[]] {
  const first = readPiece(reader, field);
  const pieces: [Piece, ...Piece[]] = [first];
  while (reader.peek() === ',') {
    reader.at += 1;
    pieces.push(readPiece(reader, field));
  }
  const next = reader.peek();
  const last = pieces.at(-1) ?? first;
  if (next === '"' || (last.isQuoted && next !== ')' && reader.take(barePart) !== undefined)) {
    throw new QueryFault('Put quotes around the whole value, or a space behind it.', last.from, last.to);
  }
  return pieces;
}

function readPiece(reader: QueryReader, field: QueryField): Piece {
  const piece = reader.quoted() ?? reader.bare(barePart);
  if (piece.text !== '') return piece;
  throw new QueryFault(
    `A value is missing; write for example ${field.example}.`,
    piece.isQuoted ? piece.from : piece.from - 1,
    piece.to,
  );
}

function nodeOf(field: QueryField, relation: Relation, pieces: [Piece, ...Piece[]], options: QueryOptions): LeafNode {
  const [piece] = pieces;
  if (isValueField(field)) {
    for (const each of pieces) checkValue(field, each);
    return { kind: 'value', field: field.name, values: pieces.map((each) => patternOf(field, each, options)) };
  }
  if (field.kind === 'is') return subAgent(field, pieces);
  const [, second] = pieces;
  if (second !== undefined) {
    throw new QueryFault(`"${field.name}" takes one value; join two with "or".`, second.from, second.to);
  }
  return field.kind === 'duration' ? durationNode(relation, piece.text, piece.from) : timeNode(field, piece, options);
}

/** Values nobody can have are refused, so that a slip does not look like an empty result. */
function checkValue(field: QueryField, { text, from, to }: Piece): void {
  const known = field.values;
  if (known === undefined || text.includes('*')) return;
  const value = folded(text);
  if (known.some((each) => each === value || (field.name === 'agent' && each.startsWith(`${value}-`)))) return;
  const nearest = nearestName(value, known);
  const hint = nearest === undefined ? `There is: ${known.join(', ')}.` : `Did you mean ${field.name}:${nearest}?`;
  throw new QueryFault(`"${text}" is no ${field.name}. ${hint}`, from, to);
}

function patternOf(field: QueryField, { text, isQuoted }: Piece, { home }: QueryOptions): ValuePattern {
  const isAtHome = field.name === 'project' && home !== undefined && /^~(?:[\\/]|$)/.test(text);
  return { text: folded(isAtHome ? home + text.slice(1) : text), isLiteral: isQuoted };
}

function subAgent(field: QueryField, pieces: readonly Piece[]): LeafNode {
  for (const { text, from, to } of pieces) {
    if (/^sub-?agent$/i.test(text)) continue;
    throw new QueryFault(`"is" knows one value: ${field.example}.`, from, to);
  }
  return { kind: 'subagent' };
}

function timeNode(field: QueryField, { text, from, to }: Piece, { now, timeZone }: QueryOptions): TimeNode {
  const dots = text.indexOf('..');
  if (dots >= 0 && field.name !== 'on') throw new QueryFault(`Write a range with "on": on:${text}.`, from, to);
  const period = (part: string, offset: number) => {
    const found = periodOf(part, now, timeZone);
    if (found !== undefined) return found;
    const message = 'Write a time such as 2h, yesterday, 21-Nov, 2026-11-20 or 2026-11-20T14:30.';
    throw new QueryFault(message, from + offset, part === '' ? to : from + offset + part.length);
  };
  if (dots >= 0) {
    const first = period(text.slice(0, dots), 0);
    const last = period(text.slice(dots + 2), dots + 2);
    if (first.from >= last.to) throw new QueryFault('The range is empty; write the earlier time first.', from, to);
    return { kind: 'time', from: first.from, to: last.to };
  }
  const only = period(text, 0);
  if (field.name === 'after') return { kind: 'time', from: only.from };
  if (field.name === 'before') return { kind: 'time', to: only.from };
  if (only.from === only.to) throw new QueryFault(`"on" takes a day or a range: on:today, on:${text}..now.`, from, to);
  return { kind: 'time', ...only };
}
