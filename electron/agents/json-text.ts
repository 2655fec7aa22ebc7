import { type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser';
import type { Problem } from '#contract/plugin';
import { type ProblemCode, problem } from '#contract/problem-codes';

export interface JsonTextOptions {
  allowComments?: boolean;
  /** Code of a syntax problem; `settings-invalid` unless told. */
  code?: ProblemCode;
}

/** `value` is undefined only when the text does not parse; then `problems` says at which line. A leading BOM is skipped. */
export interface JsonText {
  value: unknown;
  problems: Problem[];
}

export function parseJsonText(text: string, file: string, options: JsonTextOptions = {}): JsonText {
  try {
    return parseBody(text, file, options);
  } catch (error) {
    // The parsers recurse: only nesting thousands deep gets here, and nothing means that.
    if (!(error instanceof RangeError)) throw error;
    const code = options.code ?? 'settings-invalid';
    return { value: undefined, problems: [problem(code, 'It is nested too deep to be read.', { file, line: 1 })] };
  }
}

function parseBody(text: string, file: string, options: JsonTextOptions): JsonText {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const value = parseStrictly(body);
  if (value !== undefined) return { value, problems: duplicateKeys(body, value, file) };
  const code = options.code ?? 'settings-invalid';
  if (body.trim() === '') return { value: undefined, problems: [problem(code, 'The file is empty.', { file })] };
  const errors: ParseError[] = [];
  const lenient: unknown = parse(body, errors, { disallowComments: !options.allowComments, allowTrailingComma: false });
  const first = errors[0];
  if (first === undefined) return { value: lenient, problems: duplicateKeys(body, lenient, file) };
  const what = printParseErrorCode(first.error)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return {
    value: undefined,
    problems: [problem(code, `It does not parse as JSON: ${what}.`, { file, line: lineAt(body, first.offset) })],
  };
}

/** 1-based line of a character offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

function parseStrictly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Whether a key may stand twice. Looking for one is slow and files are many: a text without any has as many colons after
 * quotes as its value has keys.
 */
function mayRepeatKeys(text: string, value: unknown): boolean {
  return (text.match(/"\s*:/g)?.length ?? 0) !== countKeys(value);
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children: unknown[] = Object.values(value);
  return children.reduce<number>((sum, each) => sum + countKeys(each), Array.isArray(value) ? 0 : children.length);
}

function duplicateKeys(text: string, value: unknown, file: string): Problem[] {
  if (!mayRepeatKeys(text, value)) return [];
  const problems: Problem[] = [];
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      open.push(new Set());
    },
    onObjectEnd: () => {
      open.pop();
    },
    onObjectProperty: (name, offset) => {
      const seen = open.at(-1);
      if (seen?.has(name) && problems.length < 20) {
        const line = lineAt(text, offset);
        problems.push(
          problem('duplicate-key', `The key ${JSON.stringify(name)} stands twice; the last one counts.`, {
            file,
            line,
          }),
        );
      }
      seen?.add(name);
    },
  });
  return problems;
}
