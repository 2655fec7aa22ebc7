import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codex } from '#agents/codex/codex';
import { pluginSchema } from '#contract/plugin';
import { parsePluginId } from '#contract/plugin-id';
import {
  codes,
  codexContext,
  demoFiles,
  demoOn,
  demoRoot,
  demoRow,
  row,
  scanCodexFiles,
} from '../../../helpers/codex-home.ts';
import type { MemoryNode } from '../../../helpers/memory-port.ts';

const config = '/home/ada/.codex/config.toml';
const manifest = `${demoRoot}/.codex-plugin/plugin.json`;

describe('a configuration that cannot be read', () => {
  test.each<[string, MemoryNode, string]>([
    ['is truncated', '[plugins."demo@market', 'settings-invalid'],
    ['is unreadable', { unreadable: true }, 'file-unreadable'],
    ['is a FIFO', { other: true }, 'not-a-file'],
    ['is a folder', { directory: true }, 'not-a-file'],
    ['is far too large', 'x'.repeat(9 * 1024 * 1024), 'file-too-large'],
    ['has plugins of the wrong type', 'plugins = 3', 'settings-invalid'],
  ])('when it %s, what is on disk is still listed', async (_what, node, code) => {
    const scan = await scanCodexFiles({ ...demoFiles(''), [config]: node });
    expect(scan.agent.problems).toMatchObject([{ code, file: config }]);
    expect(row(scan, 'codex:plugin/demo@market').effective.state).toBe('broken');
  });

  test('an empty one and one with a byte order mark are fine', async () => {
    expect((await scanCodexFiles({ ...demoFiles(''), [config]: '' })).agent.problems).toEqual([]);
    const scan = await scanCodexFiles({ ...demoFiles(''), [config]: `\uFEFF${demoOn}` });
    expect(row(scan, 'codex:plugin/demo@market').effective.enabled).toBe(true);
  });

  test('a key that stands twice is named with its line', async () => {
    const scan = await scanCodexFiles({ ...demoFiles(''), [config]: `${demoOn}enabled = false\n` });
    expect(scan.agent.problems).toMatchObject([{ code: 'settings-invalid', line: 3 }]);
  });
});

describe('a package that means harm', () => {
  test.each<[string, Record<string, MemoryNode>, string]>([
    ['its skills path leads up', { [manifest]: '{"name":"demo","skills":"./../x"}' }, 'path-escapes'],
    [
      'its server file is a link out of it',
      { [`${demoRoot}/.mcp.json`]: { link: '/etc/passwd' }, '/etc/passwd': '{}' },
      'path-escapes',
    ],
    [
      'its skills folder is a link out of it',
      { [`${demoRoot}/skills`]: { link: '/srv/other' }, '/srv/other/a/SKILL.md': '' },
      'path-escapes',
    ],
    ['its manifest is a FIFO', { [manifest]: { other: true } }, 'not-a-file'],
    ['its manifest is unreadable', { [manifest]: { unreadable: true } }, 'file-unreadable'],
    ['its name holds control characters', { [manifest]: '{"name":"de\\u0007mo"}' }, 'hostile-name'],
    ['its name runs backwards', { [manifest]: '{"name":"de\\u202emo"}' }, 'hostile-name'],
    ['its server has no transport', { [`${demoRoot}/.mcp.json`]: '{"a":{}}' }, 'server-invalid'],
    ['its server file is a list', { [`${demoRoot}/.mcp.json`]: '[]' }, 'component-invalid'],
    [
      'its hooks file has another key',
      { [`${demoRoot}/hooks/hooks.json`]: '{"$schema":"x","hooks":{}}' },
      'component-invalid',
    ],
    ['its hooks name no event', { [`${demoRoot}/hooks/hooks.json`]: '{"hooks":{"Nope":[]}}' }, 'hook-unknown-event'],
    ['its skills are objects', { [manifest]: '{"name":"demo","skills":[{"a":1}]}' }, 'manifest-field-ignored'],
    [
      'it names a file that is not there',
      { [manifest]: '{"name":"demo","mcpServers":"./x.json"}' },
      'component-missing',
    ],
    ['it is called otherwise inside', { [manifest]: '{"name":"other"}' }, 'name-differs'],
  ])('is a problem with a file when %s', async (_when, more, code) => {
    const found = await demoRow(demoFiles(demoOn, more));
    expect(codes(found)).toContain(code);
    expect(found.problems.every((each) => each.file !== undefined)).toBe(true);
  });

  test('odd folder names in the cache are named and never become rows', async () => {
    const odd = '/home/ada/.codex/plugins/cache/market/de\u202Emo/1/.codex-plugin/plugin.json';
    const scan = await scanCodexFiles(demoFiles(demoOn, { [odd]: '{}' }));
    expect(scan.agent.problems).toMatchObject([{ code: 'hostile-name' }]);
    expect(scan.plugins.filter((plugin) => plugin.kind === 'plugin')).toHaveLength(1);
  });

  test('a loop of links ends', async () => {
    const loop = {
      '/home/ada/.agents/skills/a/loop': { link: '/home/ada/.agents/skills' },
      '/home/ada/.agents/skills/a/SKILL.md': '---\ndescription: d\n---\n',
    };
    const scan = await scanCodexFiles(demoFiles('', loop));
    expect(scan.plugins.filter((plugin) => plugin.kind === 'skill').map((plugin) => plugin.name)).toEqual(['a']);
  });

  test('values of secrets never leave', async () => {
    const servers =
      '{"a":{"command":"x","env":{"TOKEN":"s3cret-1"}},"b":{"url":"https://me:s3cret-2@x/","http_headers":{"Auth":"s3cret-3"}}}';
    const own = `${demoOn}[mcp_servers.c]\nurl = "https://u:s3cret-4@y/"\nhttp_headers = { X = "s3cret-5" }\n`;
    const context = codexContext(demoFiles(own, { [`${demoRoot}/.mcp.json`]: servers }));
    const scan = await codex.scan(context);
    for (const plugin of scan.plugins)
      expect(JSON.stringify(await codex.describe(context, plugin))).not.toContain('s3cret');
  });
});

