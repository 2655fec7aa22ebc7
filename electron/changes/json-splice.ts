import { type Node, type ParseError, parseTree, printParseErrorCode, visit } from 'jsonc-parser';
import type { JsonValue } from '#agents/config-edit';
import { type Bracketed, type CommentSpan, insertChild, type Layout, removeChildren } from './bracket-edits.ts';
import { applyOperation, lastEntry, nested, sameValue, valueAt } from './config-value.ts';
import {
  type Edit,
  type Path,
  type PlainOperation,
  type PlainSet,
  type SpliceOutcome,
  SpliceRefused,
  spliceOf,
} from './splice.ts';
import { parseStrictJson, trailingCommas } from './strict-json.ts';
import { bomLength, indentAt, isFirstOnLine, lineEndOf, lineNumber } from './text-style.ts';

/**
 * Makes one change in a JSON text, comments and trailing commas allowed, and touches no other byte. An empty
 * text counts as an empty object. Of duplicate keys the last is edited, because that one counts. The result is
 * read again by a second parser and must mean exactly what was asked; otherwise it refuses with the reason.
 */
export function spliceJson(text: string, operation: PlainOperation): SpliceOutcome {
  try {
    const before = parseStrictJson(text);
    const expected = applyOperation(before === undefined ? {} : before, operation);
    if (sameValue(before, expected))
      return { ok: true, text, splice: { offset: 0, removed: '', inserted: '' }, noop: true };
    const done = spliceOf(text, editsFor(text, operation, before));
    const isMeant = sameValue(parseStrictJson(done.text), expected) && readTree(done.text) !== undefined;
    if (!isMeant || trailingCommas(done.text) > trailingCommas(text)) {
      return { ok: false, reason: 'The edit would not read back as what was asked, so it was not made.' };
    }
    return { ok: true, ...done };
  } catch (error) {
    if (error instanceof SpliceRefused) return { ok: false, reason: error.message };
    if (error instanceof SyntaxError) return { ok: false, reason: describeSyntax(text) };
    if (error instanceof RangeError) return { ok: false, reason: 'The file is nested too deep to be edited safely.' };
    throw error;
  }
}

/**
 * Replaces single values that are all there, with one reading of the text before and one after, so that a thousand cost
 * little more than one. Undefined when one of them is not there, or anything else wants care: then each is made by itself.
 */
export function replaceJsonValues(text: string, operations: readonly PlainSet[]): string | undefined {
  const root = readTree(text);
  if (root === undefined) return undefined;
  const edits: Edit[] = [];
  for (const { path, value } of operations) {
    const found = walk(root, path);
    if (found.rest.length > 0 || found.node.children !== undefined) return undefined;
    edits.push(replaceValue(text, root, found.node, value));
  }
  const done = spliceOf(text, edits).text;
  return trailingCommas(done) === trailingCommas(text) && readTree(done) !== undefined ? done : undefined;
}

/** The value's node, the last of duplicate keys; undefined when nothing stands there or the text does not parse. */
export function findJsonNode(text: string, path: Path): Node | undefined {
  const root = readTree(text);
  return path.reduce<Node | undefined>((node, key) => (node === undefined ? undefined : childOf(node, key)), root);
}

function editsFor(text: string, operation: PlainOperation, before: unknown): Edit[] {
  const { path } = operation;
  const root = readTree(text);
  if (root === undefined) return [wholeDocument(text, before, nested(path, missingValue(operation)))];
  const found = walk(root, path);
  if (found.rest.length > 0) {
    const [key = '', ...deeper] = found.rest;
    if (found.node.type !== 'object' || typeof key === 'number')
      throw new SpliceRefused('The place to change is not there.');
    return insertProperty(text, root, found.node, key, nested(deeper, missingValue(operation)));
  }
  switch (operation.kind) {
    case 'set':
      return [replaceValue(text, root, found.node, operation.value)];
    case 'unset':
      return removeNode(text, root, found.node);
    case 'add-to-list':
      return insertElement(text, root, found.node, operation.item);
    case 'append-entry':
      return insertElement(text, root, found.node, operation.value);
    case 'remove-from-list': {
      const doomed = (found.node.children ?? []).flatMap((each, at) => (each.value === operation.item ? [at] : []));
      return removeChildren(text, bracketed(text, root, found.node), new Set(doomed));
    }
    case 'remove-entry': {
      const list = valueAt(before, path);
      const at = lastEntry(Array.isArray(list) ? list : [], operation.value);
      return removeChildren(text, bracketed(text, root, found.node), new Set([at]));
    }
  }
}

/** What stands at the path when nothing was there. */
function missingValue(operation: PlainOperation): JsonValue {
  if (operation.kind === 'set') return operation.value;
  if (operation.kind === 'add-to-list') return [operation.item];
  if (operation.kind === 'append-entry') return [operation.value];
  throw new SpliceRefused('What should be removed is not there.');
}

/** Undefined when it does not parse, or is nested too deep for the parser. */
function readTree(text: string): Node | undefined {
  const { root, errors } = lenientTree(text);
  return errors.length === 0 ? root : undefined;
}

function lenientTree(text: string): { root: Node | undefined; errors: ParseError[] } {
  const bom = bomLength(text);
  const errors: ParseError[] = [];
  try {
    // A blank instead of the mark keeps every offset.
    const root = parseTree(' '.repeat(bom) + text.slice(bom), errors, {
      allowTrailingComma: true,
      disallowComments: false,
    });
    return { root, errors };
  } catch (error) {
    if (error instanceof RangeError) return { root: undefined, errors };
    throw error;
  }
}

