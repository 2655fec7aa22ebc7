import { describe, expect, test } from 'vitest';
import { codes, demoFiles, demoOff, demoOn, demoRoot, demoRow } from '../../../helpers/codex-home.ts';
import type { MemoryNode } from '../../../helpers/memory-port.ts';

const project = '/work/app';
const trusted = `[projects."${project}"]\ntrust_level = "trusted"\n`;
const untrusted = `[projects."${project}"]\ntrust_level = "untrusted"\n`;
const user = '/home/ada/.codex/config.toml';
const projectFile = `${project}/.codex/config.toml`;
const inProject = (text: string) => ({ [projectFile]: text, [`${project}/.git/HEAD`]: 'ref: x' });

interface Case {
  when: string;
  config: string;
  more?: Record<string, MemoryNode>;
  project?: string;
  osPolicy?: Record<string, string>;
  state: string;
  enabled: boolean;
  by: string;
  file?: string;
  problems?: string[];
}

/** Each row was first asked of the real codex 0.169.0 (`codex plugin list --json`). */
const table: Case[] = [
  { when: 'the user turns it on', config: demoOn, state: 'enabled', enabled: true, by: 'user', file: user },
  { when: 'the user turns it off', config: demoOff, state: 'disabled', enabled: false, by: 'user', file: user },
  {
    when: 'its table has no enabled key',
    config: '[plugins."demo@market"]\n',
    state: 'enabled',
    enabled: true,
    by: 'default',
    file: user,
  },
  {
    when: 'only one of its servers has a table',
    config: '[plugins."demo@market".mcp_servers.probe]\nenabled = false\n',
    state: 'enabled',
    enabled: true,
    by: 'default',
  },
  {
    when: 'nothing names it',
    config: '',
    state: 'disabled',
    enabled: false,
    by: 'default',
    problems: ['cached-not-recorded'],
  },
  {
    when: 'features.plugins is off',
    config: `${demoOn}[features]\nplugins = false\n`,
    state: 'disabled',
    enabled: false,
    by: 'user',
    problems: ['switch-has-no-effect'],
  },
  {
    when: 'a trusted project turns it off',
    config: demoOn + trusted,
    more: inProject(demoOff),
    project,
    state: 'disabled',
    enabled: false,
    by: 'project',
    file: projectFile,
    problems: ['scope-conflict'],
  },
  {
    when: 'a trusted project turns it on',
    config: demoOff + trusted,
    more: inProject(demoOn),
    project,
    state: 'enabled',
    enabled: true,
    by: 'project',
    problems: ['scope-conflict'],
  },
  {
    when: 'a trusted project alone names it',
    config: trusted,
    more: inProject(demoOn),
    project,
    state: 'enabled',
    enabled: true,
    by: 'project',
  },
  {
    when: 'an unknown project turns it off',
    config: demoOn,
    more: inProject(demoOff),
    project,
    state: 'enabled',
    enabled: true,
    by: 'user',
    problems: ['project-not-trusted'],
  },
  {
    when: 'a project marked untrusted turns it off',
    config: demoOn + untrusted,
    more: inProject(demoOff),
    project,
    state: 'enabled',
    enabled: true,
    by: 'user',
    problems: ['project-not-trusted'],
  },
  {
    when: 'managed_config.toml turns it off over a trusted project',
    config: demoOn + trusted,
    more: { ...inProject(demoOn), '/etc/codex/managed_config.toml': demoOff },
    project,
    state: 'disabled',
    enabled: false,
    by: 'managed',
    file: '/etc/codex/managed_config.toml',
    problems: ['scope-conflict', 'scope-conflict'],
  },
  {
    when: 'a managed preference turns it off',
    config: demoOn,
    osPolicy: { config_toml_base64: btoa(demoOff) },
    state: 'disabled',
    enabled: false,
    by: 'managed',
    problems: ['scope-conflict'],
  },
  {
    when: 'the system file alone names it',
    config: '',
    more: { '/etc/codex/config.toml': demoOn },
    state: 'enabled',
    enabled: true,
    by: 'system',
  },
  {
    when: 'the user is stronger than the system file',
    config: demoOn,
    more: { '/etc/codex/config.toml': demoOff },
    state: 'enabled',
    enabled: true,
    by: 'user',
    problems: ['scope-conflict'],
  },
  {
    when: 'a profile file wants something else',
    config: demoOn,
    more: { '/home/ada/.codex/work.config.toml': demoOff },
    state: 'enabled',
    enabled: true,
    by: 'user',
  },
  {
    when: 'requirements forbid plugins',
    config: demoOn,
    more: { '/etc/codex/requirements.toml': '[features]\nplugins = false\n' },
    state: 'blocked',
    enabled: false,
    by: 'requirements',
    file: '/etc/codex/requirements.toml',
    problems: ['blocked-by-policy'],
  },
  {
    when: 'requirements forbid its marketplace',
    config: demoOn,
    more: { '/etc/codex/requirements.toml': '[marketplaces]\nrestrict_to_allowed_sources = true\n' },
    state: 'blocked',
    enabled: false,
    by: 'requirements',
    problems: ['blocked-by-policy'],
  },
  {
    when: 'requirements allow its marketplace',
    config: demoOn,
    more: {
      '/etc/codex/requirements.toml':
        '[marketplaces]\nrestrict_to_allowed_sources = true\n[marketplaces.allowed_sources.a]\nsource = "local"\npath = "/srv/market"\n',
    },
    state: 'enabled',
    enabled: true,
    by: 'user',
  },
  {
    when: 'the switch has the wrong type',
    config: '[plugins."demo@market"]\nenabled = "yes"\n',
    state: 'broken',
    enabled: false,
    by: 'user',
    problems: ['settings-invalid'],
  },
  {
    when: 'another plugin has a switch of the wrong type',
    config: `${demoOn}[plugins."x@y"]\nenabled = 3\n`,
    state: 'broken',
    enabled: false,
    by: 'user',
    problems: ['settings-invalid'],
  },
  {
    when: 'the file does not parse',
    config: 'a = = b',
    state: 'broken',
    enabled: false,
    by: 'user',
    problems: ['settings-invalid', 'marketplace-unknown'],
  },
  {
    when: 'a trusted project file does not parse',
    config: demoOn + trusted,
    more: inProject('a = = b'),
    project,
    state: 'broken',
    enabled: false,
    by: 'user',
    problems: ['settings-invalid'],
  },
  {
    when: 'an untrusted project file does not parse',
    config: demoOn,
    more: inProject('a = = b'),
    project,
    state: 'enabled',
    enabled: true,
    by: 'user',
  },
  {
    when: 'a server definition is invalid',
    config: `${demoOn}[mcp_servers.x]\nargs = ["a"]\n`,
    state: 'broken',
    enabled: false,
    by: 'user',
    problems: ['server-invalid'],
  },
  {
    when: 'its manifest does not parse',
    config: demoOn,
    more: { [`${demoRoot}/.codex-plugin/plugin.json`]: '{' },
    state: 'broken',
    enabled: true,
    by: 'user',
    problems: ['manifest-invalid'],
  },
  {
    when: 'its manifest starts with a byte order mark',
    config: demoOn,
    more: { [`${demoRoot}/.codex-plugin/plugin.json`]: '\uFEFF{"name":"demo"}' },
    state: 'broken',
    enabled: true,
    by: 'user',
    problems: ['manifest-invalid'],
  },
  {
    when: 'its manifest has the name twice',
    config: demoOn,
    more: { [`${demoRoot}/.codex-plugin/plugin.json`]: '{"name":"x","name":"demo"}' },
    state: 'broken',
    enabled: true,
    by: 'user',
    problems: ['duplicate-key', 'manifest-invalid'],
  },
  {
    when: 'its keywords are no list',
    config: demoOn,
    more: { [`${demoRoot}/.codex-plugin/plugin.json`]: '{"name":"demo","keywords":"x"}' },
    state: 'broken',
    enabled: true,
    by: 'user',
    problems: ['manifest-invalid'],
  },
  {
    when: 'its marketplace is not configured',
    config: `${demoOn}#`,
    more: { '/home/ada/.codex/config.toml': demoOn },
    state: 'enabled',
    enabled: true,
    by: 'user',
    problems: ['marketplace-unknown'],
  },
  {
    when: 'the folder of its marketplace is gone',
    config: demoOn,
    more: {
      '/home/ada/.codex/config.toml': `[marketplaces.market]\nsource_type = "local"\nsource = "/gone"\n${demoOn}`,
    },
    state: 'enabled',
    enabled: true,
    by: 'user',
    problems: ['marketplace-missing'],
  },
  {
    when: 'its marketplace does not list it any more',
    config: demoOn,
    more: { '/srv/market/.agents/plugins/marketplace.json': '{"name":"market","plugins":[]}' },
    state: 'enabled',
    enabled: true,
    by: 'user',
    problems: ['not-in-marketplace'],
  },
  {
    when: 'its marketplace file does not parse',
    config: demoOn,
    more: { '/srv/market/.agents/plugins/marketplace.json': '{' },
    state: 'enabled',
    enabled: true,
    by: 'user',
    problems: ['marketplace-invalid'],
  },
];

