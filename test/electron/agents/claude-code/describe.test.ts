import { describe, expect, test } from 'vitest';
import { claudeCode } from '#agents/claude-code/claude-code';
import type { Component } from '#contract/plugin';
import {
  claudeContext,
  claudeRow,
  codes,
  configDir,
  demoFiles,
  demoManifest,
  demoRoot,
  demoRow,
  type Files,
  inPlaceFiles,
  marketFile,
  marketplace,
  project,
  projectSettings,
  userSettings,
} from '../../../helpers/claude-home.ts';

async function componentsOf(files: Files): Promise<Component[]> {
  const described = await claudeCode.describe(claudeContext(files), await demoRow(files));
  return described.components ?? [];
}

const whole = demoFiles({
  [demoManifest]: JSON.stringify({
    name: 'demo',
    experimental: { monitors: [{ name: 'watch', command: 'tail', description: 'd' }] },
  }),
  [`${demoRoot}/skills/go/SKILL.md`]:
    '---\nname: go\ndescription: Goes\n---\nFirst\n!`git status`\n```!\nls\npwd\n```\n',
  [`${demoRoot}/commands/sub/do.md`]: '---\ndescription: Does\n---\n!`date`\n',
  [`${demoRoot}/agents/helper.md`]: '---\ndescription: Helps\n---\n!`not run`\n',
  [`${demoRoot}/hooks/hooks.json`]: JSON.stringify({
    hooks: {
      PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: 'sh', args: ['x.sh'] }] }],
      Stop: [
        {
          hooks: [
            { type: 'http', url: 'https://x.y', headers: { Authorization: 'secret' } },
            { type: 'prompt', prompt: 'Done?' },
          ],
        },
      ],
    },
    modules: ['./register.js'],
  }),
  [`${demoRoot}/register.js`]: '',
  [`${demoRoot}/.mcp.json`]: JSON.stringify({
    mcpServers: { probe: { command: 'node', args: ['p.js'], env: { TOKEN: 'secret' } } },
  }),
  [`${demoRoot}/.lsp.json`]: JSON.stringify({ c: { command: 'clangd', extensionToLanguage: { '.c': 'c' } } }),
  [`${demoRoot}/output-styles/loud.md`]: '',
  [`${demoRoot}/workflows/flow.js`]: '',
  [`${demoRoot}/themes/dark.json`]: '{}',
  [`${demoRoot}/bin/tool`]: { text: '', executable: true },
});

test('every kind of component is counted and shown with what it runs', async () => {
  const row = await demoRow(whole);
  expect(row.provides).toEqual({
    skills: 1,
    commands: 1,
    agents: 1,
    hooks: 3,
    mcpServers: 1,
    lspServers: 1,
    monitors: 1,
    modules: 1,
    apps: 0,
    executables: 1,
    outputStyles: 1,
    workflows: 1,
    themes: 1,
  });
  expect(codes(row)).toEqual([]);
  const components = await componentsOf(whole);
  const of = (kind: Component['kind']) => components.filter((each) => each.kind === kind);
  expect(of('skill')).toMatchObject([
    {
      name: 'go',
      description: 'Goes',
      shellCommands: [
        { command: 'git status', line: 6 },
        { command: 'ls\npwd', line: 7 },
      ],
    },
  ]);
  expect(of('command')).toMatchObject([{ name: 'sub:do', shellCommands: [{ command: 'date', line: 4 }] }]);
  expect(of('agent')[0]?.shellCommands).toBeUndefined();
  expect(of('hook')).toMatchObject([
    { event: 'PreToolUse', matcher: 'Bash', type: 'command', command: 'sh', args: ['x.sh'] },
    { event: 'Stop', type: 'http', url: 'https://x.y', headers: ['Authorization'] },
    { event: 'Stop', type: 'prompt', description: 'Done?' },
  ]);
  expect(of('mcp-server')).toMatchObject([{ name: 'probe', command: 'node', args: ['p.js'], env: ['TOKEN'] }]);
  expect(of('lsp-server')).toMatchObject([{ name: 'c', command: 'clangd' }]);
  expect(of('monitor')).toMatchObject([{ name: 'watch', command: 'tail', event: 'always' }]);
  expect(of('module')).toMatchObject([{ name: './register.js' }]);
  expect(of('executable')).toMatchObject([{ name: 'tool', file: `${demoRoot}/bin/tool` }]);
  expect(JSON.stringify(components)).not.toContain('secret');
});

test('a scan does not open the bodies of skills', async () => {
  const context = claudeContext(whole);
  const opened: string[] = [];
  const port = {
    ...context.port,
    read: (path: string, max?: number) => (opened.push(path), context.port.read(path, max)),
  };
  await claudeCode.scan({ ...context, port });
  expect(opened.filter((path) => path.endsWith('.md'))).toEqual([]);
});

