import type { JsonNode } from './json-outline.ts';

/** One line of a value as a tree. `path` is unique in the tree and lasts while the value does. */
export interface TreeLine {
  path: string;
  depth: number;
  /** Key in an object; undefined in an array and at the top. */
  name: string | undefined;
  node: JsonNode;
  /** How many entries or items; 0 when it cannot be opened. */
  size: number;
  isOpen: boolean;
  position: { index: number; of: number };
}

/** What was opened or closed by hand, by path; the rest follows `opensItself`. */
export type Folds = ReadonlyMap<string, boolean>;

/** The lines that are seen, in order, at most `limit`; the top itself is no line when it has entries. */
export function treeLines(root: JsonNode, folds: Folds, limit: number): { lines: TreeLine[]; isAll: boolean } {
  const lines: TreeLine[] = [];
  const walk = (node: JsonNode, path: string, depth: number): boolean => {
    const parts = partsOf(node);
    return parts.every(({ name, node: child }, index) => {
      if (lines.length >= limit) return false;
      const place = `${path}/${index}`;
      const size = sizeOf(child);
      const isOpen = size > 0 && (folds.get(place) ?? opensItself(child, depth));
      lines.push({ path: place, depth, name, node: child, size, isOpen, position: { index, of: parts.length } });
      return !isOpen || walk(child, place, depth + 1);
    });
  };
  if (sizeOf(root) > 0) return { isAll: walk(root, '', 0), lines };
  return {
    lines: [
      { path: '/', depth: 0, name: undefined, node: root, size: 0, isOpen: false, position: { index: 0, of: 1 } },
    ],
    isAll: true,
  };
}

export function sizeOf(node: JsonNode): number {
  return node.kind === 'object' ? node.entries.length : node.kind === 'array' ? node.items.length : 0;
}

/** Small and shallow values are open from the start; a list of plain short values is told in its own line. */
function opensItself(node: JsonNode, depth: number): boolean {
  return depth < 3 && sizeOf(node) <= 12 && inlineList(node) === undefined;
}

/** `["bug", "cart"]` when that says it all on one line. */
export function inlineList(node: JsonNode): string | undefined {
  if (node.kind !== 'array' || node.isCut || node.items.length > 8) return undefined;
  const texts = node.items.map(plainText);
  const text = `[${texts.join(', ')}]`;
  return texts.includes(undefined) || text.length > 48 ? undefined : text;
}

function plainText(node: JsonNode): string | undefined {
  if (node.kind === 'string') return node.isCut || /[‹\n]/.test(node.value) ? undefined : JSON.stringify(node.value);
  return node.kind === 'number' || node.kind === 'literal' ? node.raw : undefined;
}

function partsOf(node: JsonNode): { name: string | undefined; node: JsonNode }[] {
  if (node.kind === 'object') return node.entries.map(([name, child]) => ({ name, node: child }));
  return node.kind === 'array' ? node.items.map((child) => ({ name: undefined, node: child })) : [];
}
