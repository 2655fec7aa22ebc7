import type { ConfigOperation } from '#agents/config-edit';
import type { SeededRandom } from '#test/helpers/seeded-random';
import { some, type WildFile } from './wild-json.ts';

const ids = [
  'github@openai-curated',
  'bare',
  'a.b',
  'a',
  'x y',
  'caf\u00e9@m',
  'cafe\u0301@m',
  "it's",
  'say "hi"',
  'back\\slash',
  '#',
  ']',
  '__proto__',
  'constructor',
  '',
  '😀@m',
];
const servers = ['notes', 'fs-server', 'a.b', 'mit leer'];
const parts = ['x', 'y.z'];
const values = [
  '"plain"',
  "'lit\\eral'",
  '"esc \\u00e9 \\" \\\\ # no"',
  '"""\nfirst\n# not a comment\n[nor.a.header]\n"""',
  "'''\nlit = 'x'\n[also] not\n'''",
  '"""one \\\n   line"""',
  '0x_ff'.replace('_', ''),
  '1_000_000',
  '-0',
  '9007199254740993',
  '6.26e-34',
  'inf',
  '-0.0',
  'true',
  '1979-05-27T07:32:00Z',
  '1979-05-27',
  '07:32:00',
  '[1, 2, 3]',
  '[\n  "a", # first\n  "b",\n]',
  '[ [1], ["x"], ]',
  '{ a = 1, b.c = "x", "q r" = [1] }',
  '{}',
];

interface Spelling {
  random: SeededRandom;
  hasComments: boolean;
}

