import { type Node, parseTree } from 'jsonc-parser';
import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';

type Scalar = string | number | boolean | null;

/** A value of a config file with the 1-based line it stands on, whatever the file's language. */
export interface LocatedNode {
  line: number;
  scalar?: Scalar;
  entries?: ReadonlyMap<string, LocatedNode>;
  items?: readonly LocatedNode[];
}

/** What config files nest; deeper text is hostile and is not looked into. */
const MAX_DEPTH = 64;

/** Undefined when the text does not parse: whoever reads the file for its meaning says so. */
export function locatedTree(text: string, file: string): LocatedNode | undefined {
  try {
    return file.toLowerCase().endsWith('.toml') ? fromToml(text) : fromJson(text);
  } catch (error) {
    // The parsers recurse, so that nesting thousands deep ends here.
    if (error instanceof RangeError || error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Text of a scalar, or undefined. */
export function textOf(node: LocatedNode | undefined): string | undefined {
  return typeof node?.scalar === 'string' ? node.scalar : undefined;
}

/** The child at a path of keys. */
export function at(node: LocatedNode | undefined, ...keys: string[]): LocatedNode | undefined {
  return keys.reduce<LocatedNode | undefined>((current, key) => current?.entries?.get(key), node);
}

function fromJson(text: string): LocatedNode | undefined {
  const body = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  const starts = lineStarts(body);
  const convert = (node: Node, depth: number): LocatedNode => {
    const line = lineOf(starts, node.offset);
    if (depth > MAX_DEPTH) return { line };
    if (node.type === 'array') return { line, items: (node.children ?? []).map((each) => convert(each, depth + 1)) };
    if (node.type !== 'object') return { line, scalar: scalarOf(node.value) };
    const entries = new Map<string, LocatedNode>();
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (key !== undefined && value !== undefined) entries.set(String(key.value), convert(value, depth + 1));
    }
    return { line, entries };
  };
  const root = parseTree(body, [], { allowTrailingComma: true });
  return root === undefined ? undefined : convert(root, 0);
}

function scalarOf(value: unknown): Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

interface Growing {
  line: number;
  entries: Map<string, LocatedNode>;
}

function fromToml(text: string): LocatedNode {
  const program = parseTOML(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  const root: Growing = { line: 1, entries: new Map() };
  for (const part of program.body[0].body) {
    if (part.type === 'TOMLKeyValue') put(root, part);
    else {
      const table = tableAt(root, part.resolvedKey, part.loc.start.line);
      for (const pair of part.body) put(table, pair);
    }
  }
  return root;
}

function put(table: Growing, pair: AST.TOMLKeyValue): void {
  const keys = pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
  const last = keys.pop();
  if (last === undefined) return;
  const owner = tableAt(table, keys, pair.loc.start.line);
  owner.entries.set(last, tomlValue(pair.value, 0));
}

function tomlValue(node: AST.TOMLContentNode, depth: number): LocatedNode {
  const line = node.loc.start.line;
  if (depth > MAX_DEPTH) return { line };
  if (node.type === 'TOMLArray') return { line, items: node.elements.map((each) => tomlValue(each, depth + 1)) };
  if (node.type === 'TOMLValue') return { line, scalar: scalarOf(node.value) };
  const table: Growing = { line, entries: new Map() };
  for (const pair of node.body) put(table, pair);
  return table;
}

/** The table at a resolved key (`['hooks', 'Stop', 0]`), made where it is new. */
function tableAt(root: Growing, keys: readonly (string | number)[], line: number): Growing {
  let current: LocatedNode = root;
  for (const [index, key] of keys.slice(0, MAX_DEPTH).entries()) {
    const isList = typeof keys[index + 1] === 'number';
    current = typeof key === 'number' ? itemAt(current, key, line) : childAt(current, key, line, isList);
  }
  return growing(current);
}

function childAt(node: LocatedNode, key: string, line: number, isList: boolean): LocatedNode {
  const { entries } = growing(node);
  const known = entries.get(key);
  if (known !== undefined) return known;
  const made: LocatedNode = isList ? { line, items: [] } : { line, entries: new Map() };
  entries.set(key, made);
  return made;
}

function itemAt(node: LocatedNode, index: number, line: number): LocatedNode {
  const items = (node.items ?? []) as LocatedNode[];
  const known = items[index];
  if (known !== undefined) return known;
  const made: LocatedNode = { line, entries: new Map() };
  items.push(made);
  return made;
}

function growing(node: LocatedNode): Growing {
  return { line: node.line, entries: (node.entries ?? new Map()) as Map<string, LocatedNode> };
}

/** Front matter of a Markdown file; `firstLine` is the line of the text's first line in that file. */
export function fromYaml(text: string, firstLine: number): LocatedNode | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    ...{ logLevel: 'silent', uniqueKeys: false, lineCounter: counter },
  } as const);
  const convert = (node: ParsedNode | null, depth: number): LocatedNode => {
    const line = node === null ? firstLine : counter.linePos(node.range[0]).line + firstLine - 1;
    if (depth > MAX_DEPTH) return { line };
    if (isScalar(node)) return { line, scalar: scalarOf(node.value) };
    if (isSeq<ParsedNode>(node)) return { line, items: node.items.map((each) => convert(each, depth + 1)) };
    if (!isMap<ParsedNode, ParsedNode | null>(node)) return { line };
    const entries = new Map<string, LocatedNode>();
    for (const pair of node.items)
      if (isScalar(pair.key)) entries.set(String(pair.key.value), convert(pair.value, depth + 1));
    return { line, entries };
  };
  return document.errors.length > 0 || document.contents === null ? undefined : convert(document.contents, 0);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let from = text.indexOf('\n'); from !== -1; from = text.indexOf('\n', from + 1)) starts.push(from + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