describe('where components come from', () => {
  test.each<{ what: string; files: Files; provides: Record<string, number>; problems?: string[] }>([
    {
      what: 'a root SKILL.md alone is the one skill',
      files: { [`${demoRoot}/SKILL.md`]: 'x' },
      provides: { skills: 1 },
    },
    {
      what: 'declared skills add to the folder',
      files: {
        [demoManifest]: '{"name":"demo","skills":["./more"]}',
        [`${demoRoot}/skills/a/SKILL.md`]: '',
        [`${demoRoot}/more/b/SKILL.md`]: '',
      },
      provides: { skills: 2 },
    },
    {
      what: 'declared commands replace the folder',
      files: {
        [demoManifest]: '{"name":"demo","commands":["./c.md"]}',
        [`${demoRoot}/commands/a.md`]: '',
        [`${demoRoot}/c.md`]: '',
      },
      provides: { commands: 1 },
    },
    {
      what: 'commands can be written into the manifest',
      files: {
        [demoManifest]: '{"name":"demo","commands":{"a":{"content":"hi"},"b":{"source":"./b.md"}}}',
        [`${demoRoot}/b.md`]: '',
      },
      provides: { commands: 2 },
    },
    {
      what: 'servers may stand without their wrapper',
      files: { [`${demoRoot}/.mcp.json`]: '{"a":{"command":"x"},"b":{"url":"https://x.y"}}' },
      provides: { mcpServers: 1 },
      problems: ['server-invalid'],
    },
    {
      what: 'the hooks file named once more is read once',
      files: {
        [demoManifest]: '{"name":"demo","hooks":"./hooks/hooks.json"}',
        [`${demoRoot}/hooks/hooks.json`]: '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"x"}]}]}}',
      },
      provides: { hooks: 1 },
    },
    {
      what: 'a hooks file without its wrapper is not loaded',
      files: { [`${demoRoot}/hooks/hooks.json`]: '{"Stop":[]}' },
      provides: { hooks: 0 },
      problems: ['component-invalid'],
    },
    {
      what: 'a hook of an unknown event never runs',
      files: { [`${demoRoot}/hooks/hooks.json`]: '{"hooks":{"Nope":[{"hooks":[{"type":"command","command":"x"}]}]}}' },
      provides: { hooks: 1 },
      problems: ['hook-unknown-event'],
    },
    {
      what: 'a declared file that is not there is told and the rest loads',
      files: { [demoManifest]: '{"name":"demo","skills":"./nope"}', [`${demoRoot}/agents/a.md`]: '' },
      provides: { agents: 1 },
      problems: ['component-missing'],
    },
    {
      what: 'a link out of the package is not followed',
      files: { [`${demoRoot}/skills`]: { link: '/srv/secret' }, '/srv/secret/s/SKILL.md': '' },
      provides: { skills: 0 },
      problems: ['path-escapes'],
    },
    {
      what: 'a path out of the package is not followed',
      files: {
        [demoManifest]: '{"name":"demo","hooks":"./../x.json"}',
        [`${configDir}/plugins/cache/market/demo/x.json`]: '{}',
      },
      provides: { hooks: 0 },
      problems: ['path-escapes'],
    },
    {
      what: 'unknown keys and fields of a wrong shape are told',
      files: { [demoManifest]: '{"name":"demo","frob":1,"author":"Ann"}' },
      provides: {},
      problems: ['manifest-field-ignored', 'manifest-unknown-key'],
    },
  ])('$what', async ({ files, provides, problems }) => {
    const row = await demoRow(demoFiles(files));
    expect(row.effective.state).toBe('enabled');
    expect(row.provides).toMatchObject(provides);
    expect(codes(row)).toEqual(problems ?? []);
  });

  test('without plugin.json the entry is the manifest', async () => {
    const entry = {
      name: 'demo',
      source: './demo',
      version: '4.0.0',
      description: 'From the entry',
      mcpServers: { a: { command: 'x' } },
    };
    const { [demoManifest]: _none, ...files } = demoFiles({
      [marketFile]: marketplace([entry]),
      [`${demoRoot}/README.md`]: '',
    });
    const row = await demoRow(files);
    expect(row).toMatchObject({
      description: 'From the entry',
      provides: { mcpServers: 1 },
      effective: { state: 'enabled' },
    });
    const { components } = await claudeCode.describe(claudeContext(files), row);
    expect(components).toMatchObject([{ name: 'a', file: marketFile }]);
  });

  test('hooks of an entry stand in the marketplace file', async () => {
    const hooks = { Stop: [{ hooks: [{ type: 'command', command: 'true' }] }] };
    const files = demoFiles({ [marketFile]: marketplace([{ name: 'demo', source: './demo', hooks }]) });
    const { components } = await claudeCode.describe(claudeContext(files), await demoRow(files));
    expect(components).toMatchObject([{ kind: 'hook', event: 'Stop', file: marketFile }]);
  });

  test("an entry adds its paths to a manifest's, and its servers are ignored", async () => {
    const entry = { name: 'demo', source: './demo', agents: ['./a.md'], mcpServers: { a: { command: 'x' } } };
    const row = await demoRow(demoFiles({ [marketFile]: marketplace([entry]), [`${demoRoot}/a.md`]: '' }));
    expect(row.provides).toMatchObject({ agents: 1, mcpServers: 0 });
  });

  test('in place, a link may lead into the marketplace around the plugin', async () => {
    const files = inPlaceFiles(
      { name: 'demo' },
      { '/srv/market/demo/skills': { link: '/srv/market/shared' }, '/srv/market/shared/s/SKILL.md': '' },
    );
    const row = await demoRow(files);
    expect(row.provides.skills).toBe(1);
    expect(codes(row)).toEqual([]);
  });
});

