import { describe, expect, test } from 'vitest';
import {
  claudeRow,
  codes,
  configDir,
  demoFiles,
  demoManifest,
  demoRecord,
  demoRoot,
  demoRow,
  type Files,
  inPlaceFiles,
  localSettings,
  managedSettings,
  marketFile,
  marketplace,
  marketSource,
  project,
  projectSettings,
  records,
  recordsFile,
  scanClaude,
  settings,
  userSettings,
} from '../../../helpers/claude-home.ts';

interface Case {
  when: string;
  files: Files;
  project?: string;
  env?: Record<string, string>;
  state: string;
  enabled: boolean;
  by?: string;
  file?: string;
  problems?: string[];
}

const on = settings({ 'demo@market': true });
const off = settings({ 'demo@market': false });
const { [demoManifest]: _gone, ...uncached } = demoFiles({ [recordsFile]: records({}) });
const elsewhere = [{ ...demoRecord, scope: 'project', projectPath: '/work/other' }];
const here = [{ ...demoRecord, scope: 'local', projectPath: project }];

/** Each row was first seen with the real Claude Code 2.1.330: `claude plugin list --json`, and what a session loaded. */
const table: Case[] = [
  {
    when: 'the user turns it on',
    files: demoFiles(),
    state: 'enabled',
    enabled: true,
    by: 'user',
    file: userSettings,
    problems: [],
  },
  {
    when: 'the user turns it off',
    files: demoFiles({ [userSettings]: off }),
    state: 'disabled',
    enabled: false,
    by: 'user',
    problems: [],
  },
  {
    when: 'no settings file names it',
    files: demoFiles({ [userSettings]: '{}' }),
    state: 'disabled',
    enabled: false,
    by: 'default',
    problems: ['no-switch-set'],
  },
  {
    when: 'no settings file names it, whatever defaultEnabled says',
    files: demoFiles({ [userSettings]: '{}', [demoManifest]: '{"name":"demo","defaultEnabled":true}' }),
    state: 'disabled',
    enabled: false,
  },
  {
    when: 'defaultEnabled is false and the user turns it on',
    files: demoFiles({ [demoManifest]: '{"name":"demo","defaultEnabled":false}' }),
    state: 'enabled',
    enabled: true,
  },
  {
    when: 'the project turns on what the user turned off',
    files: demoFiles({ [userSettings]: off, [projectSettings]: on }),
    project,
    state: 'enabled',
    enabled: true,
    by: 'project',
    file: projectSettings,
    problems: ['switch-has-no-effect'],
  },
  {
    when: 'the project turns off what the user turned on',
    files: demoFiles({ [projectSettings]: off }),
    project,
    state: 'disabled',
    enabled: false,
    by: 'project',
    problems: ['scope-conflict'],
  },
  {
    when: 'your local settings win over project and user',
    files: demoFiles({ [projectSettings]: on, [localSettings]: off }),
    project,
    state: 'disabled',
    enabled: false,
    by: 'local',
    file: localSettings,
    problems: ['scope-conflict', 'scope-conflict'],
  },
  {
    when: 'another project is in view, so its settings do not count',
    files: demoFiles({ [projectSettings]: off }),
    project: '/work/other',
    state: 'enabled',
    enabled: true,
    by: 'user',
  },
  {
    when: 'managed settings turn it off over everything',
    files: demoFiles({ [projectSettings]: on, [managedSettings]: off }),
    project,
    state: 'blocked',
    enabled: false,
    by: 'managed',
    file: managedSettings,
  },
  {
    when: 'managed settings turn it on over everything',
    files: demoFiles({ [userSettings]: off, [managedSettings]: on }),
    state: 'enabled',
    enabled: true,
    by: 'managed',
    problems: ['switch-has-no-effect'],
  },
  {
    when: 'a later drop-in overrules the managed file',
    files: demoFiles({ [managedSettings]: off, '/etc/claude-code/managed-settings.d/10-on.json': on }),
    state: 'enabled',
    enabled: true,
    by: 'managed',
    file: '/etc/claude-code/managed-settings.d/10-on.json',
  },
  {
    when: 'settings from the server silence the managed file',
    files: demoFiles({ [managedSettings]: off, [`${configDir}/remote-settings.json`]: '{"model":"x"}' }),
    state: 'enabled',
    enabled: true,
    by: 'user',
  },
  {
    when: 'the switch is a list of versions, which does not turn it on',
    files: demoFiles({ [userSettings]: settings({ 'demo@market': ['1.0.0'] }) }),
    state: 'disabled',
    enabled: false,
    by: 'user',
    problems: ['switch-value-odd'],
  },
  {
    when: 'one switch in the file is a text, which voids the whole file',
    files: demoFiles({ [userSettings]: settings({ 'demo@market': true, 'other@market': 'true' }) }),
    state: 'disabled',
    enabled: false,
    by: 'default',
  },
  {
    when: 'an unrelated key of the wrong type voids the whole file',
    files: demoFiles({ [userSettings]: settings({ 'demo@market': true }, { model: 5 }) }),
    state: 'disabled',
    enabled: false,
    by: 'default',
  },
  {
    when: 'a key that is only skipped has the wrong type',
    files: demoFiles({ [userSettings]: settings({ 'demo@market': true }, { hooks: 5, extraKnownMarketplaces: 5 }) }),
    state: 'enabled',
    enabled: true,
  },
  {
    when: 'the settings start with a byte order mark',
    files: demoFiles({ [userSettings]: `\uFEFF${on}` }),
    state: 'enabled',
    enabled: true,
  },
  {
    when: 'it is turned on and nothing is installed',
    files: uncached,
    state: 'missing',
    enabled: true,
    problems: ['enabled-not-installed'],
  },
  {
    when: 'a copy is cached that nothing records',
    files: demoFiles({ [recordsFile]: records({}) }),
    state: 'missing',
    enabled: true,
    problems: ['cached-not-recorded'],
  },
  {
    when: 'the record names a folder that is not there',
    files: demoFiles({
      [recordsFile]: records({ 'demo@market': [{ ...demoRecord, installPath: `${configDir}/gone` }] }),
    }),
    state: 'missing',
    enabled: true,
    problems: ['recorded-not-cached', 'old-versions'],
  },
  {
    when: 'it is recorded for another project only',
    files: demoFiles({ [recordsFile]: records({ 'demo@market': elsewhere }) }),
    project,
    state: 'missing',
    enabled: true,
    problems: ['not-recorded-here', 'old-versions'],
  },
  {
    when: 'it is recorded for this project',
    files: demoFiles({ [recordsFile]: records({ 'demo@market': [...elsewhere, ...here] }) }),
    project,
    state: 'enabled',
    enabled: true,
    problems: [],
  },
  {
    when: 'one record of another plugin voids the file of records',
    files: demoFiles({ [recordsFile]: records({ 'demo@market': [demoRecord], 'x@y': [{ scope: 'user' }] }) }),
    state: 'missing',
    enabled: true,
    problems: ['record-invalid'],
  },
  {
    when: 'the records are of version 1',
    files: demoFiles({ [recordsFile]: records({ 'demo@market': { installPath: demoRoot, version: '1.0.0' } }, 1) }),
    state: 'enabled',
    enabled: true,
    problems: [],
  },
  {
    when: 'the marketplace is not configured',
    files: demoFiles({ [`${configDir}/plugins/known_marketplaces.json`]: '{}' }),
    state: 'broken',
    enabled: true,
    problems: ['marketplace-unknown'],
  },
  {
    when: 'the marketplace folder is not there',
    files: demoFiles({ [marketFile]: { link: '/nowhere' } }),
    state: 'broken',
    enabled: true,
    problems: ['marketplace-missing'],
  },
  {
    when: 'the marketplace file does not parse',
    files: demoFiles({ [marketFile]: '{' }),
    state: 'broken',
    enabled: true,
    problems: ['marketplace-invalid'],
  },
  {
    when: 'the marketplace has no owner',
    files: demoFiles({
      [marketFile]: JSON.stringify({ name: 'market', plugins: [{ name: 'demo', source: './demo' }] }),
    }),
    state: 'broken',
    enabled: true,
    problems: ['marketplace-invalid'],
  },
  {
    when: 'the marketplace has another name than it is known by',
    files: demoFiles({ [marketFile]: marketplace([{ name: 'demo', source: './demo' }], { name: 'zzz' }) }),
    state: 'enabled',
    enabled: true,
    problems: [],
  },
  {
    when: 'the marketplace no longer lists it',
    files: demoFiles({ [marketFile]: marketplace([]) }),
    state: 'broken',
    enabled: true,
    problems: ['not-in-marketplace'],
  },
  {
    when: 'its entry is not valid, so that it loads from the cache',
    files: demoFiles({ [marketFile]: marketplace([{ name: 'demo', source: './demo', author: 'Ann' }]) }),
    state: 'enabled',
    enabled: true,
    problems: ['marketplace-invalid'],
  },
  {
    when: 'the marketplace renamed it',
    files: demoFiles({ [marketFile]: marketplace([{ name: 'new', source: './new' }], { renames: { demo: 'new' } }) }),
    state: 'broken',
    enabled: true,
    problems: ['not-in-marketplace'],
  },
  {
    when: 'its manifest does not parse',
    files: demoFiles({ [demoManifest]: '{"name":' }),
    state: 'broken',
    enabled: true,
    problems: ['manifest-invalid'],
  },
  {
    when: 'its manifest is a comment away from JSON',
    files: demoFiles({ [demoManifest]: '{/*c*/"name":"demo"}' }),
    state: 'broken',
    enabled: true,
    problems: ['manifest-invalid'],
  },
  {
    when: 'entry and manifest conflict',
    files: demoFiles({
      [marketFile]: marketplace([{ name: 'demo', source: './demo', strict: false, skills: ['./skills'] }]),
    }),
    state: 'broken',
    enabled: true,
    problems: ['manifests-conflict'],
  },
  {
    when: 'the manifest has another name',
    files: demoFiles({ [demoManifest]: '{"name":"other"}' }),
    state: 'enabled',
    enabled: true,
    problems: ['name-differs'],
  },
  {
    when: 'an older version lies beside it',
    files: demoFiles({ [`${configDir}/plugins/cache/market/demo/0.9.0/x`]: '' }),
    state: 'enabled',
    enabled: true,
    problems: ['old-versions'],
  },
  {
    when: 'a plugin it depends on is not installed',
    files: demoFiles({ [demoManifest]: '{"name":"demo","dependencies":["base"]}' }),
    state: 'broken',
    enabled: true,
    problems: ['dependency-missing'],
  },
  {
    when: 'its folder in place is not there',
    files: inPlaceFiles({ name: 'demo' }, {}, { source: './gone' }),
    state: 'missing',
    enabled: true,
    problems: ['recorded-not-cached'],
  },
];

