import type { QueryNode, TextNode } from './query-ast.ts';

/** Ids strictly between the two. */
export interface IdRange {
  before?: number;
  after?: number;
}

/**
 * The full-text index, as the evaluation sees it. Expressions are in FTS5's syntax and safe to be bound to `MATCH`:
 * whatever a user types stands in quotes.
 */
export interface TextIndex {
  /**
   * Ids that match, falling, some at a time: to hand them over one by one takes longer than to find them. An iteration
   * stays open while others have their turn, who may write and may open more of them; it is often given up early. Rows
   * removed meanwhile may still be among them.
   */
  match(expression: string, range: IdRange): Iterable<readonly number[]>;
  /**
   * Only for an index that keeps no positions (`detail=none` or `column`): it cannot find phrases, so it is asked for
   * their words, and `verify` then tells whether the text of a row really matches.
   */
  withoutPositions?: {
    /** As the index's tokenizer splits it. */
    tokens(text: string): readonly string[];
    verify(id: number, expression: string): boolean;
  };
}

/** A part of a query that asks for text alone. */
export interface TextExpression {
  /** Finds every row that is meant, and more when `verify` is there. */
  match: string;
  /** Exactly what is meant; to be verified on the text of a row that `match` found. */
  verify?: string;
  /** The rows that are *not* found are meant: FTS5 has no way to say `NOT x` alone. */
  isComplement: boolean;
}

/** Whether a hit of `match` is really meant. */
export function isVerified({ verify }: TextExpression, id: number, { withoutPositions }: TextIndex): boolean {
  return verify === undefined || withoutPositions === undefined || withoutPositions.verify(id, verify);
}

type Tokens = (text: string) => readonly string[];

interface Built {
  match: string;
  isComplement: boolean;
  isExact: boolean;
}

export function isTextOnly(node: QueryNode): boolean {
  if (node.kind === 'text') return true;
  if (node.kind === 'not') return isTextOnly(node.node);
  return (node.kind === 'and' || node.kind === 'or') && node.nodes.length > 0 && node.nodes.every(isTextOnly);
}

/** `node` must ask for text alone. `tokens` is given for an index without positions. */
export function textExpression(node: QueryNode, tokens?: Tokens): TextExpression {
  const { match, isComplement, isExact } = build(node, tokens);
  return { match, isComplement, ...(isExact ? {} : { verify: build(node, undefined).match }) };
}

function build(node: QueryNode, tokens: Tokens | undefined): Built {
  switch (node.kind) {
    case 'text':
      return leaf(node, tokens);
    case 'not': {
      const inner = build(node.node, tokens);
      return { ...inner, isComplement: !inner.isComplement };
    }
    case 'and':
    case 'or': {
      const parts = node.nodes.map((each) => build(each, tokens));
      const plain = parts.filter(({ isComplement }) => !isComplement);
      const inverse = parts.filter(({ isComplement }) => isComplement);
      if (node.kind === 'and') {
        // not a and not b: everything but (a or b).
        return plain.length === 0 ? { ...either(inverse), isComplement: true } : without(all(plain), inverse);
      }
      // a or not b: everything but (b without a).
      return inverse.length === 0 ? either(plain) : { ...without(all(inverse), plain), isComplement: true };
    }
    default:
      throw new Error(`"${node.kind}" asks for no text`);
  }
}

function leaf({ text, isPrefix }: TextNode, tokens: Tokens | undefined): Built {
  const words = tokens?.(text) ?? [];
  if (words.length < 2) return { match: quoted(text, isPrefix), isComplement: false, isExact: true };
  const last = words.length - 1;
  const match = words.map((word, index) => quoted(word, isPrefix && index === last)).join(' AND ');
  return { match: `(${match})`, isComplement: false, isExact: false };
}

/** One string in FTS5's syntax. A NUL would end the expression early, and no token holds one. */
function quoted(text: string, isPrefix: boolean): string {
  return `"${text.toWellFormed().replaceAll('\0', ' ').replaceAll('"', '""')}"${isPrefix ? ' *' : ''}`;
}

function all(parts: readonly Built[]): Built {
  return combined(parts, 'AND');
}

function either(parts: readonly Built[]): Built {
  return combined(parts, 'OR');
}

function combined(parts: readonly Built[], operator: 'AND' | 'OR'): Built {
  const [only] = parts;
  const isExact = parts.every((part) => part.isExact);
  if (only !== undefined && parts.length === 1) return { ...only, isComplement: false };
  return { match: `(${parts.map(({ match }) => match).join(` ${operator} `)})`, isComplement: false, isExact };
}

/** What is found too much by the right side would be missing: such a part is left to `verify`. */
function without(left: Built, right: readonly Built[]): Built {
  const exact = right.filter(({ isExact }) => isExact);
  const isExact = left.isExact && exact.length === right.length;
  const match = exact.length === 0 ? left.match : `(${left.match} NOT ${either(exact).match})`;
  return { match, isComplement: false, isExact };
}

/** What to mark in a result: the words and phrases that are looked for, not those left out. */
export function soughtTexts(node: QueryNode): { text: string; isPrefix: boolean }[] {
  if (node.kind === 'text') return [{ text: node.text, isPrefix: node.isPrefix }];
  return node.kind === 'and' || node.kind === 'or' ? node.nodes.flatMap(soughtTexts) : [];
}
