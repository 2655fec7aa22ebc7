import type { FactBatch, NewEnd, NewFact, NewStart } from '#history/new-facts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { type SyntheticText, syntheticText } from './synthetic-text.ts';

/** Words that stand in a known share of all calls, so that a search for them is known to be cheap or dear. */
export const plantedWords = { common: ['return', 0.6], mid: ['zeppelin', 0.01], rare: ['xylograph', 0.00002] } as const;

const CALLS_PER_BATCH = 100;
const CALLS_PER_SESSION = 50;
const END = Date.UTC(2026, 10, 20);

/**
 * Facts of so many calls, about 1 kB of JSON each, oldest first, over two years: as an import in good order would give
 * them to the store.
 */
export function* syntheticFacts(count: number, seed = 3): Generator<FactBatch> {
  const random = seededRandom(seed);
  const text = syntheticText(random);
  const step = Math.floor((2 * 365 * 86_400_000) / count);
  for (let from = 0; from < count; from += CALLS_PER_BATCH) {
    const facts: NewFact[] = [];
    for (let at = from; at < Math.min(count, from + CALLS_PER_BATCH); at += 1) {
      facts.push(...callFacts(random, text, at, END - (count - at) * step));
    }
    const path = `/home/ada/.claude/projects/synthetic/${Math.floor(from / 1_000)}.jsonl`;
    const progress = { path, identity: '', offset: from, lines: from, size: -1, modifiedMs: 0, state: '' };
    yield { agent: 'claude-code', facts, problems: [], progress };
  }
}

function callFacts(random: SeededRandom, text: SyntheticText, index: number, at: number): [NewStart, NewEnd] {
  const session = `session-${Math.floor(index / CALLS_PER_SESSION)}`;
  const callId = `toolu_${random.hex(24)}`;
  const plugin = random.below(100);
  const isBuiltIn = random.chance(0.7);
  const tool = isBuiltIn ? random.pick(builtIn) : `${text.word()}_${plugin % 5}`;
  const name = isBuiltIn ? tool : `mcp__plugin_kit-${plugin}_server__${tool}`;
  const input = { command: text.command(random.size([30, 80, 160, 400])), path: text.path() };
  const args = JSON.stringify(input);
  const result = text.output(random.size([20, 120, 300, 800])) + planted(random);
  const outcome = random.weighted([
    ['ok', 92],
    ['error', 6],
    ['denied', 1],
    ['unknown', 1],
  ] as const);
  const start: NewStart = {
    kind: 'start',
    session,
    callId,
    at,
    type: 'tool',
    name,
    args: { format: 'json', text: args, size: args.length, isCut: false },
    project: `/home/ada/work/project-${index % 40}`,
    branch: 'main',
    model: 'claude-opus-4-6',
    agentVersion: '2.1.39',
    line: index + 1,
    supplier: isBuiltIn
      ? { tool, how: 'builtin' }
      : { plugin: `claude-code:plugin/kit-${plugin}@market`, server: 'server', tool, how: 'resolved' },
    source: 'transcript',
  };
  const end: NewEnd = {
    kind: 'end',
    session,
    callId,
    at: at + random.size([3, 40, 400, 9_000]),
    outcome,
    rank: 1,
    result: { format: 'text', text: result, size: Buffer.byteLength(result), isCut: false },
    ...(outcome === 'denied' ? { decision: { by: 'user', allowed: false } } : {}),
  };
  return [start, end];
}

function planted(random: SeededRandom): string {
  const words = Object.values(plantedWords).filter(([, share]) => random.chance(share));
  return words.map(([word]) => ` ${word}`).join('');
}

const builtIn = ['Bash', 'Read', 'Edit', 'Write', 'Grep', 'Glob', 'TodoWrite', 'WebFetch'];
