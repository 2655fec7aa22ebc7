import { describe, expect, test } from 'vitest';
import { codex } from '#agents/codex/codex';
import {
  codes,
  codexContext,
  demoFiles,
  demoOff,
  demoOn,
  demoRoot,
  demoRow,
  row,
  scanCodexFiles,
} from '../../../helpers/codex-home.ts';

const project = '/work/app';
const trusted = `[projects."${project}"]\ntrust_level = "trusted"\n`;
const skill = (name: string, description = 'd') => `---\nname: ${name}\ndescription: ${description}\n---\n`;
const stop = (command: string) => ({ hooks: { Stop: [{ hooks: [{ type: 'command', command }] }] } });

describe('servers that stand alone', () => {
  test('those of the user and of a trusted project are rows, merged key by key', async () => {
    const files = demoFiles(`${trusted}[mcp_servers.x]\ncommand = "a"\nargs = ["b"]\n`, {
      [`${project}/.codex/config.toml`]: '[mcp_servers.x]\nenabled = false\n[mcp_servers.y]\nurl = "http://q"\n',
    });
    const scan = await scanCodexFiles(files, { project });
    expect(row(scan, 'codex:mcp/x@user').effective).toMatchObject({
      state: 'disabled',
      decidedBy: { scope: 'project', pointer: 'mcp_servers.x.enabled' },
    });
    expect(row(scan, `codex:mcp/y@project:${project}`)).toMatchObject({
      installs: [{ scope: 'project', projectPath: project }],
    });
    const alone = await scanCodexFiles(files);
    expect(row(alone, 'codex:mcp/x@user').effective.enabled).toBe(true);
    expect(alone.plugins.some((plugin) => plugin.name === 'y')).toBe(false);
  });

  test('those of an untrusted project are named in a problem with its file', async () => {
    const file = `${project}/.codex/config.toml`;
    const scan = await scanCodexFiles(demoFiles('', { [file]: '[mcp_servers.y]\nurl = "http://q"\n' }), { project });
    expect(scan.plugins.some((plugin) => plugin.kind === 'mcp')).toBe(false);
    expect(scan.agent.problems).toMatchObject([{ code: 'project-not-trusted', file }]);
    expect(scan.agent.problems[0]?.message).toContain('y');
  });

  test.each([
    ['args = ["a"]', 'neither command nor url'],
    ['command = "a"\nurl = "http://x"', 'url is not supported'],
    ['command = "a"\nenv = { A = 1 }', 'env is not'],
    ['url = "http://a"\nbearer_token = "t"', 'bearer_token is not supported'],
    ['url = "http://a"\nenabled = "t"', 'enabled is not true or false'],
    ['url = "http://a"\nargs = ["x"]', 'args is not supported'],
    ['command = "a"\nhttp_headers = { A = "b" }', 'http_headers is not supported'],
    ['command = "a"\nenabled_tools = [1]', 'enabled_tools is not'],
    ['command = "a"\nstartup_timeout_sec = "1"', 'startup_timeout_sec is not'],
    ['enabled = false', 'neither command nor url'],
  ])('an invalid one keeps Codex from starting: %j', async (definition, words) => {
    const scan = await scanCodexFiles(demoFiles(`[mcp_servers.x]\n${definition}\n`));
    expect(scan.agent.problems).toMatchObject([
      { code: 'server-invalid', severity: 'error', file: '/home/ada/.codex/config.toml' },
    ]);
    expect(scan.agent.problems[0]?.message).toContain(words);
    expect(scan.agent.problems[0]?.line).toBeGreaterThan(3);
    expect(row(scan, 'codex:mcp/x@user').effective).toMatchObject({ state: 'broken', enabled: false });
  });

  test('one with a name that fails at its start is listed as on, but broken', async () => {
    const scan = await scanCodexFiles(demoFiles('[mcp_servers."x y"]\ncommand = "a"\n'));
    expect(row(scan, 'codex:mcp/x%20y@user')).toMatchObject({
      effective: { state: 'broken', enabled: true },
      problems: [{ code: 'server-invalid' }],
    });
  });

  test.each([
    ['identity = { command = "a" }', 'enabled'],
    ['identity = { command = "b" }', 'blocked'],
    ['identity.command = { executable = { match = "prefix", value = "a" }, args = [] }', 'enabled'],
    ['identity.command = { executable = { match = "regex", expression = "[" } }', 'blocked'],
  ])('requirements with %s leave it %s', async (identity, state) => {
    const files = demoFiles('[mcp_servers.x]\ncommand = "a"\n', {
      '/etc/codex/requirements.toml': `[mcp_servers.x]\n${identity}\n`,
    });
    expect(row(await scanCodexFiles(files), 'codex:mcp/x@user').effective.state).toBe(state);
  });

  test('one of the user shadows the server of a plugin', async () => {
    const files = demoFiles(`${demoOn}[mcp_servers.probe]\ncommand = "z"\n`, {
      [`${demoRoot}/.mcp.json`]: '{"probe":{"command":"a"}}',
    });
    const context = codexContext(files);
    const demo = row(await codex.scan(context), 'codex:plugin/demo@market');
    expect(codes(demo)).toEqual(['shadowed']);
    expect((await codex.describe(context, demo)).components?.[0]?.reason).toContain('same name');
  });
});

