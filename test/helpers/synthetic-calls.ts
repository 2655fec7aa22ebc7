import type { SeededRandom } from './seeded-random.ts';
import type { SyntheticText } from './synthetic-text.ts';

/** One call of a tool as an agent makes it, before it is written in that agent's way. */
export interface SyntheticCall {
  name: string;
  input: Record<string, unknown>;
  result: string;
  /** What Claude Code keeps of the result beside what the model saw. */
  native: unknown;
  outcome: 'ok' | 'error' | 'denied' | 'dangling';
  durationMs: number;
}

/** An MCP server that can be called, by the names the agent's records use. */
export interface SyntheticServer {
  /** `docs`, `plugin_review-kit-1_search`. */
  name: string;
  tools: readonly string[];
}

/**
 * Weights, and sizes of arguments and results at every tenth quantile or so, as counted over 468 calls in recorded
 * Claude Code transcripts.
 */
const kinds: readonly (readonly [kind: keyof typeof inputs, weight: number, result: readonly number[]])[] = [
  ['Bash', 178, [2, 2, 30, 55, 140, 260, 420, 625, 1_400, 5_000, 29_000]],
  ['Read', 110, [150, 435, 650, 745, 1_000, 1_261, 2_200, 3_414, 6_200, 13_500, 42_000]],
  ['Write', 40, [60, 60, 65, 68, 75, 81, 90, 98, 500, 2_100]],
  ['Edit', 31, [98, 98, 99, 110, 128, 135, 141, 142, 600]],
  ['TodoWrite', 27, [162, 162]],
  ['Glob', 24, [16, 16, 30, 37, 60, 90, 227, 3_400]],
  ['Grep', 20, [18, 25, 33, 79, 160, 255, 692, 2_000]],
  ['mcp', 30, [20, 80, 200, 400, 900, 1_800, 4_000, 12_000]],
  ['WebSearch', 6, [2_180, 2_500, 2_785, 3_190]],
];

interface InputParts {
  random: SeededRandom;
  text: SyntheticText;
}

const inputs = {
  Bash: ({ random, text }: InputParts) => ({
    command: text.command(random.size([30, 50, 70, 90, 120, 174, 300, 496, 1_500])),
    description: text.prose(40).trim(),
  }),
  Read: ({ text }: InputParts) => ({ file_path: `/home/ada/work/${text.path()}` }),
  Write: ({ random, text }: InputParts) => ({
    file_path: `/home/ada/work/${text.path()}`,
    content: text.code(random.size([300, 569, 726, 1_491, 3_400, 6_190, 13_900])),
  }),
  Edit: ({ random, text }: InputParts) => ({
    file_path: `/home/ada/work/${text.path()}`,
    old_string: text.code(random.size([90, 200, 400, 1_400, 5_000])),
    new_string: text.code(random.size([90, 250, 500, 1_600, 6_000])),
    replace_all: false,
  }),
  TodoWrite: ({ random, text }: InputParts) => ({
    todos: Array.from({ length: 3 + random.below(4) }, () => ({
      content: text.prose(50).trim(),
      status: random.pick(['pending', 'in_progress', 'completed']),
      activeForm: text.prose(50).trim(),
    })),
  }),
  Glob: ({ text }: InputParts) => ({ pattern: `**/*${text.word()}*.ts` }),
  Grep: ({ text }: InputParts) => ({ pattern: text.word(), path: text.path(), output_mode: 'content', '-n': true }),
  mcp: ({ random, text }: InputParts) => ({
    query: text.prose(random.size([10, 40, 90, 200])).trim(),
    repository: `${text.word()}/${text.word()}`,
    limit: random.below(50),
  }),
  WebSearch: ({ text }: InputParts) => ({ query: text.prose(50).trim() }),
};

export function syntheticCall(
  random: SeededRandom,
  text: SyntheticText,
  servers: readonly SyntheticServer[],
): SyntheticCall {
  const [kind, , sizes] = random.weighted(kinds.map((each) => [each, each[1]] as const));
  const input = inputs[kind]({ random, text });
  const size = random.size(sizes);
  const outcome = random.weighted([
    ['ok', 926],
    ['error', 60],
    ['denied', 10],
    ['dangling', 4],
  ] as const);
  const failure = outcome === 'error' ? `Error: ${text.output(Math.min(size, 2_000))}` : '';
  const result = outcome === 'ok' ? resultOf(kind, size, text) + secret(random) : failure;
  return {
    name: kind === 'mcp' ? mcpName(random, servers) : kind,
    input,
    result,
    native: nativeOf(kind, input, result, text),
    outcome,
    durationMs: random.size([3, 8, 20, 60, 150, 400, 1_200, 9_000, 60_000]),
  };
}

function mcpName(random: SeededRandom, servers: readonly SyntheticServer[]): string {
  const server = random.pick(servers);
  return `mcp__${server.name}__${random.pick(server.tools)}`;
}

function resultOf(kind: string, size: number, text: SyntheticText): string {
  if (kind === 'Read') return text.numbered(size);
  if (kind === 'mcp') return JSON.stringify({ items: [{ title: text.word(), body: text.prose(size) }] });
  return kind === 'WebSearch' ? text.prose(size) : text.output(size);
}

/** One result in 400 holds a token, put together here so that no scanner of repositories finds one. */
function secret(random: SeededRandom): string {
  return random.chance(1 / 400) ? `\nTOKEN=${['gh', 'p_'].join('')}${random.hex(36)}\n` : '';
}

function nativeOf(kind: string, input: Record<string, unknown>, result: string, text: SyntheticText): unknown {
  if (kind === 'Bash') return { stdout: result, stderr: '', interrupted: false, isImage: false };
  if (kind === 'Read') {
    const content = result.replace(/^ *\d+→/gm, '');
    return {
      type: 'text',
      file: { filePath: input['file_path'], content, numLines: 40, startLine: 1, totalLines: 40 },
    };
  }
  if (kind === 'Write')
    return { type: 'create', filePath: input['file_path'], content: input['content'], structuredPatch: [] };
  if (kind === 'Edit') {
    const { file_path: filePath, old_string: oldString, new_string: newString } = input;
    return { filePath, oldString, newString, originalFile: text.code(6_000), structuredPatch: [], userModified: false };
  }
  if (kind === 'TodoWrite') return { oldTodos: [], newTodos: input['todos'] };
  return kind === 'mcp' ? [{ type: 'text', text: result }] : { filenames: [], content: result, numFiles: 0 };
}
