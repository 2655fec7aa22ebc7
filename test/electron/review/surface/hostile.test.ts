import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Component, nothingProvided, type Plugin } from '#contract/plugin';
import { surfaceSchema } from '#contract/surface';
import { commandWords } from '#review/surface/command-words';
import { surfaceOf } from '#review/surface/surface';
import { type MemoryNode, memoryPort } from '#test/helpers/memory-port';

const root = '/p';

function look(components: Component[], files: Record<string, MemoryNode>) {
  const plugin: Plugin = {
    ...{ id: 'claude-code:plugin/p@m', agent: 'claude-code', kind: 'plugin', name: 'p' },
    installs: [{ scope: 'user', path: root, exists: true }],
    effective: { state: 'enabled', enabled: true, decidedBy: { scope: 'user', reason: 'x' }, layers: [] },
    ...{ provides: nothingProvided, components, problems: [], switch: { can: true } },
  };
  return surfaceSchema.parse(surfaceOf(plugin, memoryPort({ [`${root}/a`]: '', ...files })));
}

const hookIn = (file: string, command: string): Component => ({
  ...{ kind: 'hook', name: 'Stop', event: 'Stop', type: 'command', command, file },
});

test.for([
  ['nested too deep', '['.repeat(200_000)],
  ['cut off', '{"hooks": {"Stop": [{"hooks": [{"command": "x"'],
  ['other shapes', '{"hooks": {"Stop": {"hooks": 3}}, "Stop": [null, 4, [[]]]}'],
  ['empty', ''],
  ['another language', 'a: [b'],
] as const)('a hooks file that is %s gives the entry without its line', ([, text]) => {
  const file = `${root}/hooks/hooks.json`;
  const [entry] = look([hookIn(file, 'x')], { [file]: text }).entries;
  expect(entry).toMatchObject({ text: 'x', file });
});

test.for([
  'a = [[[[',
  '[a]\n[a]\n',
  `a = ${'['.repeat(50_000)}`,
  '[[hooks.Stop]]\n[hooks.Stop.x]\n[[hooks.Stop.hooks]]\ncommand = "x"',
])('a config.toml that is odd throws nothing', (text) => {
  const file = `${root}/config.toml`;
  expect(look([hookIn(file, 'x')], { [file]: text }).entries).toHaveLength(1);
});

test('a file too large to look at is a problem with its path', () => {
  const file = `${root}/skills/a/SKILL.md`;
  const { problems, entries } = look([{ kind: 'skill', name: 'a', file }], { [file]: 'x'.repeat(2 * 1024 * 1024) });
  expect(problems).toMatchObject([{ code: 'file-too-large', file }]);
  expect(entries).toEqual([]);
});

test('a command of a megabyte is cut, and says how much is left out', () => {
  const [entry] = look([hookIn(`${root}/h.json`, 'x '.repeat(500_000))], {}).entries;
  expect(entry?.text).toHaveLength(20_000);
  expect(entry?.cutCharacters).toBe(980_000);
});

test('thousands of entries are counted, not handed on', () => {
  const { entries, leftOut } = look(
    Array.from({ length: 2_500 }, () => hookIn(`${root}/h.json`, 'x')),
    {},
  );
  expect([entries.length, leftOut]).toEqual([2_000, 500]);
});

test('front matter with aliases and Markdown made of fences give what can be told', () => {
  const file = `${root}/skills/a/SKILL.md`;
  const text = `---\na: &a [x, x]\nhooks: *a\n---\n${'```bash\nx\n'.repeat(500)}`;
  expect(look([{ kind: 'skill', name: 'a', file }], { [file]: text }).entries.length).toBeLessThanOrEqual(60);
});

test('hostile names in a command line stay text and lead nowhere', () => {
  const words = '${CLAUDE_PLUGIN_ROOT}/../../etc/passwd ${CLAUDE_PLUGIN_ROOT}/\u202Egpj.sh ./a\0b.sh';
  const [entry] = look([hookIn(`${root}/h.json`, words)], { '/etc/passwd': 'x' }).entries;
  expect(entry?.text).toBe(words);
  expect(entry?.runs.map(({ state }) => state)).not.toContain('there');
});

test('every text can be taken apart as a command line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const { words, urls } = commandWords(text);
      return Array.isArray(words) && urls.length <= 20;
    }),
  );
  for (const text of ['${x:-${y}}', '$(', '`', '"', "'", '${', '$((', '<<EOF\nx\nEOF'])
    expect(() => commandWords(text)).not.toThrow();
});

test('every text is a config file or a skill that is looked at without a throw', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"hooks"',
    ':',
    ',',
    '[[hooks.Stop]]',
    '\n',
    'a = ',
    '---',
    '```bash',
    '\u2028',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const files = [`${root}/h.json`, `${root}/h.toml`];
      const skill: Component = { kind: 'skill', name: 's', file: `${root}/s.md` };
      look([...files.map((file) => hookIn(file, 'x')), skill], {
        ...Object.fromEntries(files.map((file) => [file, text])),
        [`${root}/s.md`]: text,
      });
    }),
    { numRuns: 200 },
  );
});