describe('hooks', () => {
  test('each file and layer that counts is a row with its own trust', async () => {
    const files = demoFiles(
      `${trusted}[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "a"\n[hooks.state."/home/ada/.codex/hooks.json:stop:0:0"]\ntrusted_hash = "sha256:2ba34c7a02841fada06b868a093d041fd3d9de81883c789a321916b0aa118851"\n[hooks.state."/home/ada/.codex/config.toml:stop:0:0"]\ntrusted_hash = "sha256:aaa"\n`,
      {
        '/home/ada/.codex/hooks.json': JSON.stringify(stop('true')),
        [`${project}/.codex/hooks.json`]: JSON.stringify(stop('c')),
        '/etc/codex/requirements.toml': '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "m"\n',
      },
    );
    const context = codexContext(files, { project });
    const scan = await codex.scan(context);
    const rows = scan.plugins.filter((plugin) => plugin.kind === 'hooks');
    const trust = async (id: string) =>
      (await codex.describe(context, row(scan, id))).components?.map((each) => each.trust);
    expect(rows.map((each) => each.id)).toEqual([
      `codex:hooks/hooks.json@project:${project}`,
      'codex:hooks/config.toml@user',
      'codex:hooks/hooks.json@user',
      'codex:hooks/requirements.toml@managed',
    ]);
    expect(await trust('codex:hooks/hooks.json@user')).toEqual(['trusted']);
    expect(await trust('codex:hooks/config.toml@user')).toEqual(['modified']);
    expect(await trust(`codex:hooks/hooks.json@project:${project}`)).toEqual(['untrusted']);
    expect(await trust('codex:hooks/requirements.toml@managed')).toEqual(['managed']);
    expect(rows.flatMap(codes)).toEqual(['hook-untrusted', 'hook-modified']);
  });

  test('those of an untrusted project are not read', async () => {
    const files = demoFiles('', { [`${project}/.codex/hooks.json`]: JSON.stringify(stop('c')) });
    expect((await scanCodexFiles(files, { project })).plugins.some((plugin) => plugin.kind === 'hooks')).toBe(false);
  });

  test('features.hooks turns all off, requirements may allow managed ones only', async () => {
    const hooks = { '/home/ada/.codex/hooks.json': JSON.stringify(stop('c')) };
    const off = row(
      await scanCodexFiles(demoFiles('[features]\nhooks = false\n', hooks)),
      'codex:hooks/hooks.json@user',
    );
    expect(off.effective).toMatchObject({ state: 'disabled', decidedBy: { pointer: 'features.hooks' } });
    const rules = { ...hooks, '/etc/codex/requirements.toml': 'allow_managed_hooks_only = true\n' };
    expect(row(await scanCodexFiles(demoFiles('', rules)), 'codex:hooks/hooks.json@user').effective.state).toBe(
      'blocked',
    );
  });

  test('kinds Codex skips say so and need no trust', async () => {
    const hooks = {
      hooks: {
        Stop: [
          {
            hooks: [
              { type: 'prompt', prompt: 'p' },
              { type: 'command', command: ' ' },
            ],
          },
        ],
      },
    };
    const context = codexContext(demoFiles(demoOn, { [`${demoRoot}/hooks/hooks.json`]: JSON.stringify(hooks) }));
    const demo = row(await codex.scan(context), 'codex:plugin/demo@market');
    expect(codes(demo)).toEqual([]);
    const { components } = await codex.describe(context, demo);
    expect(components?.map((each) => [each.name.slice(-3), each.reason])).toEqual([
      ['0:0', 'Codex skips hooks of the type prompt.'],
      ['0:1', 'It names nothing to run.'],
    ]);
  });
});