describe('the effective state of a plugin', () => {
  test.each(table)('is $state when $when', async (each) => {
    const found = await demoRow(demoFiles(each.config, each.more), {
      ...(each.project === undefined ? {} : { project: each.project }),
      ...(each.osPolicy === undefined ? {} : { osPolicy: each.osPolicy }),
    });
    expect({
      state: found.effective.state,
      enabled: found.effective.enabled,
      by: found.effective.decidedBy.scope,
      problems: codes(found),
    }).toEqual({
      state: each.state,
      enabled: each.enabled,
      by: each.by,
      problems: each.problems ?? [],
    });
    if (each.file !== undefined) expect(found.effective.decidedBy.file).toBe(each.file);
    expect(found.effective.layers.filter((layer) => layer.wins).length).toBeLessThanOrEqual(1);
    expect(found.effective.decidedBy.reason).not.toBe('');
  });

  test('lists all layers highest first with the one that wins and why others do not count', async () => {
    const files = demoFiles(demoOn + trusted, {
      ...inProject(demoOff),
      '/etc/codex/managed_config.toml': 'model = "x"\n',
      '/etc/codex/config.toml': demoOn,
      '/home/ada/.codex/work.config.toml': demoOff,
    });
    const { layers } = (await demoRow(files, { project })).effective;
    expect(layers.map(({ scope, value, wins }) => [scope, value, wins])).toEqual([
      ['managed', '', false],
      ['project', 'false', true],
      ['profile', 'false', false],
      ['user', 'true', false],
      ['system', 'true', false],
    ]);
    expect(layers[1]?.pointer).toBe('plugins."demo@market".enabled');
    expect(layers[2]?.note).toContain('--profile work');
  });

  test('the closest trusted folder of a repository wins, and each folder needs trust', async () => {
    const root = {
      '/work/repo/.git/HEAD': 'x',
      '/work/repo/.codex/config.toml': demoOff,
      '/work/repo/sub/.codex/config.toml': demoOn,
    };
    const trust = (...folders: string[]) =>
      folders.map((folder) => `[projects."${folder}"]\ntrust_level = "trusted"\n`).join('');
    const at = async (config: string, files: Record<string, string>) =>
      (await demoRow(demoFiles(config, files), { project: '/work/repo/sub' })).effective.enabled;
    expect(await at(demoOff + trust('/work/repo'), root)).toBe(true);
    expect(await at(demoOn + trust('/work/repo/sub'), { ...root, '/work/repo/sub/.codex/config.toml': '' })).toBe(true);
    expect(await at(demoOn + trust('/work/repo'), { ...root, '/work/repo/sub/.codex/config.toml': '' })).toBe(false);
    expect(await at(demoOn + trust('/work'), root)).toBe(true);
  });

  test('a linked worktree takes the trust of its main repository', async () => {
    const files = {
      '/trees/one/.git': 'gitdir: /work/repo/.git/worktrees/one\n',
      '/trees/one/.codex/config.toml': demoOff,
      '/work/repo/.git/HEAD': 'x',
    };
    const found = await demoRow(demoFiles(`${demoOn}[projects."/work/repo"]\ntrust_level = "trusted"\n`, files), {
      project: '/trees/one',
    });
    expect(found.effective.enabled).toBe(false);
  });

  test('one that is on but not in the cache is missing', async () => {
    const files = demoFiles(demoOn);
    delete files[`${demoRoot}/.codex-plugin/plugin.json`];
    const found = await demoRow(files);
    expect(found.effective).toMatchObject({ state: 'missing', enabled: true });
    expect(found.installs).toEqual([]);
    expect(found.problems).toMatchObject([{ code: 'enabled-not-installed', file: user }]);
  });

  test('a remote plugin is on whatever its local switch says', async () => {
    const config = '[plugins."gmail@openai-curated-remote"]\nenabled = false\n';
    const { scanCodexFiles, row } = await import('../../../helpers/codex-home.ts');
    const cache = '/home/ada/.codex/plugins/cache/openai-curated-remote/gmail';
    const scan = await scanCodexFiles(
      demoFiles(config, {
        [`${cache}/1.0.0/.codex-plugin/plugin.json`]: '{"name":"gmail"}',
        [`${cache}/.codex-remote-plugin-install.json`]: '{"schema_version":1,"remote_plugin_id":"x"}',
      }),
    );
    const found = row(scan, 'codex:plugin/gmail@openai-curated-remote');
    expect(found.effective).toMatchObject({ state: 'enabled', enabled: true, decidedBy: { scope: 'record' } });
    expect(codes(found)).toEqual(['remote-state']);
    expect(found.switch.can).toBe(false);
  });

  test('says which plugins are built into Codex', async () => {
    const { scanCodexFiles, row } = await import('../../../helpers/codex-home.ts');
    const scan = await scanCodexFiles(
      demoFiles('[plugins."chrome@openai-bundled"]\nenabled = true\n', {
        '/home/ada/.codex/plugins/cache/openai-bundled/chrome/26.8/.codex-plugin/plugin.json': '{"name":"chrome"}',
      }),
    );
    const found = row(scan, 'codex:plugin/chrome@openai-bundled');
    expect(found.effective.decidedBy.reason).toContain('built-in');
    expect(codes(found)).toEqual([]);
  });

  test.each([
    [['1.0.0', 'local'], 'local'],
    [['1.0.0', '1.9.0', '1.10.0'], '1.10.0'],
    [['1.10.0', 'latest'], 'latest'],
  ])('of the versions %j it takes %s and names the others', async (versions, taken) => {
    const base = '/home/ada/.codex/plugins/cache/market/demo';
    const more = Object.fromEntries(
      versions.map((each) => [`${base}/${each}/.codex-plugin/plugin.json`, '{"name":"demo"}']),
    );
    const found = await demoRow(demoFiles(demoOn, more));
    expect(found.version).toBe(taken);
    expect(codes(found)).toContain('old-versions');
    expect(found.installs[0]?.path).toBe(`${base}/${taken}`);
  });
});
