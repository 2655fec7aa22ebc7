import type { LeafNode, QueryNode, TextNode } from './query-ast.ts';
import { isTextOnly, type TextExpression, type TextIndex, textExpression } from './query-text.ts';

/** A tree over columns; what asks for text has become sets of rows. */
export type FilterNode =
  | Exclude<LeafNode, TextNode>
  | { kind: 'set'; index: number; isComplement: boolean }
  | { kind: 'and' | 'or'; nodes: readonly FilterNode[] }
  | { kind: 'not'; node: FilterNode };

/** How a query is evaluated. */
export interface QueryPlan {
  /** Its rows are tried one after the other; without it all rows are. */
  driver?: TextExpression;
  filter: FilterNode;
  /** What the `set` nodes of `filter` mean. */
  sets: readonly TextExpression[];
}

/**
 * Text that every result must have is searched first and the columns decide about each hit, which stops at the end of
 * a page. Text beside an `or`, or only left out, becomes a set.
 */
export function planQuery(ast: QueryNode, index: TextIndex): QueryPlan {
  const conjuncts = conjunctsOf(ast);
  const tokens = index.withoutPositions?.tokens;
  const textual = conjuncts.filter(isTextOnly);
  const rest = conjuncts.filter((node) => !isTextOnly(node));
  const sets: TextExpression[] = [];
  const express = (node: QueryNode) => textExpression(node, tokens);
  const filter: FilterNode[] = rest.map((node) => filterNode(node, sets, express));
  if (textual.length === 0) return { filter: { kind: 'and', nodes: filter }, sets };
  const driver = express({ kind: 'and', nodes: textual });
  if (!driver.isComplement) return { driver, filter: { kind: 'and', nodes: filter }, sets };
  filter.push(setNode(driver, sets));
  return { filter: { kind: 'and', nodes: filter }, sets };
}

function conjunctsOf(node: QueryNode): QueryNode[] {
  if (node.kind === 'and') return node.nodes.flatMap(conjunctsOf);
  if (node.kind !== 'not') return [node];
  const inner = node.node;
  if (inner.kind === 'not') return conjunctsOf(inner.node);
  if (inner.kind === 'or') return inner.nodes.flatMap((each) => conjunctsOf({ kind: 'not', node: each }));
  return [node];
}

function filterNode(node: QueryNode, sets: TextExpression[], express: (node: QueryNode) => TextExpression): FilterNode {
  if (isTextOnly(node)) return setNode(express(node), sets);
  if (node.kind === 'not') return { kind: 'not', node: filterNode(node.node, sets, express) };
  if (node.kind !== 'and' && node.kind !== 'or') return node as Exclude<LeafNode, TextNode>;
  const textual = node.nodes.filter(isTextOnly);
  const nodes = node.nodes.filter((each) => !isTextOnly(each)).map((each) => filterNode(each, sets, express));
  if (textual.length > 0) nodes.push(setNode(express({ kind: node.kind, nodes: textual }), sets));
  return { kind: node.kind, nodes };
}

function setNode(expression: TextExpression, sets: TextExpression[]): FilterNode {
  return { kind: 'set', index: sets.push(expression) - 1, isComplement: expression.isComplement };
}
