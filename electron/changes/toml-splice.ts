import { parse } from 'smol-toml';
import type { AST } from 'toml-eslint-parser';
import type { JsonValue } from '#agents/config-edit';
import { type Bracketed, insertChild, removeChildren } from './bracket-edits.ts';
import { applyOperation, lastEntry, sameValue, valueAt } from './config-value.ts';
import {
  type Edit,
  type Path,
  type PlainOperation,
  type PlainSet,
  type SpliceOutcome,
  SpliceRefused,
  spliceOf,
} from './splice.ts';
import { bomLength, lineEndOf } from './text-style.ts';
import { addTableAtEnd, addTopLine, appendLineIn, removeBlock, removeLine } from './toml-lines.ts';
import { tomlKey, tomlKeys, tomlLiteral } from './toml-literal.ts';
import { findTomlValue, isPrefix, isSamePath, readTomlPlaces, type TomlEntry, type TomlPlaces } from './toml-places.ts';

/**
 * Makes one change in a TOML 1.0 text and touches no other byte. A missing key goes into the table that is there,
 * in that table's spelling (header, dotted, inline); a missing table becomes a `[header]` at the end. The result is
 * read again by a second parser and must mean exactly what was asked; otherwise it refuses with the reason.
 */
export function spliceToml(text: string, operation: PlainOperation): SpliceOutcome {
  try {
    const before = parseStrictToml(text);
    const places = readTomlPlaces(text);
    const expected = applyOperation(before, operation);
    if (sameValue(before, expected))
      return { ok: true, text, splice: { offset: 0, removed: '', inserted: '' }, noop: true };
    const done = spliceOf(text, editsFor(text, places, operation, before));
    readTomlPlaces(done.text);
    if (!sameValue(parseStrictToml(done.text), expected)) {
      return { ok: false, reason: 'The edit would not read back as what was asked, so it was not made.' };
    }
    return { ok: true, ...done };
  } catch (error) {
    if (error instanceof SpliceRefused) return { ok: false, reason: error.message };
    if (error instanceof RangeError) return { ok: false, reason: 'The file is nested too deep to be edited safely.' };
    if (error instanceof Error && isParseError(error)) return { ok: false, reason: describeSyntax(error) };
    throw error;
  }
}

/** As `replaceJsonValues`, for a TOML text. */
export function replaceTomlValues(text: string, operations: readonly PlainSet[]): string | undefined {
  const places = readTomlPlaces(text);
  const edits: Edit[] = [];
  for (const { path, value } of operations) {
    const node = findTomlValue(places, path);
    if (node?.type !== 'TOMLValue') return undefined;
    edits.push(replace(node, value));
  }
  const done = spliceOf(text, edits).text;
  readTomlPlaces(done);
  return done;
}

function editsFor(text: string, places: TomlPlaces, operation: PlainOperation, before: unknown): Edit[] {
  const { path } = operation;
  const value = findTomlValue(places, path);
  switch (operation.kind) {
    case 'set':
      return value === undefined ? addValue(text, places, path, operation.value) : [replace(value, operation.value)];
    case 'add-to-list':
      if (value === undefined) return addValue(text, places, path, [operation.item]);
      return insertChild(text, arrayOf(text, places, value), () => tomlLiteral(operation.item));
    case 'append-entry':
      if (value !== undefined)
        return insertChild(text, arrayOf(text, places, value), () => tomlLiteral(operation.value));
      return appendEntry(text, places, path, operation.value);
    case 'remove-from-list': {
      const elements = value?.type === 'TOMLArray' ? value.elements : [];
      const doomed = elements.flatMap((each, at) =>
        each.type === 'TOMLValue' && each.value === operation.item ? [at] : [],
      );
      return removeChildren(text, arrayOf(text, places, value), new Set(doomed));
    }
    case 'unset':
      return removePlace(text, places, path, operation.areCommentsKept);
    case 'remove-entry': {
      const list = valueAt(before, path);
      const at = lastEntry(Array.isArray(list) ? list : [], operation.value);
      if (value !== undefined) return removeChildren(text, arrayOf(text, places, value), new Set([at]));
      return removePlace(text, places, [...path, at]);
    }
  }
}

function replace(node: AST.TOMLContentNode, value: JsonValue): Edit {
  if (node.type === 'TOMLInlineTable') throw new SpliceRefused('A table stands where a single value should be.');
  return { start: node.range[0], end: node.range[1], text: tomlLiteral(value) };
}

