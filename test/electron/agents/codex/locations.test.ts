import { describe, expect, test } from 'vitest';
import { codex } from '#agents/codex/codex';
import { locateCodex } from '#agents/codex/locations';
import { codexContext, row } from '../../../helpers/codex-home.ts';
import { memoryPort } from '../../../helpers/memory-port.ts';

const machine = (platform: 'linux' | 'darwin' | 'win32', home: string, env: Record<string, string> = {}) => ({
  platform,
  home,
  env,
  osPolicy: () => undefined,
});

describe('where Codex keeps things', () => {
  test.each([
    [
      'linux' as const,
      '/home/ada',
      '/home/ada/.codex',
      '/etc/codex/requirements.toml',
      '/etc/codex/managed_config.toml',
    ],
    [
      'darwin' as const,
      '/Users/ada',
      '/Users/ada/.codex',
      '/etc/codex/requirements.toml',
      '/etc/codex/managed_config.toml',
    ],
    [
      'win32' as const,
      'C:\\Users\\Ada',
      'C:\\Users\\Ada\\.codex',
      'C:\\ProgramData\\OpenAI\\Codex\\requirements.toml',
      'C:\\Users\\Ada\\.codex\\managed_config.toml',
    ],
  ])('on %s', (platform, home, codexHome, requirements, managed) => {
    const found = locateCodex(machine(platform, home), memoryPort({}, platform));
    expect(found).toMatchObject({ codexHome, requirements, managedConfig: managed });
    expect(found.adminSkills).toBe(platform === 'win32' ? undefined : '/etc/codex/skills');
  });

  test('takes CODEX_HOME with its links resolved, and ProgramData from the environment', () => {
    const port = memoryPort({ '/data/codex/config.toml': '', '/home/ada/link': { link: '/data/codex' } });
    expect(locateCodex(machine('linux', '/home/ada', { CODEX_HOME: '/home/ada/link' }), port).codexHome).toBe(
      '/data/codex',
    );
    const windows = locateCodex(machine('win32', 'C:\\Users\\Ada', { ProgramData: 'D:\\PD' }), memoryPort({}, 'win32'));
    expect(windows.systemConfig).toBe('D:\\PD\\OpenAI\\Codex\\config.toml');
  });

  test('says so when CODEX_HOME names nothing, and looks nowhere else', async () => {
    const scan = await codex.scan(
      codexContext({ '/home/ada/.codex/config.toml': '' }, { env: { CODEX_HOME: '/nowhere' } }),
    );
    expect(scan.agent).toMatchObject({ found: false, root: '/nowhere' });
    expect(scan.agent.problems).toMatchObject([{ code: 'settings-invalid', file: '/nowhere' }]);
  });

  test('says where it looked when there is no Codex', async () => {
    const scan = await codex.scan(codexContext({ '/home/ada/x': '' }));
    expect(scan.agent.found).toBe(false);
    expect(scan.plugins).toEqual([]);
    expect(scan.agent.looked[0]).toEqual({ path: '/home/ada/.codex', result: 'not there' });
    expect(scan.watch).toContainEqual({ path: '/home/ada/.codex/config.toml', kind: 'file' });
  });
});

describe('Codex on Windows', () => {
  const home = 'C:\\Users\\Ada';
  const files = {
    [`${home}\\.codex\\config.toml`]: [
      '[marketplaces.market]',
      'source_type = "local"',
      "source = '\\\\?\\C:\\market'",
      '[plugins."demo@market"]',
      'enabled = true',
      "[projects.'c:\\work\\app']",
      'trust_level = "trusted"',
      `[hooks.state.'${home}\\.codex\\hooks.json:stop:0:0']`,
      'trusted_hash = "sha256:00"',
    ].join('\r\n'),
    [`${home}\\.codex\\hooks.json`]:
      '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"a.sh","commandWindows":"a.cmd"}]}]}}',
    [`${home}\\.codex\\plugins\\cache\\market\\demo\\1.0.0\\.codex-plugin\\plugin.json`]: '{"name":"demo"}',
    'C:\\market\\.agents\\plugins\\marketplace.json': '{"name":"market","plugins":[{"name":"demo","source":"./demo"}]}',
    'C:\\Work\\App\\.git\\HEAD': 'x',
    'C:\\Work\\App\\.codex\\config.toml': '[plugins."demo@market"]\r\nenabled = false\r\n',
  };

  test('reads verbatim marketplace paths, lower-case trust and its own hook command', async () => {
    const context = codexContext(files, { platform: 'win32', project: 'C:\\Work\\App' });
    const scan = await codex.scan(context);
    const demo = row(scan, 'codex:plugin/demo@market');
    expect(demo.effective).toMatchObject({
      enabled: false,
      decidedBy: { scope: 'project', file: 'C:\\Work\\App\\.codex\\config.toml' },
    });
    expect(demo.problems.map((each) => each.code)).toEqual(['scope-conflict']);
    const hooks = await codex.describe(context, row(scan, 'codex:hooks/hooks.json@user'));
    expect(hooks.components).toMatchObject([
      { command: 'a.cmd', trust: 'trusted', name: `${home}\\.codex\\hooks.json:stop:0:0` },
    ]);
  });
});

describe('Codex on macOS', () => {
  test('takes both managed preferences', async () => {
    const files = {
      '/Users/ada/.codex/config.toml': '[mcp_servers.x]\ncommand = "a"\n[mcp_servers.y]\ncommand = "b"\n',
    };
    const osPolicy = {
      config_toml_base64: btoa('[mcp_servers.x]\nenabled = false\n'),
      requirements_toml_base64: btoa('[mcp_servers.x]\nidentity = { command = "a" }\n'),
    };
    const scan = await codex.scan(codexContext(files, { platform: 'darwin', osPolicy }));
    expect(row(scan, 'codex:mcp/x@user').effective).toMatchObject({
      state: 'disabled',
      decidedBy: { scope: 'managed' },
    });
    expect(row(scan, 'codex:mcp/y@user').effective).toMatchObject({
      state: 'blocked',
      enabled: false,
      decidedBy: { scope: 'requirements' },
    });
  });

  test('a preference that is not base64 is a problem, and Codex does not start', async () => {
    const files = { '/Users/ada/.codex/config.toml': '[mcp_servers.x]\ncommand = "a"\n' };
    const scan = await codex.scan(codexContext(files, { platform: 'darwin', osPolicy: { config_toml_base64: '!!' } }));
    expect(scan.agent.problems.map((each) => each.code)).toEqual(['settings-invalid']);
    expect(row(scan, 'codex:mcp/x@user').effective.state).toBe('broken');
  });
});
