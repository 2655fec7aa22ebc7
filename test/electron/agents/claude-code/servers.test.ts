import { describe, expect, test } from 'vitest';
import { claudeCode } from '#agents/claude-code/claude-code';
import {
  claudeContext,
  claudeRow,
  codes,
  demoFiles,
  demoRoot,
  demoRow,
  type Files,
  localSettings,
  managedSettings,
  project,
  projectSettings,
  scanClaude,
  stateFile,
  userSettings,
} from '../../../helpers/claude-home.ts';

const run = { command: 'run' };
const state = (here: Record<string, unknown> = {}, mcpServers: Record<string, unknown> = {}) =>
  JSON.stringify({ mcpServers, projects: { [project]: here } });
const projectFile = (...names: string[]) =>
  JSON.stringify({ mcpServers: Object.fromEntries(names.map((name) => [name, run])) });
const ofProject = `claude-code:mcp/db@project:${project}`;

interface Case {
  when: string;
  files: Files;
  id?: string;
  project?: string;
  state: string;
  by: string;
  problems?: string[];
}

const table: Case[] = [
  {
    when: 'the user added it',
    id: 'claude-code:mcp/db@user',
    files: { [stateFile]: state({}, { db: run }) },
    state: 'enabled',
    by: 'user',
  },
  {
    when: 'the user added it and turned it off here',
    id: 'claude-code:mcp/db@user',
    files: { [stateFile]: state({ disabledMcpServers: ['db'] }, { db: run }) },
    project,
    state: 'disabled',
    by: 'local',
  },
  {
    when: 'it was added for this project',
    id: `claude-code:mcp/db@local:${project}`,
    files: { [stateFile]: state({ mcpServers: { db: run } }) },
    project,
    state: 'enabled',
    by: 'local',
  },
  {
    when: 'the project brings it',
    files: { [`${project}/.mcp.json`]: projectFile('db') },
    project,
    state: 'disabled',
    by: 'project',
    problems: ['server-not-approved'],
  },
  {
    when: 'the project brings it, approved',
    files: { [`${project}/.mcp.json`]: projectFile('db'), [localSettings]: '{"enabledMcpjsonServers":["db"]}' },
    project,
    state: 'enabled',
    by: 'local',
  },
  {
    when: 'the project brings it, all are approved',
    files: { [`${project}/.mcp.json`]: projectFile('db'), [userSettings]: '{"enableAllProjectMcpServers":true}' },
    project,
    state: 'enabled',
    by: 'user',
  },
  {
    when: 'a rejection wins over an approval',
    files: {
      [`${project}/.mcp.json`]: projectFile('db'),
      [localSettings]: '{"enabledMcpjsonServers":["db"]}',
      [userSettings]: '{"disabledMcpjsonServers":["db"]}',
    },
    project,
    state: 'disabled',
    by: 'user',
  },
  {
    when: 'it is approved, and off in the list of the state file',
    files: {
      [`${project}/.mcp.json`]: projectFile('db'),
      [localSettings]: '{"enabledMcpjsonServers":["db"]}',
      [stateFile]: state({ disabledMcpServers: ['db'] }),
    },
    project,
    state: 'disabled',
    by: 'local',
  },
  {
    when: 'the project approves itself without trust',
    files: { [`${project}/.mcp.json`]: projectFile('db'), [projectSettings]: '{"enabledMcpjsonServers":["db"]}' },
    project,
    state: 'disabled',
    by: 'project',
    problems: ['project-not-trusted'],
  },
  {
    when: 'the project approves itself and is trusted',
    files: {
      [`${project}/.mcp.json`]: projectFile('db'),
      [projectSettings]: '{"enabledMcpjsonServers":["db"]}',
      [stateFile]: state({ hasTrustDialogAccepted: true }),
    },
    project,
    state: 'enabled',
    by: 'project',
  },
  {
    when: 'a server of the same name was added for this project',
    id: 'claude-code:mcp/db@user',
    files: { [stateFile]: state({ mcpServers: { db: run } }, { db: run }) },
    project,
    state: 'disabled',
    by: 'local',
    problems: ['shadowed'],
  },
  {
    when: 'managed servers shut out all others',
    id: 'claude-code:mcp/db@user',
    files: { [stateFile]: state({}, { db: run }), '/etc/claude-code/managed-mcp.json': projectFile('corp') },
    state: 'blocked',
    by: 'managed',
    problems: ['blocked-by-policy'],
  },
  {
    when: 'it is denied by its command',
    id: 'claude-code:mcp/db@user',
    files: {
      [stateFile]: state({}, { db: run }),
      [managedSettings]: '{"deniedMcpServers":[{"serverCommand":["run"]}]}',
    },
    state: 'blocked',
    by: 'managed',
    problems: ['blocked-by-policy'],
  },
  {
    when: 'only others are allowed',
    id: 'claude-code:mcp/db@user',
    files: { [stateFile]: state({}, { db: run }), [managedSettings]: '{"allowedMcpServers":[{"serverName":"else"}]}' },
    state: 'blocked',
    by: 'managed',
    problems: ['blocked-by-policy'],
  },
];

