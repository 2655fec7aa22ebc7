import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claudeCode } from '#agents/claude-code/claude-code';
import { pluginSchema } from '#contract/plugin';
import { parsePluginId } from '#contract/plugin-id';
import {
  claudeContext,
  claudeRow,
  codes,
  configDir,
  demoFiles,
  demoManifest,
  demoRecord,
  demoRoot,
  demoRow,
  type Files,
  localSettings,
  managedSettings,
  marketFile,
  project,
  projectSettings,
  records,
  recordsFile,
  scanClaude,
  settings,
  stateFile,
  userSettings,
} from '../../../helpers/claude-home.ts';

const configFiles = [
  { file: userSettings, code: 'settings-invalid' },
  { file: projectSettings, code: 'settings-invalid' },
  { file: localSettings, code: 'settings-invalid' },
  { file: managedSettings, code: 'settings-invalid' },
  { file: stateFile, code: 'settings-invalid' },
  { file: `${project}/.mcp.json`, code: 'settings-invalid' },
  { file: recordsFile, code: 'record-invalid' },
  { file: `${configDir}/plugins/known_marketplaces.json`, code: 'record-invalid' },
  { file: marketFile, code: 'marketplace-invalid' },
];

describe('a folder that may not be read', () => {
  const seed = '/srv/seed';
  const folders = [
    `${configDir}/skills`,
    `${configDir}/commands`,
    `${configDir}/agents`,
    `${configDir}/agents/deep`,
    `${project}/.claude/skills`,
    `${configDir}/plugins/cache`,
    `${configDir}/plugins/cache/other`,
    `${configDir}/plugins/cache/other/thing`,
    `${configDir}/plugins/synced`,
    `${seed}/cache`,
    '/etc/claude-code/managed-settings.d',
  ];
  const states: { is: string; node: (folder: string) => Files[string] }[] = [
    { is: 'forbidden', node: () => ({ forbiddenFolder: true }) },
    { is: 'a file', node: () => 'text' },
    { is: 'a socket', node: () => ({ other: true }) },
    { is: 'a link to itself', node: (folder) => ({ link: folder }) },
  ];

  test.each(states)('because it is $is is told with its path, and what lies elsewhere is listed', async ({ node }) => {
    for (const folder of folders) {
      const kept = Object.entries(demoFiles()).filter(([file]) => !file.startsWith(`${folder}/`));
      const files = { ...Object.fromEntries(kept), [folder]: node(folder) };
      const scan = await scanClaude(files, { project, env: { CLAUDE_CODE_PLUGIN_SEED_DIR: seed } });
      // A file among the versions of a cached plugin, or among agents, is nothing to list.
      const isListed = !(folder.endsWith('/other') || folder.endsWith('/thing') || folder.endsWith('/deep'));
      const isFolder = typeof node(folder) === 'object' && 'forbiddenFolder' in Object(node(folder));
      if (isListed || isFolder)
        expect(scan.agent.problems.filter((each) => each.file === folder).map((each) => each.code)).toEqual([
          'file-unreadable',
        ]);
      expect(scan.plugins.map((plugin) => plugin.id)).toContain('claude-code:plugin/demo@market');
    }
  });

  test.each(['skills', 'commands', 'agents', 'hooks', 'bin'])(
    'inside a plugin (%s) is told on its row',
    async (name) => {
      const folder = `${demoRoot}/${name}`;
      const row = await demoRow(demoFiles({ [folder]: { forbiddenFolder: true } }));
      // Nothing asks what lies in `hooks/`: one file in it is read by its name.
      if (name !== 'hooks')
        expect(row.problems.filter((each) => each.file === folder).map((each) => each.code)).toEqual([
          'file-unreadable',
        ]);
      expect(row.id).toBe('claude-code:plugin/demo@market');
    },
  );
});