describe('skills outside plugins', () => {
  test('come from every folder Codex reads, trusted or not', async () => {
    const files = demoFiles('', {
      '/home/ada/.codex/skills/one/SKILL.md': skill('one'),
      '/home/ada/.codex/skills/.system/imagegen/SKILL.md': skill('imagegen'),
      '/home/ada/.agents/skills/deep/er/three/SKILL.md': skill('three'),
      '/home/ada/.agents/skills/noname/SKILL.md': '---\ndescription: q\n---\n',
      '/etc/codex/skills/admin/SKILL.md': skill('admin'),
      [`${project}/.agents/skills/p/SKILL.md`]: skill('p'),
      [`${project}/.codex/skills/c/SKILL.md`]: skill('c'),
    });
    const scan = await scanCodexFiles(files, { project });
    const skills = scan.plugins.filter((plugin) => plugin.kind === 'skill');
    expect(skills.map((each) => each.id)).toEqual([
      `codex:skill/p@project:${project}`,
      `codex:skill/c@project:${project}`,
      'codex:skill/noname@user',
      'codex:skill/three@user',
      'codex:skill/one@user',
      'codex:skill/imagegen@managed',
      'codex:skill/admin@managed',
    ]);
    expect(row(scan, 'codex:skill/imagegen@managed').author).toContain('built into Codex');
  });

  test('two of one name stay two rows', async () => {
    const files = demoFiles('', {
      '/home/ada/.agents/skills/a/SKILL.md': skill('two'),
      '/home/ada/.agents/skills/b/SKILL.md': skill('two'),
    });
    const ids = (await scanCodexFiles(files)).plugins.filter((each) => each.kind === 'skill').map((each) => each.id);
    expect(ids).toEqual(['codex:skill/two@user', 'codex:skill/two@user:/home/ada/.agents/skills/b']);
  });

  test('one file reached through two folders is one row, and links are followed', async () => {
    const files = demoFiles('', {
      '/elsewhere/linked/SKILL.md': skill('linked'),
      '/home/ada/.agents/skills/linked': { link: '/elsewhere/linked' },
      '/home/ada/.codex/skills/linked': { link: '/elsewhere/linked' },
      '/home/ada/.agents/skills/.hidden/SKILL.md': skill('hidden'),
    });
    const ids = (await scanCodexFiles(files)).plugins.filter((each) => each.kind === 'skill').map((each) => each.id);
    expect(ids).toEqual(['codex:skill/linked@user']);
  });

  test('folders are searched six deep', async () => {
    const at = (depth: number) =>
      `/home/ada/.agents/skills/${Array.from({ length: depth }, (_, each) => `a${each}`).join('/')}/SKILL.md`;
    const files = demoFiles('', { [at(6)]: skill('six'), [at(7)]: skill('seven') });
    const names = (await scanCodexFiles(files)).plugins
      .filter((each) => each.kind === 'skill')
      .map((each) => each.name);
    expect(names).toEqual(['six']);
  });

  test.each([
    ['name = "one"\nenabled = false', false],
    ['path = "/home/ada/.agents/skills/one/SKILL.md"\nenabled = false', false],
    ['path = "/home/ada/.agents/skills/one"\nenabled = false', true],
    ['name = "one"\npath = "/home/ada/.agents/skills/one/SKILL.md"\nenabled = false', true],
    ['name = "one"\nenabled = false\n[[skills.config]]\nname = "one"\nenabled = true', true],
  ])('an entry with %j leaves one on: %s', async (entry, enabled) => {
    const files = demoFiles(`[[skills.config]]\n${entry}\n`, { '/home/ada/.agents/skills/one/SKILL.md': skill('one') });
    expect(row(await scanCodexFiles(files), 'codex:skill/one@user').effective.enabled).toBe(enabled);
  });

  test('entries in a trusted project file do nothing', async () => {
    const files = demoFiles(trusted, {
      '/home/ada/.agents/skills/one/SKILL.md': skill('one'),
      [`${project}/.codex/config.toml`]: '[[skills.config]]\nname = "one"\nenabled = false\n',
    });
    expect(row(await scanCodexFiles(files, { project }), 'codex:skill/one@user').effective.enabled).toBe(true);
  });

  test.each([
    ['no front matter', 1],
    ['---\nname: a\n---\n', 1],
    [`---\nname: ${'x'.repeat(65)}\ndescription: d\n---\n`, 2],
  ])('one that Codex skips is broken with file and line: %j', async (text, line) => {
    const files = demoFiles('', { '/home/ada/.agents/skills/bad/SKILL.md': text });
    const [found] = (await scanCodexFiles(files)).plugins.filter((each) => each.kind === 'skill');
    expect(found).toMatchObject({ effective: { state: 'broken' }, problems: [{ code: 'component-invalid', line }] });
  });

  test('an entry without enabled keeps Codex from starting', async () => {
    const scan = await scanCodexFiles(demoFiles('[[skills.config]]\nname = "one"\n'));
    expect(scan.agent.problems).toMatchObject([{ code: 'settings-invalid', line: 4 }]);
  });
});

