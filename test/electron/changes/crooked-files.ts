import fc from 'fast-check';

/** Draws from the seeds of one property run, so that a failing text shrinks and replays. */
export type Draw = (below: number) => number;

export function drawFrom(seeds: readonly number[]): Draw {
  let at = 0;
  return (below) => {
    const seed = seeds.length === 0 ? 0 : (seeds[at % seeds.length] ?? 0) + Math.floor(at / seeds.length);
    at += 1;
    return seed % below;
  };
}

export interface FileStyle {
  eol: '\n' | '\r\n';
  hasMark: boolean;
  hasFinalNewline: boolean;
  indent: string;
  layout: 'lines' | 'flat' | 'mixed';
  hasComments: boolean;
  seeds: number[];
}

export const fileStyle: fc.Arbitrary<FileStyle> = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  hasMark: fc.boolean(),
  hasFinalNewline: fc.boolean(),
  indent: fc.constantFrom('  ', '\t', '    ', ' '),
  layout: fc.constantFrom('lines', 'flat', 'mixed'),
  hasComments: fc.boolean(),
  seeds: fc.array(fc.nat(10_000), { minLength: 1, maxLength: 60 }),
});

export const keyName = fc
  .oneof(
    fc.constantFrom(
      'a@m',
      'context7@claude-plugins-official',
      'no-market',
      'x.y@z',
      'Ünï@ç',
      'say "hi"',
      'back\\slash',
      '//',
      '/* */',
      ',',
      '__proto__',
      '',
    ),
    fc.string({ maxLength: 8 }),
  )
  .filter((key) => key.isWellFormed());

const comments = [' plain', ' with "quotes", {braces}, [lists], commas,', ' // twice', ' = [x]', '', ' ünï'];

/** JSON with comments, trailing commas and odd spacing that means `value`. */
export function crookedJson(value: unknown, style: FileStyle): string {
  const draw = drawFrom(style.seeds);
  const comment = (isLineAllowed: boolean) => {
    if (!style.hasComments || draw(4) !== 0) return '';
    const text = comments[draw(comments.length)] ?? '';
    return isLineAllowed && draw(2) === 0 ? `//${text}` : `/*${text.replaceAll('*/', '')}*/`;
  };
  const write = (each: unknown, depth: number): string => {
    if (typeof each !== 'object' || each === null) return JSON.stringify(each);
    const [open, close] = Array.isArray(each) ? ['[', ']'] : ['{', '}'];
    const colon = [': ', ':', ' : '][draw(3)] ?? ': ';
    const items = Array.isArray(each)
      ? each.map((item) => write(item, depth + 1))
      : Object.entries(each).map(([key, item]) => `${JSON.stringify(key)}${colon}${write(item, depth + 1)}`);
    const isFlat = style.layout === 'flat' || (style.layout === 'mixed' && draw(2) === 0);
    const trailing = style.hasComments && items.length > 0 && draw(3) === 0 ? ',' : '';
    if (isFlat) {
      const gap = draw(2) === 0 ? '' : ' ';
      const body = items.map((item) => item + comment(false)).join(`,${gap}`);
      return open + comment(false) + gap + body + trailing + gap + comment(false) + close;
    }
    const inner = style.eol + style.indent.repeat(depth + 1);
    const lines = items.map((item, index) => {
      const comma = index < items.length - 1 ? ',' : trailing;
      const above = comment(true);
      return (above === '' ? '' : inner + above) + inner + item + comma + (draw(2) === 0 ? ' ' : '') + comment(true);
    });
    const blank = items.length === 0 && draw(2) === 0 ? '' : style.eol + style.indent.repeat(depth);
    return open + (blank === '' ? '' : comment(true)) + lines.join('') + blank + close;
  };
  const head = style.hasComments && draw(2) === 0 ? `// head${style.eol}` : '';
  return (style.hasMark ? '\uFEFF' : '') + head + write(value, 0) + (style.hasFinalNewline ? style.eol : '');
}

