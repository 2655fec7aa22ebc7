import { describe, expect, test } from 'vitest';
import { locateClaude } from '#agents/claude-code/locations';
import type { Machine, Platform } from '#agents/read-port';
import { claudeRow, scanClaude, settings } from '../../../helpers/claude-home.ts';

const machine = (platform: Platform, home: string, env: Record<string, string> = {}): Machine => ({
  platform,
  home,
  env,
  osPolicy: () => undefined,
});

describe('where Claude Code keeps things', () => {
  test.each([
    {
      platform: 'linux' as const,
      home: '/home/ada',
      expected: {
        configDir: '/home/ada/.claude',
        stateFile: '/home/ada/.claude.json',
        pluginsRoot: '/home/ada/.claude/plugins',
        userSettings: '/home/ada/.claude/settings.json',
        managedDir: '/etc/claude-code',
      },
    },
    {
      platform: 'darwin' as const,
      home: '/Users/ada',
      expected: { configDir: '/Users/ada/.claude', managedDir: '/Library/Application Support/ClaudeCode' },
    },
    {
      platform: 'win32' as const,
      home: 'C:\\Users\\Ada',
      expected: {
        configDir: 'C:\\Users\\Ada\\.claude',
        stateFile: 'C:\\Users\\Ada\\.claude.json',
        pluginsRoot: 'C:\\Users\\Ada\\.claude\\plugins',
        managedDir: 'C:\\Program Files\\ClaudeCode',
      },
    },
  ])('on $platform', ({ platform, home, expected }) => {
    expect(locateClaude(machine(platform, home))).toMatchObject(expected);
  });

  test('CLAUDE_CONFIG_DIR moves settings, plugins and the state file', () => {
    expect(locateClaude(machine('linux', '/home/ada', { CLAUDE_CONFIG_DIR: '/data/claude/' }))).toMatchObject({
      configDir: '/data/claude',
      stateFile: '/data/claude/.claude.json',
      pluginsRoot: '/data/claude/plugins',
    });
  });

  test('CLAUDE_CONFIG_DIR moves the state file even when it names the usual folder', () => {
    const env = { CLAUDE_CONFIG_DIR: '/home/ada/.claude' };
    expect(locateClaude(machine('linux', '/home/ada', env)).stateFile).toBe('/home/ada/.claude/.claude.json');
  });

  test('CLAUDE_CODE_PLUGIN_CACHE_DIR is the root of plugins', () => {
    const env = { CLAUDE_CODE_PLUGIN_CACHE_DIR: '/data/plugins', CLAUDE_CONFIG_DIR: '/data/claude' };
    expect(locateClaude(machine('linux', '/home/ada', env))).toMatchObject({ pluginsRoot: '/data/plugins' });
  });

  test('lists of folders are split as the system splits them', () => {
    const env = { CLAUDE_CODE_PLUGIN_DIRS: 'C:\\a;D:\\b', CLAUDE_CODE_PLUGIN_SEED_DIR: 'C:\\s' };
    const windows = locateClaude(machine('win32', 'C:\\Users\\Ada', env));
    expect(windows).toMatchObject({ inlineDirs: ['C:\\a', 'D:\\b'], seedDirs: ['C:\\s'] });
    expect(locateClaude(machine('linux', '/home/ada', { CLAUDE_CODE_PLUGIN_DIRS: '/a:/b' })).inlineDirs).toEqual([
      '/a',
      '/b',
    ]);
  });
});