describe('the state of a server that stands alone', () => {
  test.each(table)('$when', async ({ files, id, state: expected, by, problems, ...options }) => {
    const row = await claudeRow(id ?? ofProject, files, options);
    expect(row.effective.state).toBe(expected);
    expect(row.effective.enabled).toBe(expected === 'enabled');
    expect(row.effective.decidedBy.scope).toBe(by);
    expect(codes(row)).toEqual(problems ?? []);
  });

  test('a project file in a folder above counts too', async () => {
    const row = await claudeRow(
      'claude-code:mcp/db@project:/work',
      { '/work/.mcp.json': projectFile('db') },
      { project },
    );
    expect(row.effective.state).toBe('disabled');
  });
});

/** Seen with Claude Code 2.1.330: these definitions are skipped, and the rest of the file counts. */
test.each([
  { what: 'a url without a type', definition: { url: 'https://example.com' }, code: 'server-invalid' },
  { what: 'neither command nor url', definition: {}, code: 'server-invalid' },
  { what: 'an unknown type', definition: { type: 'nope', command: 'x' }, code: 'server-invalid' },
  { what: 'a command that is a number', definition: { command: 5 }, code: 'server-invalid' },
  { what: 'args that are numbers', definition: { command: 'x', args: [5] }, code: 'server-invalid' },
  { what: 'a number in env', definition: { command: 'x', env: { A: 5 } }, code: 'server-invalid' },
  { what: 'no object at all', definition: 'x', code: 'server-invalid' },
])('a server with $what is broken', async ({ definition, code }) => {
  const row = await claudeRow('claude-code:mcp/odd@user', { [stateFile]: state({}, { odd: definition, fine: run }) });
  expect(row.effective.state).toBe('broken');
  expect(codes(row)).toEqual([code]);
  expect(row.switch.can).toBe(false);
});

test('a name Claude Code keeps for itself is skipped', async () => {
  const row = await claudeRow('claude-code:mcp/workspace@user', { [stateFile]: state({}, { workspace: run }) });
  expect(row.effective.state).toBe('broken');
  expect(codes(row)).toEqual(['server-name-reserved']);
});

test('what a server runs is shown with the names of its variables and never their values', async () => {
  const files = {
    [stateFile]: state(
      {},
      {
        a: { command: 'npx', args: ['-y', 'x'], env: { TOKEN: 'hunter2' } },
        b: { type: 'http', url: 'https://x.y', headers: { Authorization: 'hunter2' } },
      },
    ),
  };
  const context = claudeContext(files);
  for (const [id, expected] of [
    ['a', { command: 'npx', args: ['-y', 'x'], env: ['TOKEN'], type: 'stdio' }],
    ['b', { url: 'https://x.y', headers: ['Authorization'], type: 'http' }],
  ] as const) {
    const described = await claudeCode.describe(context, await claudeRow(`claude-code:mcp/${id}@user`, files));
    expect(described.components).toMatchObject([expected]);
    expect(JSON.stringify(described)).not.toContain('hunter2');
  }
});

test("a plugin's server that is off in this project says so", async () => {
  const files = demoFiles({
    [`${demoRoot}/.mcp.json`]: projectFile('probe'),
    [stateFile]: state({ disabledMcpServers: ['plugin:demo:probe'] }),
  });
  const described = await claudeCode.describe(claudeContext(files, { project }), await demoRow(files, { project }));
  expect(described.components?.find((each) => each.kind === 'mcp-server')).toMatchObject({
    name: 'probe',
    enabled: false,
  });
});

describe('files no one reads', () => {
  test.each([
    ['/home/ada/.claude/mcp.json', projectFile('x')],
    ['/home/ada/.claude/.mcp.json', projectFile('x')],
    [`${project}/.claude/.mcp.json`, projectFile('x')],
    [userSettings, projectFile('x')],
  ])('servers in %s are told', async (file, text) => {
    const scan = await scanClaude({ [file]: text }, { project });
    expect(scan.agent.problems).toContainEqual(expect.objectContaining({ code: 'ignored-file', file }));
    expect(scan.plugins).toEqual([]);
  });

  test('with the config folder moved, the state file in the home is one of them', async () => {
    const scan = await scanClaude(
      { [stateFile]: state({}, { db: run }) },
      { env: { CLAUDE_CONFIG_DIR: '/data/claude' } },
    );
    expect(scan.agent.problems).toContainEqual(expect.objectContaining({ code: 'ignored-file', file: stateFile }));
  });
});
