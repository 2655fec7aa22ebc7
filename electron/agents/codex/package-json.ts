import { getNodeValue, parseTree } from 'jsonc-parser';
import { type JsonText, parseJsonText } from '#agents/json-text';
import type { Problem } from '#contract/plugin';
import { type ProblemCode, problem } from '#contract/problem-codes';

/**
 * JSON as Codex reads it: a byte order mark, and a key of `uniqueKeys` that stands twice at the top, make the file
 * unusable (seen with codex 0.169.0).
 */
export function parsePackageJson(
  text: string,
  file: string,
  code: ProblemCode,
  uniqueKeys: readonly string[] = [],
): JsonText {
  const parsed = parseJsonText(text, file, { code });
  if (parsed.value === undefined) return parsed;
  const refusal = refusalOf(text, parsed, uniqueKeys);
  if (refusal === undefined) return parsed;
  const problems: Problem[] = [...parsed.problems, problem(code, refusal, { file, line: 1 })];
  return { value: undefined, problems };
}

function refusalOf(text: string, parsed: JsonText, uniqueKeys: readonly string[]): string | undefined {
  if (text.charCodeAt(0) === 0xfeff) return 'It starts with a byte order mark, and Codex cannot read it then.';
  if (uniqueKeys.length === 0 || !parsed.problems.some((each) => each.code === 'duplicate-key')) return undefined;
  const keys = (parseTree(text)?.children ?? []).map((property): unknown => {
    const [key] = property.children ?? [];
    return key === undefined ? undefined : getNodeValue(key);
  });
  const twice = uniqueKeys.find((key) => keys.filter((each) => each === key).length > 1);
  return twice === undefined ? undefined : `The key ${twice} stands twice, and Codex rejects the file for it.`;
}