describe('the same home on each system', () => {
  test.each([
    { platform: 'linux' as const, home: '/home/ada', slash: '/', managed: '/etc/claude-code' },
    { platform: 'darwin' as const, home: '/Users/ada', slash: '/', managed: '/Library/Application Support/ClaudeCode' },
    { platform: 'win32' as const, home: 'C:\\Users\\Ada', slash: '\\', managed: 'C:\\Program Files\\ClaudeCode' },
  ])('a plugin is found, and managed settings decide, on $platform', async ({ platform, home, slash, managed }) => {
    const join = (...parts: string[]) => parts.join(slash);
    const plugins = join(home, '.claude', 'plugins');
    const root = join(plugins, 'cache', 'market', 'demo', '1.0.0');
    const files = {
      [join(home, '.claude', 'settings.json')]: settings({ 'demo@market': true }),
      [join(plugins, 'installed_plugins.json')]: JSON.stringify({
        version: 2,
        plugins: { 'demo@market': [{ scope: 'user', installPath: root, version: '1.0.0' }] },
      }),
      [join(plugins, 'known_marketplaces.json')]: JSON.stringify({
        market: { source: { source: 'github', repo: 'a/b' }, installLocation: join(plugins, 'marketplaces', 'market') },
      }),
      [join(plugins, 'marketplaces', 'market', '.claude-plugin', 'marketplace.json')]: JSON.stringify({
        name: 'market',
        owner: { name: 'x' },
        plugins: [{ name: 'demo', source: './demo' }],
      }),
      [join(root, '.claude-plugin', 'plugin.json')]: '{"name":"demo"}',
      [join(root, 'skills', 'go', 'SKILL.md')]: 'x',
    };
    const row = await claudeRow('claude-code:plugin/demo@market', files, { platform });
    expect(row).toMatchObject({ effective: { state: 'enabled' }, provides: { skills: 1 } });
    expect(row.installs[0]?.path).toBe(root);
    const off = { ...files, [join(managed, 'managed-settings.json')]: settings({ 'demo@market': false }) };
    expect((await claudeRow('claude-code:plugin/demo@market', off, { platform })).effective.state).toBe('blocked');
  });

  test.each([
    { platform: 'darwin' as const, key: 'com.anthropic.claudecode' },
    { platform: 'win32' as const, key: 'HKLM' },
    { platform: 'win32' as const, key: 'HKCU' },
  ])('policies of the system decide on $platform ($key)', async ({ platform, key }) => {
    const home = platform === 'darwin' ? '/Users/ada/.claude/settings.json' : 'C:\\Users\\Ada\\.claude\\settings.json';
    const row = await claudeRow(
      'claude-code:plugin/demo@market',
      { [home]: settings({ 'demo@market': true }) },
      { platform, osPolicy: { [key]: settings({ 'demo@market': false }) } },
    );
    expect(row.effective.decidedBy).toMatchObject({ scope: 'managed', file: key });
  });

  test('projects written with either slash are one project on Windows', async () => {
    const state = JSON.stringify({
      projects: { 'C:/work/app': { disabledMcpServers: ['memory'] } },
      mcpServers: { memory: { command: 'x' } },
    });
    const files = { 'C:\\Users\\Ada\\.claude.json': state };
    const row = await claudeRow('claude-code:mcp/memory@user', files, { platform: 'win32', project: 'C:\\work\\app' });
    expect(row.effective.state).toBe('disabled');
  });
});

describe('what is said of the agent', () => {
  test('an empty home has no Claude Code, and says where was looked', async () => {
    const scan = await scanClaude({ '/home/ada/x': '' });
    expect(scan.agent).toMatchObject({ found: false, root: '/home/ada/.claude', problems: [] });
    expect(scan.agent.looked).toContainEqual({ path: '/home/ada/.claude.json', result: 'not there' });
    expect(scan.plugins).toEqual([]);
  });

  test('projects come from the state file and the records, newest first, the home left out', async () => {
    const scan = await scanClaude({
      '/home/ada/.claude.json': JSON.stringify({ projects: { '/work/a': {}, '/home/ada': {}, '/work/b': null } }),
      '/home/ada/.claude/plugins/installed_plugins.json': JSON.stringify({
        version: 2,
        plugins: { 'x@y': [{ scope: 'project', projectPath: '/work/c', installPath: '/x' }] },
      }),
    });
    expect(scan.projects).toEqual(['/work/b', '/work/a', '/work/c']);
  });
});