/** The nearest table that is there decides how the key is spelled. */
function addValue(text: string, places: TomlPlaces, path: Path, value: JsonValue): Edit[] {
  const parent = path.slice(0, -1);
  const leaf = path.at(-1);
  if (leaf === undefined || typeof leaf === 'number') throw new SpliceRefused('The entry to change is not there.');
  const line = `${tomlKey(leaf)} = ${tomlLiteral(value)}`;
  if (parent.length === 0) return [addTopLine(text, places, line)];
  const table = places.holders.find((holder) => holder.kind === 'table' && isSamePath(holder.base, parent));
  if (table !== undefined) return [appendLineIn(text, table, line)];
  for (let length = parent.length; length > 0; length -= 1) {
    const ancestor = path.slice(0, length);
    const inline = places.holders.find((holder) => holder.kind === 'inline' && isSamePath(holder.base, ancestor));
    if (inline?.kind === 'inline') {
      const keys = tomlKeys(path.slice(length));
      return insertChild(text, inlineTable(text, places, inline.node), () => `${keys} = ${tomlLiteral(value)}`);
    }
    const dotted = places.entries.findLast((entry) => isDottedInto(entry, ancestor));
    const hasHeader = places.holders.some((holder) => holder.kind === 'table' && isPrefix(ancestor, holder.base));
    if (dotted !== undefined && (length === parent.length || !hasHeader))
      return addDotted(text, places, dotted, path, value);
    if (hasHeader) break;
  }
  if (path.some((key) => typeof key === 'number')) throw new SpliceRefused('The entry to change is not there.');
  return [addTableAtEnd(text, `[${tomlKeys(parent)}]`, [line])];
}

/** Whether the entry makes the table at `path` by dots alone, so that no header may open it. */
function isDottedInto(entry: TomlEntry, path: Path): boolean {
  return entry.holder.base.length < path.length && path.length < entry.full.length && isPrefix(path, entry.full);
}

function addDotted(text: string, places: TomlPlaces, sibling: TomlEntry, path: Path, value: JsonValue): Edit[] {
  const { holder } = sibling;
  const keys = tomlKeys(path.slice(holder.base.length));
  const line = `${keys} = ${tomlLiteral(value)}`;
  if (holder.kind === 'inline') return insertChild(text, inlineTable(text, places, holder.node), () => line);
  return [appendLineIn(text, holder, line, sibling.node)];
}

function appendEntry(text: string, places: TomlPlaces, path: Path, value: { [key: string]: JsonValue }): Edit[] {
  const isClosed = places.holders.some(
    (each) => each.kind === 'inline' && each.base.length > 0 && isPrefix(each.base, path),
  );
  if (isClosed || places.entries.some((entry) => isDottedInto(entry, path.slice(0, -1)))) {
    return addValue(text, places, path, [value]);
  }
  if (path.some((key) => typeof key === 'number')) throw new SpliceRefused('A list inside a list entry is not edited.');
  const lines = Object.entries(value).map(([key, each]) => `${tomlKey(key)} = ${tomlLiteral(each)}`);
  return [addTableAtEnd(text, `[[${tomlKeys(path)}]]`, lines)];
}

/** Only what one line or one table says can be taken out as one piece. */
function removePlace(text: string, places: TomlPlaces, path: Path, areCommentsKept = false): Edit[] {
  const tables = places.holders.flatMap((each) =>
    each.kind === 'table' && isPrefix(path, each.base) ? [each.node] : [],
  );
  const lines = places.entries.filter((entry) => isPrefix(path, entry.full) && !isPrefix(path, entry.holder.base));
  const [table] = tables;
  const [line] = lines;
  if (tables.length === 1 && lines.length === 0 && table !== undefined)
    return [removeBlock(text, places, table, areCommentsKept)];
  if (tables.length > 0 || lines.length !== 1 || line === undefined) {
    throw new SpliceRefused('What should be removed is spread over several places.');
  }
  const { holder, node } = line;
  if (holder.kind !== 'inline') return [removeLine(text, node)];
  return removeChildren(text, inlineTable(text, places, holder.node), new Set([holder.node.body.indexOf(node)]));
}

function arrayOf(text: string, places: TomlPlaces, node: AST.TOMLContentNode | undefined): Bracketed {
  if (node?.type !== 'TOMLArray') throw new SpliceRefused('A list should stand there, but it is something else.');
  return { ...bracketed(text, places, node, node.elements), whenEmpty: { layout: 'flat', padding: '' } };
}

function inlineTable(text: string, places: TomlPlaces, node: AST.TOMLInlineTable): Bracketed {
  return { ...bracketed(text, places, node, node.body), whenEmpty: { layout: 'flat', padding: ' ' } };
}

function bracketed(text: string, places: TomlPlaces, node: AST.TOMLContentNode, children: readonly AST.TOMLNode[]) {
  return {
    open: node.range[0],
    close: node.range[1] - 1,
    children: children.map(({ range: [start, end] }) => ({ start, end })),
    comments: places.comments.map(({ range: [start, end] }) => ({ start, end, isLine: true })),
    lineEnd: lineEndOf(text),
    afterComma: ' ',
    isList: node.type === 'TOMLArray',
  };
}

/** The second opinion on TOML: smol-toml, which shares nothing with the parser that finds the places. */
export function parseStrictToml(text: string): unknown {
  return parse(text.slice(bomLength(text)), { integersAsBigInt: 'asNeeded' });
}

function isParseError(error: Error): error is Error & { lineNumber?: number; line?: number } {
  return error instanceof SyntaxError || error.name === 'TomlError' || 'codeblock' in error;
}

function describeSyntax(error: Error & { lineNumber?: number; line?: number }): string {
  const line = error.lineNumber ?? error.line;
  const what = error.message.split('\n')[0] ?? '';
  return `The file does not parse as TOML 1.0 (${line === undefined ? '' : `line ${line}: `}${what}); mend it first.`;
}
