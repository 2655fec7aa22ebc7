import { type AST, parseTOML } from 'toml-eslint-parser';
import type { Path } from './splice.ts';
import { bomLength } from './text-style.ts';

/** Somewhere key-value lines may stand: the top of the file, a table with a header, an inline table. */
export type TomlHolder = { base: Path } & (
  | { kind: 'top'; node: AST.TOMLTopLevelTable }
  | { kind: 'table'; node: AST.TOMLTable }
  | { kind: 'inline'; node: AST.TOMLInlineTable }
);

export interface TomlEntry {
  full: Path;
  holder: TomlHolder;
  node: AST.TOMLKeyValue;
}

/** Every place a key can be spelled, by the full path it means: header, dotted, inline, quoted or bare. */
export interface TomlPlaces {
  holders: readonly TomlHolder[];
  entries: readonly TomlEntry[];
  comments: readonly AST.Comment[];
}

/** Offsets count from the start of `text`, a byte order mark included. Throws SyntaxError when it is not TOML 1.0. */
export function readTomlPlaces(text: string): TomlPlaces {
  // A blank instead of the mark keeps every offset.
  const bom = bomLength(text);
  const program = parseTOML(' '.repeat(bom) + text.slice(bom), { tomlVersion: '1.0' });
  const [top] = program.body;
  const holders: TomlHolder[] = [];
  const entries: TomlEntry[] = [];

  const readHolder = (holder: TomlHolder) => {
    holders.push(holder);
    for (const node of holder.node.body) {
      if (node.type !== 'TOMLKeyValue') continue;
      const full = [...holder.base, ...node.key.keys.map(keyName)];
      entries.push({ full, holder, node });
      readValue(node.value, full);
    }
  };
  const readValue = (value: AST.TOMLContentNode, full: Path) => {
    if (value.type === 'TOMLInlineTable') readHolder({ kind: 'inline', base: full, node: value });
    if (value.type === 'TOMLArray') value.elements.forEach((each, index) => readValue(each, [...full, index]));
  };

  readHolder({ kind: 'top', base: [], node: top });
  for (const node of top.body) {
    if (node.type === 'TOMLTable') readHolder({ kind: 'table', base: node.resolvedKey, node });
  }
  return { holders, entries, comments: program.comments };
}

export function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.length <= path.length && prefix.every((key, at) => key === path[at]);
}

export function isSamePath(a: Path, b: Path): boolean {
  return a.length === b.length && isPrefix(a, b);
}

/** The value node at `path`, elements of arrays included; undefined for tables with headers and for nothing. */
export function findTomlValue(places: TomlPlaces, path: Path): AST.TOMLContentNode | undefined {
  for (const entry of places.entries) {
    if (!isPrefix(entry.full, path)) continue;
    const value = elementAt(entry.node.value, path.slice(entry.full.length));
    if (value !== undefined) return value;
  }
  return undefined;
}

function elementAt(value: AST.TOMLContentNode, rest: Path): AST.TOMLContentNode | undefined {
  const [key, ...deeper] = rest;
  if (key === undefined) return value;
  if (typeof key !== 'number' || value.type !== 'TOMLArray') return undefined;
  const element = value.elements[key];
  return element === undefined ? undefined : elementAt(element, deeper);
}

function keyName(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}