/** A Codex config with inline, dotted and headed tables, arrays of tables and odd spacing, in any allowed mixture. */
export function wildToml(random: SeededRandom): WildFile {
  const spelling: Spelling = { random, hasComments: random.chance(0.6) };
  const top: string[] = [];
  const blocks: string[][] = [];
  for (const name of some(['model', 'notify', 'théme', 'tui-x', '"q.k"', "'l k'", 'tools'], 5, random)) {
    const key = /^[\w-]+$|^["']/.test(name) ? name : JSON.stringify(name);
    top.push(`${key}${equals(random)}${random.pick(values)}`);
  }
  const plugins = some(ids, 5, random);
  addPlugins(plugins, spelling, top, blocks);
  addServers(some(servers, 3, random), spelling, top, blocks);
  for (let left = random.below(3); left > 0; left -= 1) {
    blocks.push(['[[skills.config]]', `path${equals(random)}"/s/${left}"`, `enabled = ${random.chance(0.5)}`]);
  }
  for (const folder of some(['/home/dev/work', 'C:\\dev', '/ü'], 2, random)) {
    blocks.push([header(['projects', folder], spelling), `trust_level${equals(random)}"trusted"`]);
  }
  if (random.chance(0.2))
    blocks.push(['[[history.note]]', 'at = 1', '[history.note.more]', 'x = { y = 1 }', '[[history.note]]', 'at = 2']);
  return {
    name: 'config.toml',
    format: 'toml',
    text: joined(top, shuffled(blocks, random), spelling),
    operations: operationsFor(random),
  };
}

function operationsFor(random: SeededRandom): ConfigOperation[] {
  const flip = (path: string[]): ConfigOperation => ({ kind: 'set', path, value: random.chance(0.5) });
  return [
    ...ids.map((id) => flip(['plugins', id, 'enabled'])),
    ...ids.slice(0, 5).map((id) => flip(['plugins', id, 'mcp_servers', random.pick(parts), 'enabled'])),
    ...servers.map((name) => flip(['mcp_servers', name, 'enabled'])),
    ...servers.map(
      (name): ConfigOperation => ({
        ...{ kind: 'set-keys', path: ['mcp_servers', name], unset: ['cwd'] },
        values: { command: '/usr/bin/gatehouse', args: ['run', name] },
      }),
    ),
    flip(['features', 'hooks']),
    { kind: 'append-entry', path: ['skills', 'config'], value: { path: '/new', enabled: false } },
  ];
}

function addPlugins(plugins: string[], spelling: Spelling, top: string[], blocks: string[][]): void {
  const { random } = spelling;
  const fields = (): [string, string][] => [
    ['enabled', String(random.chance(0.5))],
    ...some(['source', 'note', 'since'], 2, random).map((name): [string, string] => [name, random.pick(values)]),
  ];
  const flat = (): [string, string][] => [
    ['enabled', String(random.chance(0.5))],
    ['source', random.pick(['"x"', "'y'", '[1, "# z"]'])],
  ];
  const inline = (pairs: [string, string][]) =>
    `{ ${pairs.map(([name, value]) => `${name}${equals(random)}${value}`).join(' , ')} }`;
  const how = random.below(6);
  if (plugins.length === 0) return;
  if (how === 1) top.push(`plugins = { ${plugins.map((id) => `${key(id, random)} = ${inline(flat())}`).join(', ')} }`);
  else if (how === 2) {
    for (const id of plugins)
      for (const [name, value] of fields()) top.push(`plugins.${key(id, random)} . ${name} = ${value}`);
  } else if (how === 3) {
    blocks.push([
      header(['plugins'], spelling),
      ...plugins.map((id) => `  ${key(id, random)}${equals(random)}${inline(flat())}`),
    ]);
  } else if (how === 4) {
    const lines = plugins.flatMap((id) =>
      fields().map(([name, value]) => `${key(id, random)}.${name}${equals(random)}${value}`),
    );
    blocks.push([header(['plugins'], spelling), ...lines]);
  } else if (how === 5) {
    for (const id of plugins) top.push(`plugins.${key(id, random)}${equals(random)}${inline(flat())}`);
  } else {
    for (const id of plugins) {
      blocks.push([
        header(['plugins', id], spelling),
        ...fields().map(([name, value]) => name + equals(random) + value),
      ]);
      const part = random.pick(parts);
      if (random.chance(0.3))
        blocks.push([header(['plugins', id, 'mcp_servers', part], spelling), `enabled = ${random.chance(0.5)}`]);
    }
  }
}

function addServers(names: string[], spelling: Spelling, top: string[], blocks: string[][]): void {
  const { random } = spelling;
  const isHeaded = random.chance(0.6);
  for (const name of names) {
    const command = random.pick(['"npx"', "'C:\\x.exe'", '"""npx"""']);
    if (!isHeaded) {
      top.push(`mcp_servers.${key(name, random)} = { command = ${command}, args = ["-y", "a # b"] }`);
      continue;
    }
    const args = random.pick(['["-y"]', '[\n    "-y", # yes\n    "x" ,\n  ]', '[]']);
    const enabled = random.chance(0.4) ? [`enabled = ${random.chance(0.5)} # for now`] : [];
    blocks.push([
      header(['mcp_servers', name], spelling),
      `command = ${command}`,
      `args${equals(random)}${args}`,
      ...enabled,
    ]);
    if (random.chance(0.3)) blocks.push([header(['mcp_servers', name, 'env'], spelling), 'TOKEN = "x"']);
  }
}

/** Bare where it may be, else in one of the quotes, now and then with escapes: all mean the same key. */
function key(name: string, random: SeededRandom): string {
  if (/^[A-Za-z0-9_-]+$/.test(name) && random.chance(0.6)) return name;
  if (!name.includes("'") && random.chance(0.3)) return `'${name}'`;
  if (random.chance(0.1))
    return `"${[...name].map((each) => `\\U${(each.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`).join('')}"`;
  return JSON.stringify(name);
}

function header(path: string[], { random }: Spelling): string {
  const [gap, dot] = random.pick([
    ['', '.'],
    ['', '.'],
    [' ', '.'],
    ['', ' . '],
    ['\t', '.\t'],
  ] as const);
  return `${random.pick(['', '', '  '])}[${gap}${path.map((each) => key(each, random)).join(dot)}${gap}]`;
}

const equals = (random: SeededRandom) => random.pick([' = ', ' = ', '=', '  =\t', ' =']);

function joined(top: string[], blocks: string[][], { random, hasComments }: Spelling): string {
  const remark = () => (hasComments && random.chance(0.2) ? random.pick([' # why', '\t#', ' # "q" [x] = 1']) : '');
  const lines = [...(hasComments && random.chance(0.5) ? ['# head', ''] : []), ...top.map((line) => line + remark())];
  for (const block of blocks) {
    if (random.chance(0.7)) lines.push('');
    if (hasComments && random.chance(0.2)) lines.push('# about the next one');
    lines.push(...block.map((line) => line + (random.chance(0.1) ? '  ' : '') + (line.includes('#') ? '' : remark())));
  }
  const text = lines.join('\n') + random.pick(['\n', '\n', '', '\n\n']);
  const mark = random.chance(0.1) ? '\uFEFF' : '';
  const ends = random.pick(['\n', '\n', '\r\n', 'mixed']);
  return mark + text.replaceAll('\n', () => (ends === 'mixed' ? random.pick(['\n', '\r\n']) : ends));
}

function shuffled(blocks: string[][], random: SeededRandom): string[][] {
  const sorted = blocks.map((block) => ({ block, at: random.next() })).sort((a, b) => a.at - b.at);
  return sorted.map(({ block }) => block);
}