describe('a config file', () => {
  const states: { is: string; node: Files[string]; code?: string }[] = [
    { is: 'truncated', node: '{"plugins":{' },
    { is: 'empty', node: '' },
    { is: 'no object', node: '[1]' },
    { is: 'with comments', node: '{/* c */"a":1}' },
    { is: 'nested ten thousand deep', node: `${'['.repeat(10_000)}${']'.repeat(10_000)}` },
    { is: 'of 100 MB', node: ' '.repeat(70 * 1024 * 1024), code: 'file-too-large' },
    { is: 'a FIFO', node: { other: true }, code: 'not-a-file' },
    { is: 'a folder', node: { directory: true }, code: 'not-a-file' },
    { is: 'forbidden', node: { unreadable: true }, code: 'file-unreadable' },
    { is: 'a link to itself', node: { link: 'loop' }, code: 'file-unreadable' },
  ];

  test.each(states)('that is $is is told, and the plugin keeps its row', async ({ node, code }) => {
    for (const each of configFiles) {
      const broken = typeof node === 'object' && 'link' in node ? { link: each.file } : node;
      const files = demoFiles({ [each.file]: broken });
      const scan = await scanClaude(files, { project });
      expect(scan.agent.problems.filter((one) => one.file === each.file).map((one) => one.code)).toContain(
        code ?? each.code,
      );
      expect(scan.plugins.map((plugin) => plugin.id)).toContain('claude-code:plugin/demo@market');
      expect(scan.agent.found).toBe(true);
    }
  });

  test.each([
    { is: 'does not parse', node: '{"name"' },
    { is: 'is a FIFO', node: { other: true as const } },
    { is: 'may not be read', node: { unreadable: true as const } },
  ])('of a package that $is ends as a problem of the plugin', async ({ node }) => {
    const row = await demoRow(demoFiles({ [demoManifest]: node }));
    expect(row.effective.state).toBe('broken');
    expect(row.problems.find((each) => each.file === demoManifest)?.severity).toBe('error');
    for (const file of [
      `${demoRoot}/.mcp.json`,
      `${demoRoot}/hooks/hooks.json`,
      `${demoRoot}/.lsp.json`,
      `${demoRoot}/monitors/monitors.json`,
    ]) {
      const part = await demoRow(demoFiles({ [file]: node }));
      expect(part.effective.state).toBe('enabled');
      expect(part.problems.map((each) => each.file)).toContain(file);
    }
  });

  test('with a key twice says so, and the last one counts', async () => {
    const files = demoFiles({ [userSettings]: '{"enabledPlugins":{"demo@market":true,\n"demo@market":false}}' });
    const scan = await scanClaude(files);
    expect(scan.agent.problems).toContainEqual(
      expect.objectContaining({ code: 'duplicate-key', file: userSettings, line: 2 }),
    );
    expect(scan.plugins[0]?.effective.enabled).toBe(false);
  });
});

describe('names somebody else chose', () => {
  test.each([
    ['path parts', '../../etc/passwd@market'],
    ['control characters', 'de\u0007mo@market'],
    ['turned text', 'demo\u202Egnp@market'],
    ['invisible characters', 'de\u200Bmo@market'],
  ])('with %s are told, and the id stays readable', async (_what, own) => {
    const scan = await scanClaude(demoFiles({ [userSettings]: settings({ [own]: true }) }));
    const row = scan.plugins.find((plugin) => codes(plugin).includes('hostile-name'));
    expect(parsePluginId(row?.id ?? '')).toMatchObject({ name: own.slice(0, own.lastIndexOf('@')) });
  });

  test.each(['__proto__', 'constructor', 'toString'])('%s is a name like any other', async (name) => {
    const files = demoFiles({
      [userSettings]: `{"enabledPlugins":{"${name}@market":true,"${name}":true}}`,
      [stateFile]: `{"mcpServers":{"${name}":{"command":"x"}},"projects":{"${name}":{}}}`,
      [recordsFile]: `{"version":2,"plugins":{"${name}@${name}":[{"scope":"user","installPath":"/x"}]}}`,
    });
    const scan = await scanClaude(files, { project });
    expect(scan.plugins.map((plugin) => plugin.name)).toContain(name);
  });

  test('an install path that leads anywhere is only read as a folder of data', async () => {
    const files = demoFiles({
      [recordsFile]: records({ 'demo@market': [{ ...demoRecord, installPath: '../../..' }] }),
    });
    expect((await demoRow(files)).effective.state).toBe('missing');
  });
});

