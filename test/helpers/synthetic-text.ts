import { type SeededRandom, seededRandom } from './seeded-random.ts';

/** Texts of the kinds that stand in transcripts. Word frequencies fall as in real text; some tokens are unique. */
export interface SyntheticText {
  /** About so many characters each. */
  prose(size: number): string;
  code(size: number): string;
  /** What commands print. */
  output(size: number): string;
  /** What the `Read` tool answers: code with line numbers and arrows. */
  numbered(size: number): string;
  path(): string;
  command(size: number): string;
  word(): string;
}

const LINES = 4_000;
/** Stands in a line where each use puts a token that is used once. */
const UNIQUE = '\u0001';

export function syntheticText(random: SeededRandom): SyntheticText {
  const words = vocabulary();
  // Zipf: the word of rank n is about n times as rare as the first.
  const word = () => words[Math.floor(words.length ** random.next()) - 1] ?? 'the';
  const name = () => `${word()}${capital(word())}`;
  const lines = (make: () => string) => Array.from({ length: LINES }, make);
  const sentence = () => `${capital(many(6 + random.below(14), word, ' '))}${random.pick(['.', '.', ':', ' —', '!'])}`;
  const folder = () => random.pick(folders);
  const path = () => `${folder()}/${word()}-${word()}${random.pick(endings)}`;
  const prose = lines(sentence);
  const code = lines(() => random.pick(codeShapes)({ word, name, number: () => random.below(10_000), path }));
  const output = lines(() => random.pick(outputShapes)({ word, name, number: () => random.below(100_000), path }));

  const from = (pool: readonly string[], size: number): string => {
    let text = '';
    for (let at = random.below(pool.length); text.length < size; at += 1) {
      const line = pool[at % pool.length] ?? '';
      text += line.includes(UNIQUE) ? line.replace(UNIQUE, random.hex(12)) : line;
      text += '\n';
    }
    return text.slice(0, size);
  };
  return {
    prose: (size) => from(prose, size),
    code: (size) => from(code, size),
    output: (size) => from(output, size),
    numbered(size) {
      const numbered = from(code, size).split('\n');
      return numbered.map((line, at) => `${String(at + 1).padStart(6)}→${line}`).join('\n');
    },
    path,
    command: (size) => `${random.pick(commands)} ${path()} ${from(output, Math.max(0, size - 40))}`.slice(0, size),
    word,
  };
}

interface Parts {
  word(): string;
  name(): string;
  number(): number;
  path(): string;
}

const codeShapes: ((parts: Parts) => string)[] = [
  ({ name, word }) => `  const ${name()} = await ${name()}(${word()}, { ${word()}: true });`,
  ({ name, word }) => `export function ${name()}(${word()}: string): ${capital(word())} {`,
  ({ name, number }) => `    if (${name()}.length > ${number()}) return undefined;`,
  ({ path, name }) => `import { ${name()} } from '${path()}';`,
  ({ word }) => `    // ${word()} ${word()} ${word()} ${word()}, because ${word()} ${word()}`,
  () => '  }',
  () => '',
  ({ word, name }) => `      <div className="${word()} ${word()}-4">{${name()}}</div>`,
  ({ word, number }) => `  "${word()}": { "${word()}": ${number()}, "${word()}": "${word()}" },`,
  ({ word }) => `  '${word()}': 'sha256:${UNIQUE}',`,
];

const outputShapes: ((parts: Parts) => string)[] = [
  ({ path, number }) => `${path()}:${number()}:${number() % 80}: error TS2322: not assignable`,
  ({ word }) => ` ✓ ${word()} ${word()} ${word()} (${UNIQUE})`,
  ({ path, number }) => `-rw-r--r--  1 ada staff ${number()} Nov  3 09:47 ${path()}`,
  ({ word, number }) => `2026-11-03T09:47:${number() % 60}.${number() % 1000}Z INFO ${word()} ${word()}=${number()}`,
  ({ word }) => `${UNIQUE} ${word()}: ${word()} ${word()} ${word()}`,
  ({ word, name }) => `    at ${name()} (node:internal/${word()}:${word()})`,
  ({ word }) => `npm warn deprecated ${word()}@1.0.${word().length}: ${word()} ${word()}`,
  () => '',
];

const commands = ['git diff', 'npm test --', 'ls -la', 'rg -n', 'cat', 'node --test', 'sed -n 1,80p', 'python3'];
const folders = ['src/app', 'src/components', 'lib/services', 'test/unit', 'packages/core/src', 'docs', 'scripts'];
const endings = ['.ts', '.tsx', '.test.ts', '.py', '.md', '.json', '.go', '.rs'];
const stems = 'al ber con dis ex for gen har in jo kel lin mor nex or pro qua res sta tra un ver wor zen'.split(' ');
const middles = 'a e i o u ar el in or ut'.split(' ');
const ends = 'ble ced der fer ing ler ment ness per red sion ted ter tion ver'.split(' ');
const frequent =
  'the a of and to in is for that with file test line error return const value data name type string list'.split(' ');

/** The same 8,000 words each time, the most frequent first. */
function vocabulary(): string[] {
  const random = seededRandom(7);
  const words = new Set(frequent);
  while (words.size < 8_000)
    words.add(`${random.pick(stems)}${random.pick(middles)}${random.pick(stems)}${random.pick(ends)}`);
  return [...words];
}

function many(count: number, make: () => string, between: string): string {
  return Array.from({ length: count }, make).join(between);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