describe('loose parts', () => {
  test('skills, commands and agents of user and project have a row each', async () => {
    const files = {
      [`${configDir}/skills/go/SKILL.md`]: '---\ndescription: Goes\n---\n!`date`\n',
      [`${configDir}/commands/git/push.md`]: 'x',
      [`${project}/.claude/agents/helper.md`]: '---\ndescription: Helps\n---\n',
    };
    const skill = await claudeRow('claude-code:skill/go@user', files);
    expect(skill).toMatchObject({ description: 'Goes', effective: { state: 'enabled' }, provides: { skills: 1 } });
    expect((await claudeCode.describe(claudeContext(files), skill)).components).toMatchObject([
      { shellCommands: [{ command: 'date', line: 4 }] },
    ]);
    await claudeRow('claude-code:command/git%3Apush@user', files);
    expect(await claudeRow(`claude-code:agent/helper@project:${project}`, files, { project })).toMatchObject({
      description: 'Helps',
    });
  });

  test.each([
    ['off', 'disabled'],
    ['name-only', 'enabled'],
    ['on', 'enabled'],
  ])('a skill with the override %s is %s', async (value, state) => {
    const files = {
      [`${configDir}/skills/go/SKILL.md`]: 'x',
      [userSettings]: JSON.stringify({ skillOverrides: { go: value } }),
    };
    const row = await claudeRow('claude-code:skill/go@user', files);
    expect(row.effective).toMatchObject({ state, decidedBy: { file: userSettings, pointer: 'skillOverrides.go' } });
  });

  test('a command is hidden by the same key, an agent is not', async () => {
    const files = {
      [`${configDir}/commands/go.md`]: 'x',
      [`${configDir}/agents/go.md`]: 'x',
      [userSettings]: '{"skillOverrides":{"go":"off"}}',
    };
    expect((await claudeRow('claude-code:command/go@user', files)).effective.state).toBe('disabled');
    expect((await claudeRow('claude-code:agent/go@user', files)).effective.state).toBe('enabled');
  });

  test('a skill goes by its folder, whatever its front matter calls it', async () => {
    const files = { [`${configDir}/skills/folder/SKILL.md`]: '---\nname: other\n---\n' };
    const row = await claudeRow('claude-code:skill/folder@user', files);
    expect((await claudeCode.describe(claudeContext(files), row)).components).toMatchObject([{ name: 'folder' }]);
  });

  test('the hooks of each settings file are a row', async () => {
    const hooks = JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command: 'say done' }] }] } });
    const files = { [userSettings]: hooks, [projectSettings]: hooks };
    const row = await claudeRow('claude-code:hooks/settings@user', files, { project });
    expect(row).toMatchObject({
      kind: 'hooks',
      provides: { hooks: 1 },
      effective: { state: 'enabled' },
      switch: { can: false },
    });
    const described = await claudeCode.describe(claudeContext(files, { project }), row);
    expect(described.components).toMatchObject([{ event: 'Stop', command: 'say done', file: userSettings }]);
    await claudeRow(`claude-code:hooks/settings@project:${project}`, files, { project });
  });

  test('disableAllHooks turns them off', async () => {
    const files = { [userSettings]: JSON.stringify({ disableAllHooks: true, hooks: { Stop: [] } }) };
    const row = await claudeRow('claude-code:hooks/settings@user', files);
    expect(row.effective).toMatchObject({ state: 'disabled', enabled: false });
  });
});