test('a package whose links loop ends', async () => {
  const row = await demoRow(
    demoFiles({
      [`${demoRoot}/skills`]: { link: `${demoRoot}/skills` },
      [`${demoRoot}/agents/up`]: { link: demoRoot },
    }),
  );
  expect(row.effective.state).toBe('enabled');
});

test('an unreadable folder is told', async () => {
  const context = claudeContext(demoFiles({ [`${demoRoot}/skills/a/SKILL.md`]: '' }));
  const list = (path: string) =>
    path === `${demoRoot}/skills`
      ? { ok: false as const, reason: 'unreadable' as const, detail: 'EACCES' }
      : context.port.list(path);
  const scan = await claudeCode.scan({ ...context, port: { ...context.port, list } });
  expect(codes(scan.plugins[0] ?? { problems: [] })).toEqual(['file-unreadable']);
});

test('ten thousand plugins are ten thousand rows', async () => {
  const ids = Array.from({ length: 10_000 }, (_, at) => `p${at}@market`);
  const scan = await scanClaude(
    demoFiles({ [userSettings]: settings(Object.fromEntries(ids.map((id) => [id, true]))) }),
  );
  expect(new Set(scan.plugins.map((plugin) => plugin.id)).size).toBe(10_001);
});

test('a file replaced by anything at all never ends a scan, and every row keeps to the contract', async () => {
  const names = [
    ...configFiles.map((each) => each.file),
    demoManifest,
    `${demoRoot}/.mcp.json`,
    `${demoRoot}/hooks/hooks.json`,
    `${demoRoot}/.lsp.json`,
  ];
  const keys = fc.constantFrom(
    'enabledPlugins',
    'plugins',
    'mcpServers',
    'projects',
    'hooks',
    'demo@market',
    'name',
    'source',
    'installPath',
    'scope',
    'version',
    'skills',
    'commands',
    'agents',
    'experimental',
    'monitors',
    'owner',
    'renames',
    'metadata',
    project,
    'skillOverrides',
    'dependencies',
  );
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<unknown>(null, true, 1, '', './', './skills', '../x', 'demo', 'user', 2),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(keys, tie('any'), { maxKeys: 4 }),
    ),
  })).any;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), value, async (file, content) => {
      const files = demoFiles({ [file]: JSON.stringify(content) });
      const context = claudeContext(files, { project });
      const scan = await claudeCode.scan(context);
      expect(scan.plugins.map((plugin) => plugin.id)).toContain('claude-code:plugin/demo@market');
      expect(new Set(scan.plugins.map((plugin) => plugin.id)).size).toBe(scan.plugins.length);
      for (const plugin of scan.plugins) {
        pluginSchema.parse(await claudeCode.describe(context, plugin));
        claudeCode.decideSwitch(context, { plugin, enable: !plugin.effective.enabled });
      }
    }),
    { numRuns: 300 },
  );
});

test('every file that decided something is watched, there or not', async () => {
  const scan = await scanClaude(demoFiles(), { project });
  const watched = new Map(scan.watch.map((target) => [target.path, target]));
  for (const { file } of configFiles) expect(watched.has(file), file).toBe(true);
  expect(watched.get(`${configDir}/plugins/cache/market`)?.kind).toBe('entries');
  expect(watched.get(demoManifest)).toEqual({ path: demoManifest, kind: 'file', root: demoRoot });
  const folders = new Set(
    scan.watch
      .filter((target) => target.root === demoRoot)
      .map(({ kind, path }) => (kind === 'file' ? path.replace(/\/[^/]+$/, '') : path)),
  );
  expect(folders.size).toBeLessThanOrEqual(3);
});

test('a row that is gone is described as empty', async () => {
  const row = await claudeRow('claude-code:plugin/demo@market', demoFiles());
  expect((await claudeCode.describe(claudeContext({}), row)).components).toEqual([]);
});