export interface TomlModel {
  top: Record<string, string | number | boolean>;
  plugins: Record<string, Record<string, string | boolean | string[]>>;
  entries: { name: string; enabled: boolean }[];
}

/** TOML 1.0 in mixed spellings (headers, dotted keys, inline tables, quoted and bare keys) that means `model`. */
export function crookedToml(model: TomlModel, style: FileStyle): string {
  const draw = drawFrom(style.seeds);
  const { eol } = style;
  const tail = () => (style.hasComments && draw(3) === 0 ? ` #${comments[draw(comments.length)] ?? ''}` : '');
  const basic = (text: string) => JSON.stringify(text).replaceAll('\u007F', '\\u007F');
  const key = (name: string) => {
    if (/^[A-Za-z0-9_-]+$/.test(name) && draw(2) === 0) return name;
    return draw(2) === 0 && /^[^'\u0000-\u001F\u007F]*$/.test(name) ? `'${name}'` : basic(name);
  };
  const literal = (value: unknown, isInline: boolean): string => {
    if (typeof value === 'string') return basic(value);
    if (!Array.isArray(value)) return String(value);
    const items = value.map((each) => literal(each, isInline));
    if (isInline || items.length === 0 || draw(2) === 0) return `[${items.join(', ')}]`;
    const last = draw(2) === 0 ? ',' : '';
    return `[${tail()}${eol}${items.map((item, at) => `${style.indent}${item}${at < items.length - 1 ? ',' : last}${tail()}`).join(eol)}${eol}]`;
  };
  const equals = () => [' = ', '=', '  =  '][draw(3)] ?? ' = ';
  const lines: string[] = [];
  const add = (line: string) => lines.push(line + tail());
  if (style.hasComments) lines.push('# head', '');
  for (const [name, value] of Object.entries(model.top)) add(`${key(name)}${equals()}${literal(value, false)}`);

  const spelling = style.layout === 'lines' ? 0 : style.layout === 'flat' ? 1 + draw(3) : 4;
  const plugins = Object.entries(model.plugins);
  const inline = (fields: Record<string, unknown>) => {
    const items = Object.entries(fields).map(([name, value]) => `${key(name)}${equals()}${literal(value, true)}`);
    return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
  };
  if (spelling === 1 && plugins.length > 0) {
    add(`plugins = { ${plugins.map(([id, fields]) => `${key(id)}${equals()}${inline(fields)}`).join(', ')} }`);
  } else if (spelling === 2) {
    for (const [id, fields] of plugins) {
      for (const [name, value] of Object.entries(fields))
        add(`plugins.${key(id)}.${key(name)}${equals()}${literal(value, false)}`);
    }
  } else if (spelling === 3 && plugins.length > 0) {
    lines.push('');
    add('[plugins]');
    for (const [id, fields] of plugins) add(`${style.indent}${key(id)}${equals()}${inline(fields)}`);
  } else {
    for (const [id, fields] of plugins) {
      if (draw(3) !== 0) lines.push('');
      add(spelling === 4 && draw(2) === 0 ? `[ plugins . ${key(id)} ]` : `[plugins.${key(id)}]`);
      for (const [name, value] of Object.entries(fields)) add(`${key(name)}${equals()}${literal(value, false)}`);
      if (style.hasComments && draw(3) === 0) lines.push('# about the next one');
    }
  }
  for (const { name, enabled } of model.entries) {
    lines.push('');
    add('[[skills.config]]');
    add(`name${equals()}${literal(name, false)}`);
    add(`enabled${equals()}${enabled}`);
  }
  return (style.hasMark ? '\uFEFF' : '') + lines.join(eol) + (style.hasFinalNewline && lines.length > 0 ? eol : '');
}

/** Every comment of a JSON or TOML text, in order. */
export function commentsIn(text: string, format: 'json' | 'toml'): string[] {
  const tokens =
    format === 'json'
      ? /"(?:[^"\\\r\n]|\\.)*"|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g
      : /"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|#[^\r\n]*/g;
  return [...text.matchAll(tokens)].map(([token]) => token).filter((token) => !/^["']/.test(token));
}