describe('whatever the files hold', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  // YAML aliases have tests of their own beside the front matter reader.
  const tail = fc.string({ maxLength: 60 });
  const keyed = fc.record({ mcp: value, manifest: value, hooks: value, market: value });

  test('a scan gives well-formed rows with unique ids, and descriptions that fit the contract', async () => {
    await fc.assert(
      fc.asyncProperty(keyed, tail, async (files, text) => {
        const context = codexContext(
          demoFiles(demoOn, {
            [manifest]: JSON.stringify({
              name: 'demo',
              mcpServers: files.mcp,
              hooks: files.hooks,
              skills: files.manifest,
            }),
            [`${demoRoot}/.mcp.json`]: JSON.stringify(files.mcp),
            [`${demoRoot}/hooks/hooks.json`]: JSON.stringify({ hooks: files.hooks }),
            [`${demoRoot}/plugin.json`]: JSON.stringify(files.manifest),
            '/srv/market/.agents/plugins/marketplace.json': JSON.stringify(files.market),
            '/home/ada/.codex/hooks.json': JSON.stringify({ hooks: { Stop: files.hooks } }) + text,
            '/home/ada/.agents/skills/x/SKILL.md': `---\n${text}\n---\n`,
          }),
        );
        const scan = await codex.scan(context);
        expect(new Set(scan.plugins.map((plugin) => plugin.id)).size).toBe(scan.plugins.length);
        for (const plugin of scan.plugins) {
          expect(parsePluginId(plugin.id)).toBeDefined();
          pluginSchema.parse(await codex.describe(context, plugin));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('any text as configuration ends as rows or problems, never as nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        const scan = await scanCodexFiles({ ...demoFiles(''), [config]: text });
        expect(row(scan, 'codex:plugin/demo@market')).toBeDefined();
      }),
      { numRuns: 100 },
    );
  });

  test('keys that every object inherits are no plugins and no servers', async () => {
    const own =
      '[mcp_servers.constructor]\ncommand = "a"\n[mcp_servers.__proto__]\ncommand = "b"\n[plugins.toString]\nenabled = true\n';
    const scan = await scanCodexFiles({ ...demoFiles(''), [config]: own });
    expect(
      scan.plugins
        .filter((plugin) => plugin.kind === 'mcp')
        .map((plugin) => plugin.name)
        .sort(),
    ).toEqual(['__proto__', 'constructor']);
    expect(scan.agent.problems.map((each) => each.code)).toEqual(['switch-id-invalid']);
  });
});