describe('the state of a plugin of a marketplace', () => {
  test.each(table)('$when', async ({ files, state, enabled, by, file, problems, ...options }) => {
    const row = await demoRow(files, options);
    expect(row.effective.state).toBe(state);
    expect(row.effective.enabled).toBe(enabled);
    if (by !== undefined) expect(row.effective.decidedBy.scope).toBe(by);
    if (file !== undefined) expect(row.effective.decidedBy.file).toBe(file);
    if (problems !== undefined) expect(codes(row)).toEqual(problems);
    expect(row.effective.decidedBy.reason).toMatch(/\.$/);
  });

  test('every layer is told, the silent ones too, highest first', async () => {
    const row = await demoRow(demoFiles({ [localSettings]: '{' }), { project });
    expect(row.effective.layers.map(({ scope, value, wins }) => [scope, value, wins])).toEqual([
      ['managed', '', false],
      ['local', '', false],
      ['project', '', false],
      ['user', 'true', true],
      ['default', 'false', false],
    ]);
    expect(row.effective.layers[1]?.note).toMatch(/not valid/);
    expect(row.effective.layers[3]?.pointer).toBe('enabledPlugins."demo@market"');
  });

  test('a project in the home folder reads the user file once, as the user file', async () => {
    const row = await demoRow(demoFiles(), { project: '/home/ada' });
    expect(row.effective.layers.map((layer) => layer.scope)).toEqual(['managed', 'local', 'user', 'default']);
  });

  test('a void file is told with the key that voids it', async () => {
    const scan = await scanClaude(demoFiles({ [userSettings]: settings({ 'demo@market': 1 }) }));
    const told = scan.agent.problems.find((each) => each.code === 'settings-invalid');
    expect(told).toMatchObject({ file: userSettings });
    expect(told?.message).toContain('enabledPlugins');
  });

  test('a plugin the marketplace renamed is loaded under its new name', async () => {
    const file = marketplace([{ name: 'new', source: './new' }], { renames: { demo: 'new' } });
    const files = demoFiles({
      [marketFile]: file,
      [recordsFile]: records({ 'new@market': [{ ...demoRecord }] }),
    });
    const row = await claudeRow('claude-code:plugin/new@market', files);
    expect(row.effective).toMatchObject({ state: 'enabled', decidedBy: { pointer: 'enabledPlugins."demo@market"' } });
  });

  test('the first record that applies is the one that is loaded', async () => {
    const newer = {
      ...demoRecord,
      scope: 'project',
      projectPath: project,
      version: '2.0.0',
      installPath: `${configDir}/plugins/cache/market/demo/2.0.0`,
    };
    const files = (list: unknown[]) =>
      demoFiles({
        [recordsFile]: records({ 'demo@market': list }),
        [`${newer.installPath}/.claude-plugin/plugin.json`]: '{"name":"demo","version":"2.0.0"}',
      });
    expect((await demoRow(files([demoRecord, newer]), { project })).version).toBe('1.0.0');
    expect((await demoRow(files([newer, demoRecord]), { project })).version).toBe('2.0.0');
    expect((await demoRow(files([newer, demoRecord]))).version).toBe('1.0.0');
  });

  test('a dependency counts once it is on, and not while it is off', async () => {
    const files = (base: boolean) =>
      demoFiles({
        [userSettings]: settings({ 'demo@market': true, 'base@market': base }),
        [marketFile]: marketplace([
          { name: 'demo', source: './demo' },
          { name: 'base', source: './base' },
        ]),
        [recordsFile]: records({ 'demo@market': [demoRecord], 'base@market': [demoRecord] }),
        [demoManifest]: '{"name":"demo","dependencies":["base"]}',
      });
    expect((await demoRow(files(true))).effective.state).toBe('enabled');
    const broken = await demoRow(files(false));
    expect(broken.effective).toMatchObject({ state: 'broken', enabled: true });
    expect(broken.problems.map((each) => each.message)).toContain('It depends on base@market, which is turned off.');
  });

  test('in a marketplace that is a folder, the plugin runs in place and needs no record', async () => {
    const files = inPlaceFiles({ name: 'demo', version: '3.0.0' }, { [recordsFile]: records({}) });
    const row = await demoRow(files);
    expect(row.effective.state).toBe('enabled');
    expect(row.version).toBe('3.0.0');
    const recorded = await demoRow(inPlaceFiles({ name: 'demo', version: '3.0.0' }));
    expect(recorded.installs).toMatchObject([
      { scope: 'user', version: '1.0.0', path: '/srv/market/demo', exists: true },
    ]);
  });

  test('a source that leads out of its marketplace is not read', async () => {
    const files = inPlaceFiles(
      { name: 'demo' },
      { '/srv/secret/.claude-plugin/plugin.json': '{"name":"secret"}' },
      { source: './../secret' },
    );
    const row = await demoRow(files);
    expect(row.effective.state).not.toBe('enabled');
    expect(row.problems.some((each) => /leads out/.test(each.message))).toBe(true);
    expect(codes(row)).not.toContain('name-differs');
  });

  test('a plugin of a seed is loaded without a record', async () => {
    const files = {
      [userSettings]: settings({ 'sown@field': true }),
      '/seed/known_marketplaces.json': JSON.stringify({
        field: { source: marketSource, installLocation: '/elsewhere' },
      }),
      '/seed/marketplaces/field/.claude-plugin/marketplace.json': marketplace([{ name: 'sown', source: marketSource }]),
      '/seed/cache/field/sown/1.0.0/.claude-plugin/plugin.json': '{"name":"sown","version":"1.0.0"}',
    };
    const env = { CLAUDE_CODE_PLUGIN_SEED_DIR: '/none:/seed' };
    const row = await claudeRow('claude-code:plugin/sown@field', files, { env });
    expect(row).toMatchObject({ version: '1.0.0', effective: { state: 'enabled' }, problems: [] });
    expect(row.installs).toMatchObject([{ path: '/seed/cache/field/sown/1.0.0', exists: true }]);
  });

  test('a seed with more than one version is passed over, and the first of the others counts', async () => {
    const copy = (seed: string, version: string) => ({
      [`/${seed}/cache/market/sown/${version}/.claude-plugin/plugin.json`]: JSON.stringify({ name: 'sown', version }),
    });
    const files = demoFiles({
      [userSettings]: settings({ 'sown@market': true }),
      [marketFile]: marketplace([{ name: 'sown', source: marketSource }]),
      ...copy('one', '1.0.0'),
      ...copy('one', '9.0.0'),
      ...copy('two', '2.0.0'),
      ...copy('three', '3.0.0'),
    });
    const env = { CLAUDE_CODE_PLUGIN_SEED_DIR: '/one:/two:/three' };
    expect((await claudeRow('claude-code:plugin/sown@market', files, { env })).version).toBe('2.0.0');
  });

  test('the marketplace of a seed stands before the user record of that name', async () => {
    const seed = (plugins: unknown[]) =>
      demoFiles({
        '/seed/known_marketplaces.json': JSON.stringify({
          market: { source: marketSource, installLocation: '/built' },
        }),
        '/seed/marketplaces/market/.claude-plugin/marketplace.json': marketplace(plugins),
      });
    const env = { CLAUDE_CODE_PLUGIN_SEED_DIR: '/seed' };
    expect((await demoRow(seed([{ name: 'demo', source: './demo' }]), { env })).effective.state).toBe('enabled');
    const unlisted = await demoRow(seed([]), { env });
    expect(unlisted.effective.state).toBe('broken');
    expect(unlisted.problems[0]?.file).toBe('/seed/marketplaces/market/.claude-plugin/marketplace.json');
  });

  test('the built-in plugins are known', async () => {
    const id = 'cc-plugin-privacy@builtin';
    const row = await claudeRow(`claude-code:plugin/${id}`, demoFiles({ [userSettings]: settings({ [id]: true }) }));
    expect(row.effective.state).toBe('enabled');
    expect(codes(row)).toEqual([]);
  });

  test('a key that is no plugin id says so and has no switch', async () => {
    const row = await claudeRow('claude-code:plugin/bare', demoFiles({ [userSettings]: settings({ bare: true }) }));
    expect(codes(row)).toContain('switch-id-invalid');
    expect(row.switch.can).toBe(false);
  });
});

