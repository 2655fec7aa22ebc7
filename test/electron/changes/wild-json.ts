import type { ConfigOperation } from '#agents/config-edit';
import type { SeededRandom } from '#test/helpers/seeded-random';

/** A JSON value with its spelling: keys may come twice, numbers are kept as they are written. */
type Tree =
  | { kind: 'object'; entries: [string, Tree][] }
  | { kind: 'list'; items: Tree[] }
  | { kind: 'token'; text: string };

export interface WildFile {
  name: string;
  format: 'json' | 'toml';
  text: string;
  /** Changes an agent's switch could ask for in this file. */
  operations: ConfigOperation[];
}

const ids = [
  'context7@claude-plugins-official',
  'hookify@claude-plugins-official',
  'a@m',
  'x.y@z',
  'Ünï@ç',
  'caf\u00e9@m',
  'cafe\u0301@m',
  'say "hi"@m',
  'back\\slash@m',
  'tab\t@m',
  '// no comment',
  '/* neither */',
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  '\u2028@m',
  '😀@m',
];
const folders = ['/home/dev/work/shop-api', '/home/dev/work/audit', 'C:\\Users\\dev\\shop', '/tmp/ü b'];
const servers = ['github', 'context7', 'plugin:context7:context7', 'claude.ai Slack', 'a"b'];
const numbers = ['0', '-0', '1', '12345678901234567890', '1e400', '1.0', '-1.50E+3', '0.1000', '9007199254740993'];
const texts = ['opus', '', 'a // b', '/* c */', ', }', '\\', '"', 'ünï 😀', '\u2028', 'x'.repeat(300)];

/** A settings or state file as Claude Code keeps them, in a spelling no formatter would choose. */
export function wildJson(random: SeededRandom): WildFile {
  const shape = random.pick(shapes)(random);
  return { name: shape.name, format: 'json', text: writeFile(shape.tree, random), operations: shape.operations };
}

