import { parse, TomlError } from 'smol-toml';
import { type AST, parseTOML } from 'toml-eslint-parser';
import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';

/** `value` is undefined only when the text does not parse; then `problems` says at which line. A leading BOM is skipped. */
export interface TomlText {
  value: UnknownRecord | undefined;
  problems: Problem[];
}

export function parseTomlText(text: string, file: string): TomlText {
  const body = withoutBom(text);
  try {
    return { value: asRecord(parse(body, { integersAsBigInt: 'asNeeded' })) ?? {}, problems: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? '';
    const line = Math.max(1, error.line);
    return {
      value: undefined,
      problems: [problem('settings-invalid', `It does not parse as TOML: ${what}.`, { file, line })],
    };
  }
}

/**
 * 1-based line of the deepest part of `path` that stands in the text; undefined when none does or the text
 * does not parse. Slow (it builds a syntax tree): for problems only.
 */
export function tomlLine(text: string, path: readonly (string | number)[]): number | undefined {
  const tree = syntaxTree(withoutBom(text));
  if (tree === undefined) return undefined;
  let best: { depth: number; line: number } | undefined;
  const see = (keys: readonly (string | number)[], line: number) => {
    const depth = sharedDepth(keys, path);
    if (depth > 0 && depth === Math.min(keys.length, path.length) && depth > (best?.depth ?? 0)) best = { depth, line };
  };
  for (const node of tree.body[0].body) {
    if (node.type === 'TOMLKeyValue') seeKeyValue(node, [], see);
    else {
      see(node.resolvedKey, node.loc.start.line);
      for (const each of node.body) seeKeyValue(each, node.resolvedKey, see);
    }
  }
  return best?.line;
}

function seeKeyValue(
  node: AST.TOMLKeyValue,
  above: readonly (string | number)[],
  see: (keys: readonly (string | number)[], line: number) => void,
): void {
  const keys = [...above, ...node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))];
  see(keys, node.loc.start.line);
  if (node.value.type === 'TOMLInlineTable') for (const each of node.value.body) seeKeyValue(each, keys, see);
}

function sharedDepth(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  let depth = 0;
  while (depth < a.length && depth < b.length && a[depth] === b[depth]) depth += 1;
  return depth;
}

function syntaxTree(text: string): AST.TOMLProgram | undefined {
  try {
    return parseTOML(text);
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'lineNumber' in error)) return undefined;
    throw error;
  }
}

function withoutBom(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