describe('folder plugins', () => {
  const skill = (name: string) => `${configDir}/skills/${name}/.claude-plugin/plugin.json`;

  test('a folder with a manifest below the skills folder is a plugin named by its manifest, and on', async () => {
    const row = await claudeRow('claude-code:plugin/given@skills-dir', {
      [skill('folder')]: '{"name":"given","version":"1.2.0"}',
    });
    expect(row).toMatchObject({ version: '1.2.0', effective: { state: 'enabled', enabled: true } });
    const scan = await scanClaude({
      [skill('folder')]: '{"name":"given"}',
      [`${configDir}/skills/folder/SKILL.md`]: 'x',
    });
    expect(scan.plugins.map((plugin) => plugin.kind)).toEqual(['plugin']);
  });

  test('defaultEnabled and a switch turn one off', async () => {
    const files = {
      [skill('a')]: '{"name":"a","defaultEnabled":false}',
      [skill('b')]: '{"name":"b"}',
      [userSettings]: settings({ 'b@skills-dir': false }),
    };
    expect((await claudeRow('claude-code:plugin/a@skills-dir', files)).effective).toMatchObject({
      state: 'disabled',
      enabled: false,
    });
    expect((await claudeRow('claude-code:plugin/b@skills-dir', files)).effective).toMatchObject({
      state: 'disabled',
      enabled: false,
    });
  });

  test("the user's folder shadows the project's of the same name", async () => {
    const files = {
      [skill('a')]: '{"name":"a","version":"1"}',
      [`${project}/.claude/skills/a/.claude-plugin/plugin.json`]: '{"name":"a","version":"2"}',
    };
    const row = await claudeRow('claude-code:plugin/a@skills-dir', files, { project });
    expect(row.version).toBe('1');
    expect(codes(row)).toEqual(['shadowed']);
  });

  test('an installed plugin takes the name of a folder', async () => {
    const files = demoFiles({ [skill('x')]: '{"name":"demo"}' });
    const row = await claudeRow('claude-code:plugin/demo@skills-dir', files);
    expect(row.effective).toMatchObject({ state: 'disabled', enabled: false });
    expect(row.effective.decidedBy.reason).toContain('demo@market');
    expect(codes(row)).toEqual(['shadowed']);
  });

  test('folders the environment names are plugins of their own', async () => {
    const files = { '/opt/one/.claude-plugin/plugin.json': '{"name":"one"}' };
    const row = await claudeRow('claude-code:plugin/one@inline', files, {
      env: { CLAUDE_CODE_PLUGIN_DIRS: '/opt/one:/opt/gone' },
    });
    expect(row.effective.state).toBe('enabled');
  });
});