function describeSyntax(text: string): string {
  const first = lenientTree(text).errors[0];
  if (first === undefined) return 'The file does not parse as JSON; mend it first.';
  const what = printParseErrorCode(first.error)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return `The file does not parse as JSON (line ${lineNumber(text, first.offset)}: ${what}); mend it first.`;
}

function childOf(node: Node, key: string | number): Node | undefined {
  if (typeof key === 'number') return node.type === 'array' ? node.children?.[key] : undefined;
  if (node.type !== 'object') return undefined;
  return node.children?.findLast((property) => property.children?.[0]?.value === key)?.children?.[1];
}

function walk(root: Node, path: Path): { node: Node; rest: Path } {
  let node = root;
  for (const [depth, key] of path.entries()) {
    const next = childOf(node, key);
    if (next === undefined) return { node, rest: path.slice(depth) };
    node = next;
  }
  return { node, rest: [] };
}

/** For a text that holds nothing, or nothing but comments. */
function wholeDocument(text: string, before: unknown, value: JsonValue): Edit {
  if (before !== undefined) throw new SpliceRefused('The two parsers do not agree on this file, so it was not edited.');
  const lineEnd = lineEndOf(text);
  const body = text.slice(bomLength(text));
  const gap = body === '' || body.endsWith('\n') ? '' : lineEnd;
  const document = JSON.stringify(value, null, 2).split('\n').join(lineEnd);
  return { start: text.length, end: text.length, text: gap + document + lineEnd };
}

function insertProperty(text: string, root: Node, object: Node, key: string, value: JsonValue): Edit[] {
  const colon = colonStyle(text, root);
  return insertChild(
    text,
    bracketed(text, root, object),
    (layout) => `${JSON.stringify(key)}${colon}${written(text, root, value, layout)}`,
  );
}

function insertElement(text: string, root: Node, array: Node, value: JsonValue): Edit[] {
  return insertChild(text, bracketed(text, root, array), (layout) => written(text, root, value, layout));
}

function replaceValue(text: string, root: Node, node: Node, value: JsonValue): Edit {
  const isOwnLine = node.parent !== undefined && isFirstOnLine(text, node.parent.offset);
  const layout: Layout = isOwnLine ? { kind: 'lines', indent: indentAt(text, node.offset) } : { kind: 'flat' };
  return { start: node.offset, end: node.offset + node.length, text: written(text, root, value, layout) };
}

function removeNode(text: string, root: Node, node: Node): Edit[] {
  const entry = node.parent?.type === 'property' ? node.parent : node;
  const holder = entry.parent;
  if (holder === undefined) throw new SpliceRefused('The whole file would be removed.');
  const at = holder.children?.indexOf(entry) ?? -1;
  return removeChildren(text, bracketed(text, root, holder), new Set([at]));
}

function bracketed(text: string, root: Node, node: Node): Bracketed {
  const entry = node.parent?.type === 'property' ? node.parent : node;
  const isLines = node === root || isFirstOnLine(text, entry.offset);
  const colon = colonStyle(text, root);
  return {
    open: node.offset,
    close: node.offset + node.length - 1,
    children: (node.children ?? []).map((child) => ({ start: child.offset, end: child.offset + child.length })),
    comments: commentsOf(text),
    lineEnd: lineEndOf(text),
    whenEmpty: isLines ? { layout: 'lines', unit: indentUnit(text, root) } : { layout: 'flat', padding: '' },
    afterComma: colon.endsWith(' ') ? ' ' : '',
    isList: node.type === 'array',
  };
}

function commentsOf(text: string): CommentSpan[] {
  const bom = bomLength(text);
  const comments: CommentSpan[] = [];
  visit(' '.repeat(bom) + text.slice(bom), {
    onComment: (start, length) => {
      comments.push({ start, end: start + length, isLine: text.startsWith('//', start) });
    },
  });
  return comments;
}

/** One step of indentation, from the first key of the file; two spaces when it tells nothing. */
function indentUnit(text: string, root: Node): string {
  const first = root.children?.[0];
  if (first === undefined || !isFirstOnLine(text, first.offset)) return '  ';
  const indent = indentAt(text, first.offset).slice(indentAt(text, root.offset).length);
  return indent === '' ? '  ' : indent;
}

/** `": "` unless the first key of the file has no blank after its colon. */
function colonStyle(text: string, root: Node): string {
  const value = root.children?.[0]?.children?.[1];
  return value !== undefined && text[value.offset - 1] === ':' ? ':' : ': ';
}

function written(text: string, root: Node, value: JsonValue, layout: Layout): string {
  if (layout.kind === 'flat') return flatJson(value, colonStyle(text, root));
  const lines = JSON.stringify(value, null, indentUnit(text, root)).split('\n');
  return lines.join(lineEndOf(text) + layout.indent);
}

function flatJson(value: JsonValue, colon: string): string {
  const comma = colon === ':' ? ',' : ', ';
  if (Array.isArray(value)) return `[${value.map((each) => flatJson(each, colon)).join(comma)}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => JSON.stringify(key) + colon + flatJson(each, colon));
  return `{${entries.join(comma)}}`;
}
