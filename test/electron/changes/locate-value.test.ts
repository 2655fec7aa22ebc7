import { describe, expect, it } from 'vitest';
import { locate, locateValue, readPointer } from '#changes/locate-value';

const json =
  '\uFEFF{\r\n  // mine\r\n  "enabledPlugins": {\r\n    "a@b": true,\r\n    "a@b": false\r\n  },\r\n  "off": [\r\n    "x",\r\n    "y"\r\n  ]\r\n}';
const toml =
  '\uFEFFmodel = "x"\n\n[plugins."a@b"]\n# mine\nenabled = true\nx.y = 1\n\n[[skills.config]]\nname = "s"\n[mcp_servers]\n"my.one" = { enabled = false }\n';

describe('the line of a value', () => {
  it.each([
    ['enabledPlugins', 3],
    ['enabledPlugins."a@b"', 5],
    ['off[1]', 9],
    ['off[2]', undefined],
    ['none', undefined],
    ['not a pointer', undefined],
    ['', undefined],
  ])('in JSON, for %s', (pointer, line) => {
    expect(locateValue(json, '/x/settings.json', pointer)).toBe(line);
  });

  it.each([
    ['model', 1],
    ['plugins."a@b"', 3],
    ['plugins."a@b".enabled', 5],
    ['plugins."a@b".x', 6],
    ['skills.config[0].name', 9],
    ['mcp_servers."my.one".enabled', 11],
    ['mcp_servers.none', undefined],
  ])('in TOML, for %s', (pointer, line) => {
    expect(locateValue(toml, 'C:\\x\\config.toml', pointer)).toBe(line);
  });

  it('is not there in a text that does not parse', () => {
    expect(locateValue('{', 'a.json', 'a')).toBeUndefined();
    expect(locateValue('a = ', 'a.toml', 'a')).toBeUndefined();
    expect(locateValue('['.repeat(100_000), 'a.json', 'a')).toBeUndefined();
  });

  it('comes with its offset', () => {
    expect(locate('{"a": 1}', 'json', ['a'])).toEqual({ offset: 6, line: 1 });
  });

  it('is asked for with quoted keys as written or escaped', () => {
    expect(readPointer('a."b\\"c"[3].d-e_f')).toEqual(['a', 'b"c', 3, 'd-e_f']);
    const windows = JSON.stringify({ projects: { 'C:\\temp': { off: [] } } }, null, 2);
    expect(locateValue(windows, 'a.json', 'projects."C:\\temp".off')).toBe(4);
    expect(locateValue(windows, 'a.json', 'projects."C:\\\\temp".off')).toBe(4);
    expect(readPointer('a..b')).toBeUndefined();
  });
});