describe('managed rules', () => {
  const strict = (rules: unknown) =>
    demoFiles({ [managedSettings]: JSON.stringify({ strictKnownMarketplaces: rules }) });
  const blocked = (rules: unknown) => demoFiles({ [managedSettings]: JSON.stringify({ blockedMarketplaces: rules }) });

  test.each([
    { rule: 'an empty list', files: strict([]), state: 'blocked' },
    { rule: 'its repository', files: strict([{ source: 'github', repo: 'example/market' }]), state: 'enabled' },
    {
      rule: 'every repository of its owner',
      files: strict([{ source: 'github', repo: 'example/*' }]),
      state: 'enabled',
    },
    { rule: 'another repository', files: strict([{ source: 'github', repo: 'example/other' }]), state: 'blocked' },
    { rule: 'its host', files: strict([{ source: 'hostPattern', hostPattern: '^github\\.com$' }]), state: 'enabled' },
    { rule: 'a pattern that is none', files: strict([{ source: 'hostPattern', hostPattern: '(' }]), state: 'blocked' },
    { rule: 'skills folders alone', files: strict([{ source: 'skills-dir' }]), state: 'blocked' },
  ])('a list of allowed marketplaces with $rule: $state', async ({ files, state }) => {
    const row = await demoRow(files);
    expect(row.effective.state).toBe(state);
    expect(row.switch.can).toBe(state === 'enabled');
    if (state === 'blocked') expect(codes(row)).toContain('blocked-by-policy');
  });

  test('a block list names one marketplace and leaves others alone', async () => {
    expect((await demoRow(blocked([{ source: 'github', repo: 'example/market' }]))).effective.state).toBe('blocked');
    expect((await demoRow(blocked([{ source: 'github', repo: 'example/else' }]))).effective.state).toBe('enabled');
  });

  test('a list of allowed marketplaces shuts out skills folders unless it names them', async () => {
    const folder = { [`${configDir}/skills/a/.claude-plugin/plugin.json`]: '{"name":"a"}' };
    const id = 'claude-code:plugin/a@skills-dir';
    expect((await claudeRow(id, { ...strict([]), ...folder })).effective.state).toBe('blocked');
    expect((await claudeRow(id, { ...strict([{ source: 'skills-dir' }]), ...folder })).effective.state).toBe('enabled');
    const only = demoFiles({ [managedSettings]: '{"strictPluginOnlyCustomization":true}', ...folder });
    expect((await claudeRow(id, only)).effective.state).toBe('blocked');
  });
});
