import { tokenKeywords } from '#history/token-matcher';
import type { RuleSet } from './secretlint-patterns.ts';

/** Comments that switch secretlint off, and two rules that take a whole URL where ours take the secret in it. */
const notTaken = new Set(['filter-comments', 'basicauth', 'slack']);

/** The text of electron/history/secretlint-rules.ts: what can run with a bound, and a list of what cannot. */
export function rulesModule({ version, license, patterns }: RuleSet): string {
  const wanted = patterns.filter(({ rule }) => !notTaken.has(rule));
  const judged = wanted.map((entry) => ({ ...entry, fault: faultOf(entry.pattern) }));
  const taken = judged.filter(({ fault }) => fault === undefined);
  const left = judged.filter(({ fault }) => fault !== undefined);
  return [
    '/*!',
    ` * Made by scripts/write-token-rules.ts from @secretlint/secretlint-rule-preset-recommend ${version}. Do not edit.`,
    ' *',
    ...license.split('\n').map((line) => ` * ${line}`.trimEnd()),
    ' */',
    "import type { TokenRule } from './token-rules.ts';",
    '',
    '/** The maintained set, as far as its patterns are bounded and begin with fixed characters. */',
    'export const secretlintRules: readonly TokenRule[] = [',
    ...taken.map(({ rule, pattern }) => entry(`${rule}-token`, literal(pattern))),
    '];',
    '',
    '// Left out, because they could run without bound or anywhere; token-rules.ts and the other matchers have these kinds:',
    ...left.map(({ rule, fault }) => `// ${rule}: ${fault ?? ''}`),
    '',
  ].join('\n');
}

/** As the formatter writes it. */
function entry(kind: string, pattern: string): string {
  const line = `  { kind: '${kind}', pattern: ${pattern} },`;
  if (line.length <= 120) return line;
  const field = `    pattern: ${pattern},`;
  const broken = field.length <= 120 ? field : `    pattern:\n      ${pattern},`;
  return `  {\n    kind: '${kind}',\n${broken}\n  },`;
}

function faultOf(pattern: RegExp): string | undefined {
  try {
    tokenKeywords({ kind: 'pattern', pattern });
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message.replaceAll(/\s+/g, ' ').slice(0, 100);
  }
}

function literal(pattern: RegExp): string {
  return `/${pattern.source}/${pattern.flags.replace('g', '')}`;
}