describe('describing a plugin', () => {
  test('tells what switches each part', async () => {
    const config = [
      demoOn,
      '[plugins."demo@market".mcp_servers.probe]\nenabled = false\n',
      '[[skills.config]]\nname = "demo:greet"\nenabled = false\n',
      '[hooks.state."demo@market:hooks/hooks.json:stop:0:0"]\nenabled = false\n',
      '[apps.conn]\nenabled = false\n',
    ].join('');
    const context = codexContext(
      demoFiles(config, {
        [`${demoRoot}/.mcp.json`]:
          '{"mcpServers":{"probe":{"command":"node","args":["s.mjs"],"cwd":".","env":{"TOKEN":"x"}}}}',
        [`${demoRoot}/skills/greet/SKILL.md`]: skill('greet', 'Greets.'),
        [`${demoRoot}/hooks/hooks.json`]: JSON.stringify(stop('node "${PLUGIN_ROOT}/x"')),
        [`${demoRoot}/.app.json`]: '{"apps":{"mail":{"id":"conn"}}}',
      }),
    );
    const demo = row(await codex.scan(context), 'codex:plugin/demo@market');
    expect(demo.partsOff).toEqual([
      'hook/demo@market:hooks/hooks.json:stop:0:0',
      'mcp-server/probe',
      'skill/demo:greet',
      'app/mail',
    ]);
    const { components } = await codex.describe(context, demo);
    expect(components).toMatchObject([
      { kind: 'hook', event: 'Stop', enabled: false, command: 'node "${PLUGIN_ROOT}/x"' },
      {
        kind: 'mcp-server',
        name: 'probe',
        type: 'stdio',
        command: 'node',
        args: ['s.mjs'],
        cwd: demoRoot,
        env: ['TOKEN'],
        enabled: false,
      },
      { kind: 'skill', name: 'demo:greet', description: 'Greets.', enabled: false },
      { kind: 'app', name: 'mail', enabled: false },
    ]);
    expect(JSON.stringify(components)).not.toContain('"x"');
  });

  test('one that is gone has no parts', async () => {
    const context = codexContext(demoFiles(demoOff));
    const demo = row(await codex.scan(context), 'codex:plugin/demo@market');
    expect((await codex.describe(codexContext({}), demo)).components).toEqual([]);
  });
});