/** What a text means, read without the parsers Gatehouse uses. Throws SyntaxError. */
export function plainJson(text: string): unknown {
  const tokens =
    text.replace(/^\uFEFF/, '').match(/"(?:[^"\\]|\\.)*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/|[^\s"/]|\s+/g) ?? [];
  const kept = tokens.filter((token) => !/^(?:\/[/*]|\s)/.test(token));
  const bare = kept.filter((token, at) => token !== ',' || !/^[}\]]$/.test(kept[at + 1] ?? ''));
  return bare.length === 0 ? {} : JSON.parse(bare.join(''));
}

interface Shape {
  name: string;
  tree: Tree;
  operations: ConfigOperation[];
}

const shapes: ((random: SeededRandom) => Shape)[] = [settings, localSettings, state, serverFile, records];

function settings(random: SeededRandom): Shape {
  const listed = some(ids, 6, random);
  const plugins = object(listed.map((id) => [id, flag(random)]));
  const tree = withNoise(random, [
    ...maybe(random, 0.9, 'enabledPlugins', plugins),
    ...maybe(random, 0.3, 'permissions', object([['allow', strings(['Bash(npm test)', 'Read(//**)'], random)]])),
    ...maybe(
      random,
      0.3,
      'hooks',
      list([
        object([
          ['matcher', token('Bash')],
          ['hooks', list([])],
        ]),
      ]),
    ),
    ...maybe(random, 0.3, 'model', token('opus')),
    ...maybe(random, 0.2, 'env', object([['PATH', token('/bin')]])),
  ]);
  return { name: 'settings.json', tree, operations: ids.map((id) => set(['enabledPlugins', id], random.chance(0.5))) };
}

function localSettings(random: SeededRandom): Shape {
  const keys = ['enabledMcpjsonServers', 'disabledMcpjsonServers'];
  const tree = withNoise(random, [
    ...keys.flatMap((key) => maybe(random, 0.7, key, strings(servers, random))),
    ...maybe(random, 0.4, 'enableAllProjectMcpServers', flag(random)),
    ...maybe(random, 0.4, 'enabledPlugins', object([['a@m', flag(random)]])),
  ]);
  const operations = servers.flatMap((item) => keys.flatMap((key) => inOrOut([key], item)));
  return { name: 'settings.local.json', tree, operations: [...operations, set(['enabledPlugins', 'a@m'], true)] };
}

function state(random: SeededRandom): Shape {
  const projects = some(folders, 3, random).map((folder): [string, Tree] => [
    folder,
    object([
      ...maybe(random, 0.7, 'allowedTools', list([])),
      ...maybe(random, 0.6, 'disabledMcpServers', strings(servers, random)),
      ...maybe(random, 0.5, 'mcpServers', object([])),
    ]),
  ]);
  const tree = withNoise(random, [
    ['numStartups', number(random)],
    ...maybe(random, 0.8, 'projects', object(projects)),
    ...maybe(random, 0.5, 'mcpServers', serverTable(random)),
  ]);
  const operations = folders.flatMap((folder) =>
    servers.flatMap((item) => inOrOut(['projects', folder, 'disabledMcpServers'], item)),
  );
  return { name: '.claude.json', tree, operations: [...operations, ...routes(['mcpServers'])] };
}

function serverFile(random: SeededRandom): Shape {
  const tree = withNoise(random, [['mcpServers', serverTable(random)]]);
  return { name: '.mcp.json', tree, operations: routes(['mcpServers']) };
}

function records(random: SeededRandom): Shape {
  const listed = some(ids, 4, random);
  const record = () =>
    object([
      ['scope', token('user')],
      ['version', token('1.0.0')],
      ['isLocal', flag(random)],
    ]);
  const tree: Tree = object([
    ['version', { kind: 'token', text: '2' }],
    ['plugins', object(listed.map((id) => [id, list([record(), record()])]))],
  ]);
  const operations = listed.flatMap((id) =>
    [0, 1].map((at) => set(['plugins', id, at, 'isLocal'], random.chance(0.5))),
  );
  return { name: 'installed_plugins.json', tree, operations: [...operations, set(['version'], 3)] };
}

function serverTable(random: SeededRandom): Tree {
  return object(
    some(servers, 3, random).map((name) => [
      name,
      object([
        ...maybe(random, 0.5, 'type', token('stdio')),
        ['command', token('npx')],
        ['args', strings(['-y', '@scope/server', '--', '//x'], random)],
        ...maybe(random, 0.4, 'env', object([['HOME', token('/root')]])),
      ]),
    ]),
  );
}

/** What routing a server through Gatehouse asks for: several keys of one table at once. */
function routes(table: string[]): ConfigOperation[] {
  return servers.map((name) => ({
    ...{ kind: 'set-keys', path: [...table, name], unset: ['type'] },
    values: { command: '/usr/bin/gatehouse', args: ['run', name] },
  }));
}

function inOrOut(path: string[], item: string): ConfigOperation[] {
  return [
    { kind: 'add-to-list', path, item },
    { kind: 'remove-from-list', path, item },
  ];
}

function set(path: (string | number)[], value: boolean | number): ConfigOperation {
  return { kind: 'set', path, value };
}

/** Other keys before, between and behind; some of them once more with another value, which does not count. */
function withNoise(random: SeededRandom, entries: [string, Tree][]): Tree {
  const all = [...entries];
  for (let left = random.below(4); left > 0; left -= 1) {
    all.splice(random.below(all.length + 1), 0, [
      random.pick(['$schema', 'théme', '\u0000', 'a\u0301', 'á']),
      noise(random, 3),
    ]);
  }
  const [twice] = entries;
  // Only what is not edited or is of the same shape: the last one counts.
  if (twice !== undefined && random.chance(0.15))
    all.unshift([twice[0], random.chance(0.5) ? noise(random, 1) : twice[1]]);
  return object(all);
}

function noise(random: SeededRandom, depth: number): Tree {
  if (random.chance(0.02)) return deep(random);
  switch (random.below(depth > 0 ? 6 : 4)) {
    case 0:
      return number(random);
    case 1:
      return flag(random);
    case 2:
      return { kind: 'token', text: random.pick(['null', '"\\ud800"', '"\\u0000"', '"\\/"']) };
    case 3:
      return token(random.pick(texts));
    case 4:
      return list(Array.from({ length: random.below(4) }, () => noise(random, depth - 1)));
    default:
      return object(Array.from({ length: random.below(4) }, () => [random.pick(ids), noise(random, depth - 1)]));
  }
}

function deep(random: SeededRandom): Tree {
  let tree: Tree = number(random);
  for (let depth = random.below(120); depth > 0; depth -= 1) {
    tree = random.chance(0.5) ? list([tree]) : object([['k', tree]]);
  }
  return tree;
}

const object = (entries: [string, Tree][]): Tree => ({ kind: 'object', entries });
const list = (items: Tree[]): Tree => ({ kind: 'list', items });
const token = (value: string | boolean): Tree => ({ kind: 'token', text: JSON.stringify(value) });
const flag = (random: SeededRandom): Tree => token(random.chance(0.5));
const number = (random: SeededRandom): Tree => ({ kind: 'token', text: random.pick(numbers) });
const strings = (from: readonly string[], random: SeededRandom): Tree => list(some(from, 4, random).map(token));

function maybe(random: SeededRandom, share: number, key: string, tree: Tree): [string, Tree][] {
  return random.chance(share) ? [[key, tree]] : [];
}

/** At most so many, each once, in any order. */
export function some<T>(from: readonly T[], most: number, random: SeededRandom): T[] {
  const left = [...from];
  return Array.from({ length: random.below(most + 1) }, () => left.splice(random.below(left.length), 1)).flat();
}

interface Spelling {
  random: SeededRandom;
  eol: () => string;
  indent: string;
  layout: 'lines' | 'flat' | 'mixed';
  hasComments: boolean;
}

function writeFile(tree: Tree, random: SeededRandom): string {
  const eols = random.pick([['\n'], ['\n'], ['\r\n'], ['\n', '\r\n']]);
  const spelling: Spelling = {
    random,
    eol: () => random.pick(eols),
    indent: random.pick(['  ', '  ', '\t', '    ', ' ', '']),
    layout: random.pick(['lines', 'lines', 'flat', 'mixed']),
    hasComments: random.chance(0.5),
  };
  const mark = random.chance(0.15) ? '\uFEFF' : '';
  const head = comment(spelling, true, 0.5);
  const tail = random.chance(0.3) ? '' : random.pick(['', ' ', spelling.eol()]) + spelling.eol();
  return mark + (head === '' ? '' : head + spelling.eol()) + written(tree, spelling, 0) + tail;
}

function written(tree: Tree, spelling: Spelling, depth: number): string {
  const { random, eol, indent, layout } = spelling;
  if (tree.kind === 'token') return tree.text;
  const [open, close] = tree.kind === 'list' ? '[]' : '{}';
  const items =
    tree.kind === 'list'
      ? tree.items.map((item) => written(item, spelling, depth + 1))
      : tree.entries.map(
          ([key, item]) =>
            quoted(key, random) + random.pick([': ', ': ', ':', ' : ', ':\t']) + written(item, spelling, depth + 1),
        );
  const trailing = items.length > 0 && spelling.hasComments && random.chance(0.2) ? ',' : '';
  if (layout === 'flat' || (layout === 'mixed' && random.chance(0.5))) {
    const gap = random.pick(['', ' ', '  ']);
    const body = items.map((item) => item + comment(spelling, false, 0.1)).join(`,${gap}`);
    return open + gap + body + trailing + gap + close;
  }
  const lines = items.map((item, at) => {
    const above = comment(spelling, true, 0.15);
    const blank = random.chance(0.05) ? eol() : '';
    const margin = () => eol() + indent.repeat(depth + 1);
    const comma = at < items.length - 1 ? ',' : trailing;
    return (
      blank +
      (above === '' ? '' : margin() + above) +
      margin() +
      item +
      random.pick(['', '', ' ']) +
      comma +
      comment(spelling, true, 0.15)
    );
  });
  const inside = items.length === 0 ? random.pick(['', ' ', eol(), comment(spelling, false, 0.5)]) : '';
  return open + inside + lines.join('') + (items.length === 0 ? '' : eol() + indent.repeat(depth)) + close;
}

const remarks = [' plain', ' "quotes", {braces}, [lists],', ' // twice', '', ' ünï', ' ":true', "it's"];

/** A line comment is only asked for where a line ends behind it. */
function comment({ random, hasComments }: Spelling, isLineAllowed: boolean, share: number): string {
  if (!hasComments || !random.chance(share)) return '';
  const text = random.pick(remarks);
  return isLineAllowed && random.chance(0.5) ? ` //${text}` : ` /*${text}${random.chance(0.1) ? '\n' : ''}*/`;
}

/** Now and then in escapes, which mean the same. */
function quoted(key: string, random: SeededRandom): string {
  const text = JSON.stringify(key);
  if (!random.chance(0.1)) return text;
  return `"${[...key].map((each) => (each.length === 1 ? `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}` : each)).join('')}"`;
}
