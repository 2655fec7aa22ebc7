import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { meaningOf, spliceText } from '#changes/config-text';
import { inverseOf } from '#changes/inverse-operation';

const operation = {
  kind: 'set-keys',
  path: ['mcp_servers', 'notes'],
  values: { command: '/usr/bin/env', args: ['-u', 'NODE_OPTIONS', 'run'] },
  unset: ['cwd'],
} as const;
const edit = {
  ...operation,
  path: [...operation.path],
  unset: [...operation.unset],
  values: { ...operation.values, args: [...operation.values.args] },
};

const toml = [
  '# mine',
  '[mcp_servers.notes] # the notes',
  'command = "node" # plain',
  'startup_timeout_sec = 20',
  'args = [ "notes.js" ]',
  'cwd = "/srv"',
  '',
  '[mcp_servers.notes.env]',
  'A = "1"',
  '',
].join('\n');
const json =
  '{ // mine\n  "mcp_servers": {\n    "notes": { "command": "node", "args": ["x"], "cwd": "/", "env": {"A": "1"} }\n  }\n}\n';

describe.each([
  ['toml', toml],
  ['json', json],
] as const)('setting several keys of a table (%s)', (format, text) => {
  test('changes these and nothing else, and is one splice', () => {
    const done = spliceText(format, text, edit);
    if (!done.ok) throw new Error(done.reason);
    const before = meaningOf(format, text) as { mcp_servers: { notes: object } };
    const after = meaningOf(format, done.text) as { mcp_servers: { notes: object } };
    const { cwd: _cwd, ...rest } = before.mcp_servers.notes as { cwd: string };
    expect(after.mcp_servers.notes).toEqual({ ...rest, ...edit.values });
    const { offset, removed, inserted } = done.splice;
    expect(text.slice(0, offset) + inserted + text.slice(offset + removed.length)).toBe(done.text);
    expect(done.text).toContain('mine');
    expect(spliceText(format, done.text, edit)).toMatchObject({ ok: true, noop: true });
  });

  test('is put back by meaning where the file changed elsewhere since', () => {
    const done = spliceText(format, text, edit);
    if (!done.ok) throw new Error(done.reason);
    const more = spliceText(format, done.text, { kind: 'set', path: ['other'], value: 1 });
    if (!more.ok) throw new Error(more.reason);
    const inverse = inverseOf(edit, meaningOf(format, text), meaningOf(format, more.text));
    if (!inverse.ok) throw new Error(inverse.reason);
    const [first] = inverse.candidates;
    const back = first === undefined ? undefined : spliceText(format, more.text, first);
    if (back?.ok !== true) throw new Error('It could not be put back.');
    expect(meaningOf(format, back.text)).toEqual({ ...(meaningOf(format, text) as object), other: 1 });
  });

  test('is not put back where one of them was changed again', () => {
    const done = spliceText(format, text, edit);
    if (!done.ok) throw new Error(done.reason);
    const again = spliceText(format, done.text, { kind: 'set', path: [...edit.path, 'command'], value: 'mine' });
    if (!again.ok) throw new Error(again.reason);
    expect(inverseOf(edit, meaningOf(format, text), meaningOf(format, again.text))).toMatchObject({ ok: false });
  });
});

test('a table that is not there is made, and taken away again', () => {
  const text = 'model = "x"\n';
  const made = { ...edit, unset: [] };
  const done = spliceText('toml', text, made);
  if (!done.ok) throw new Error(done.reason);
  expect(parseToml(done.text)).toEqual({ model: 'x', mcp_servers: { notes: edit.values } });
  const inverse = inverseOf(made, meaningOf('toml', text), meaningOf('toml', done.text));
  if (!inverse.ok) throw new Error(inverse.reason);
  const back = inverse.candidates.map((each) => spliceText('toml', done.text, each)).find(({ ok }) => ok);
  if (back?.ok !== true) throw new Error('It could not be taken away.');
  expect(parseToml(back.text)).toEqual({ model: 'x' });
});

test('for any values the result means exactly what was asked', () => {
  const key = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }).filter((name) => name !== '__proto__');
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 4 }));
  fc.assert(
    fc.property(
      fc.dictionary(key, value, { maxKeys: 5 }),
      fc.constantFrom('toml' as const, 'json' as const),
      (values, format) => {
        const done = spliceText(format, format === 'toml' ? toml : json, { ...edit, values, unset: [] });
        if (!done.ok) throw new Error(done.reason);
        const after = meaningOf(format, done.text) as { mcp_servers: { notes: object } };
        expect(after.mcp_servers.notes).toMatchObject(JSON.parse(JSON.stringify(values)) as object);
      },
    ),
  );
});

describe('a table that was made for it', () => {
  const made = {
    ...{ kind: 'set-keys', path: ['projects', '/shop'], unset: [] },
    values: { off: ['a'] },
    below: [{ path: ['servers', 'notes'], value: { command: 'x' } }],
  } satisfies Parameters<typeof inverseOf>[0];
  const undo = (before: string, now: string): unknown => {
    const inverse = inverseOf(made, meaningOf('json', before), meaningOf('json', now));
    if (!inverse.ok) throw new Error(inverse.reason);
    for (const candidate of inverse.candidates) {
      const spliced = spliceText('json', now, candidate);
      if (spliced.ok && !spliced.noop) return meaningOf('json', spliced.text);
    }
    return undefined;
  };
  const after = (text: string): string => {
    const done = spliceText('json', text, made);
    if (!done.ok) throw new Error(done.reason);
    return done.text;
  };

  test('goes again when nothing else moved in, and else keeps what did', () => {
    expect(undo('{"n":1}', after('{"n":2}'))).toEqual({ n: 2 });
    const more = spliceText('json', after('{}'), { kind: 'set', path: ['projects', '/shop', 'cost'], value: 3 });
    expect(undo('{}', more.ok ? more.text : '')).toEqual({ projects: { '/shop': { cost: 3 } } });
    const other = spliceText('json', after('{}'), {
      kind: 'set',
      path: ['projects', '/shop', 'servers', 'mine'],
      value: {},
    });
    expect(undo('{}', other.ok ? other.text : '')).toEqual({ projects: { '/shop': { servers: { mine: {} } } } });
  });

  test('keeps a folder that was there empty', () => {
    const before = '{"projects":{"/shop":{"servers":{}}}}';
    expect(undo(before, after(before).replace('{"projects"', '{"n":1,"projects"'))).toEqual({
      n: 1,
      projects: { '/shop': { servers: {} } },
    });
  });
});

test('a TOML table that makes place leaves its comments where it stood, and a plain removal still refuses', () => {
  const text = '[a]\nx = 1\n\n[a.gone] # why\n# more\nb = 1 # the key\n\n[c]\n';
  const make = { kind: 'set-keys', path: ['a'], values: { y: 2 }, unset: ['gone'] } as const;
  expect(spliceText('toml', text, { ...make, path: ['a'], unset: ['gone'] })).toMatchObject({
    ok: true,
    text: '[a]\nx = 1\ny = 2\n\n# why\n# more\n# the key\n\n[c]\n',
  });
  expect(spliceText('toml', text, { kind: 'unset', path: ['a', 'gone'] })).toMatchObject({ ok: false });
});