describe('what is watched', () => {
  test('config files present or not, and per plugin its folder and its manifest', async () => {
    const scan = await scanCodexFiles(demoFiles(demoOn), { project });
    const paths = scan.watch.map((target) => `${target.kind} ${target.path}`);
    expect(paths).toContain('file /home/ada/.codex/config.toml');
    expect(paths).toContain(`file ${project}/.codex/config.toml`);
    expect(paths).toContain('file /etc/codex/requirements.toml');
    expect(paths).toContain('entries /home/ada/.codex/plugins/cache/market/demo');
    expect(scan.watch).toContainEqual({ path: `${demoRoot}/.codex-plugin/plugin.json`, kind: 'file', root: demoRoot });
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('projects are those of the trust table', async () => {
    const scan = await scanCodexFiles(demoFiles(`${trusted}[projects."relative"]\ntrust_level = "untrusted"\n`));
    expect(scan.projects).toEqual([project]);
  });
});

test('a missing marketplace folder is a problem of the agent too: codex plugin list fails over it', async () => {
  const scan = await scanCodexFiles(
    demoFiles('', { '/home/ada/.codex/config.toml': '[marketplaces.gone]\nsource_type = "local"\nsource = "/gone"\n' }),
  );
  expect(scan.agent.problems).toMatchObject([{ code: 'marketplace-missing', file: '/gone' }]);
});

test('a marketplace goes by the name in its file, and entries of unknown sources do not count', async () => {
  const config = '[marketplaces.other]\nsource_type = "local"\nsource = "/srv/market"\n';
  const files = demoFiles('', { '/home/ada/.codex/config.toml': config + demoOn });
  expect(codes(await demoRow(files))).toEqual([]);
  const entry = JSON.stringify({
    name: 'market',
    plugins: [{ name: 'demo', source: { source: 'github', repo: 'a/b' } }],
  });
  expect(codes(await demoRow({ ...files, '/srv/market/.agents/plugins/marketplace.json': entry }))).toEqual([
    'not-in-marketplace',
  ]);
});

test('what only an untrusted project or a profile names is no row', async () => {
  const files = demoFiles('', {
    [`${project}/.codex/config.toml`]: '[plugins."other@market"]\nenabled = true\n',
    '/home/ada/.codex/work.config.toml': '[plugins."third@market"]\nenabled = true\n',
    '/home/ada/.codex/plugins/cache/market/hollow': { directory: true },
  });
  const scan = await scanCodexFiles(files, { project });
  expect(scan.plugins.filter((each) => each.kind === 'plugin').map((each) => each.name)).toEqual(['demo']);
});

test('the home as project is not read twice', async () => {
  const scan = await scanCodexFiles(demoFiles(`${demoOn}[projects."/home/ada"]\ntrust_level = "trusted"\n`), {
    project: '/home/ada',
  });
  expect(row(scan, 'codex:plugin/demo@market').effective.layers.map((layer) => layer.scope)).toEqual(['user']);
});

describe('whether a row can be switched', () => {
  const managed = { '/etc/codex/managed_config.toml': demoOff };
  test.each<[string, string, Record<string, string>, boolean]>([
    ['by the user', demoOn, {}, true],
    ['not over the managed file', demoOn, managed, false],
    ['not against a rule', demoOn, { '/etc/codex/requirements.toml': '[features]\nplugins = false\n' }, false],
    ['not while all plugins are off', `${demoOn}[features]\nplugins = false\n`, {}, false],
    ['not while Codex cannot start', `${demoOn}[plugins."x@y"]\nenabled = 1\n`, {}, false],
  ])('%s', async (_what, config, more, can) => {
    const found = await demoRow(demoFiles(config, more));
    expect(found.switch.can).toBe(can);
    expect(found.switch.reason === undefined).toBe(can);
  });

  test('what is off and not installed cannot be turned on', async () => {
    const scan = await scanCodexFiles(demoFiles('[plugins."ghost@market"]\nenabled = false\n'));
    expect(row(scan, 'codex:plugin/ghost@market').switch).toEqual({
      can: false,
      reason: 'Nothing is installed to turn on.',
    });
  });
});

test('a plugin switched on by a project alone is installed for that project', async () => {
  const files = demoFiles(trusted, { [`${project}/.codex/config.toml`]: demoOn });
  expect((await demoRow(files, { project })).installs).toMatchObject([{ scope: 'project', projectPath: project }]);
});
