import { describe, expect, test } from 'vitest';
import { claudeCode } from '#agents/claude-code/claude-code';
import type { Plugin } from '#contract/plugin';
import {
  type ClaudeHomeOptions,
  claudeContext,
  claudeRow,
  codes,
  demoFiles,
  demoId,
  demoRecord,
  demoRoot,
  type Files,
  localSettings,
  managedSettings,
  marketFile,
  marketplace,
  project,
  records,
  recordsFile,
  scanClaude,
  settings,
  stateFile,
  userSettings,
} from '../../../helpers/claude-home.ts';

const managedServers = '/etc/claude-code/managed-mcp.json';
const run = (...args: string[]) => ({ command: 'node', args });
const at = (url: string, type = 'http') => ({ type, url });
const servers = (map: Record<string, unknown>) => JSON.stringify({ mcpServers: map });
const otherRoot = demoRoot.replace('/demo/', '/other/');

/** demo@market with servers, and other@market beside it when it has any. */
function files(demo: Record<string, unknown>, more: Files = {}, other?: Record<string, unknown>): Files {
  const base = demoFiles({ [`${demoRoot}/.mcp.json`]: servers(demo) });
  if (other === undefined) return { ...base, ...more };
  return {
    ...base,
    [userSettings]: settings({ 'demo@market': true, 'other@market': true }),
    [recordsFile]: records({
      'demo@market': [demoRecord],
      'other@market': [{ ...demoRecord, installPath: otherRoot }],
    }),
    [marketFile]: marketplace([
      { name: 'demo', source: './demo' },
      { name: 'other', source: './other' },
    ]),
    [`${otherRoot}/.claude-plugin/plugin.json`]: '{"name":"other"}',
    [`${otherRoot}/.mcp.json`]: servers(other),
    ...more,
  };
}

async function described(all: Files, options: ClaudeHomeOptions = {}, id = demoId): Promise<Plugin> {
  const context = claudeContext(all, options);
  const scan = await claudeCode.scan(context);
  const row = scan.plugins.find((plugin) => plugin.id === id);
  if (row === undefined) throw new Error(`No row ${id}`);
  return claudeCode.describe(context, row);
}

/** Names of the servers of a plugin that would not be started. */
async function heldBack(all: Files, options: ClaudeHomeOptions = {}, id = demoId): Promise<string[]> {
  const { components = [] } = await described(all, options, id);
  return components.filter((each) => each.kind === 'mcp-server' && each.enabled === false).map((each) => each.name);
}

/** Each pair was first seen with the real Claude Code 2.1.330, which starts the second only where they differ. */
describe('a server of a plugin that does what a server of the user does', () => {
  test.each([
    { own: run('a.mjs'), user: run('a.mjs'), isHeld: true },
    { own: run('a.mjs'), user: run('b.mjs'), isHeld: false },
    { own: { ...run('a.mjs'), env: { A: '1' } }, user: run('a.mjs'), isHeld: true },
    { own: { command: 'true' }, user: { command: 'true', args: [] }, isHeld: true },
    { own: run('${CLAUDE_PLUGIN_ROOT}/a.mjs'), user: run(`${demoRoot}/a.mjs`), isHeld: true },
    { own: run('${NOT_SET:-a.mjs}'), user: run('a.mjs'), isHeld: true },
    { own: run('${GIVEN}'), user: run('given.mjs'), isHeld: true },
    { own: at('http://localhost:1/x/'), user: at('http://localhost:1/x'), isHeld: true },
    { own: at('http://LOCALHOST:1/x'), user: at('http://localhost:1/x'), isHeld: true },
    { own: at('http://localhost:80/x'), user: at('http://localhost/x'), isHeld: true },
    { own: at('http://localhost/x#y'), user: at('http://localhost/x'), isHeld: true },
    { own: at('http://localhost/x', 'sse'), user: at('http://localhost/x'), isHeld: true },
    { own: at('http://localhost/x?a=1'), user: at('http://localhost/x'), isHeld: false },
    { own: at('http://me:pw@localhost/x'), user: at('http://localhost/x'), isHeld: false },
    { own: at('http://localhost/X'), user: at('http://localhost/x'), isHeld: false },
    { own: at('ws://localhost/x', 'ws'), user: at('http://localhost/x'), isHeld: false },
  ])('$own beside $user', async ({ own, user, isHeld }) => {
    const all = files({ probe: own }, { [stateFile]: servers({ mine: user }) });
    const options = { env: { GIVEN: 'given.mjs' } };
    expect(await heldBack(all, options)).toEqual(isHeld ? ['probe'] : []);
    expect(codes(await claudeRow(demoId, all, options))).toEqual(isHeld ? ['shadowed'] : []);
  });

  test('says which other one is used, and where', async () => {
    const all = files({ probe: run('a') }, { [stateFile]: servers({ mine: run('a') }) });
    const row = await described(all);
    const message = 'The server "probe" is not started: the server "mine" is the same one.';
    expect(row.problems).toMatchObject([{ code: 'shadowed', message, file: `${demoRoot}/.mcp.json` }]);
    expect(row.components).toMatchObject([{ name: 'probe', enabled: false, reason: message }]);
    expect(row.provides.mcpServers).toBe(1);
  });

  test.each([
    ['is turned off in this project', { projects: { [project]: { disabledMcpServers: ['mine'] } } }, {}],
    [
      'is denied',
      {},
      { [userSettings]: settings({ 'demo@market': true }, { deniedMcpServers: [{ serverName: 'mine' }] }) },
    ],
  ])('is started when the other one %s', async (_when, state, more) => {
    const all = files(
      { probe: run('a') },
      { [stateFile]: JSON.stringify({ mcpServers: { mine: run('a') }, ...state }), ...more },
    );
    expect(await heldBack(all, { project })).toEqual([]);
  });

  test('is started while the project server it equals waits for approval', async () => {
    const all = files({ probe: run('a') }, { [`${project}/.mcp.json`]: servers({ theirs: run('a') }) });
    expect(await heldBack(all, { project })).toEqual([]);
    expect(await heldBack({ ...all, [localSettings]: '{"enabledMcpjsonServers":["theirs"]}' }, { project })).toEqual([
      'probe',
    ]);
  });

  test('a definition that is not usable holds nothing back', async () => {
    const all = files({ probe: at('http://x/y') }, { [stateFile]: servers({ mine: { url: 'http://x/y' } }) });
    expect(await heldBack(all)).toEqual([]);
  });
});

describe('servers of plugins that do the same', () => {
  const twice = files({ a: run('x') }, {}, { b: run('x') });

  test('the plugin whose switch stands first keeps its server', async () => {
    expect(await heldBack(twice)).toEqual([]);
    expect(await heldBack(twice, {}, 'claude-code:plugin/other@market')).toEqual(['b']);
    const turned = { ...twice, [userSettings]: settings({ 'other@market': true, 'demo@market': true }) };
    expect(await heldBack(turned)).toEqual(['a']);
  });

  test('within one plugin the first counts', async () => {
    expect(await heldBack(files({ first: run('x'), second: run('x') }))).toEqual(['second']);
  });

  test('a plugin that is off, and a server that is turned off, hold nothing back', async () => {
    const id = 'claude-code:plugin/other@market';
    const off = { ...twice, [userSettings]: settings({ 'demo@market': false, 'other@market': true }) };
    expect(await heldBack(off, {}, id)).toEqual([]);
    const listed = {
      [stateFile]: JSON.stringify({ projects: { [project]: { disabledMcpServers: ['plugin:demo:a'] } } }),
    };
    expect(await heldBack({ ...twice, ...listed }, { project }, id)).toEqual([]);
  });
});

describe('managed rules over servers', () => {
  const mine = 'claude-code:mcp/mine@user';
  const all = (more: Files) =>
    files(
      { probe: at('http://x/one'), local: run('${CLAUDE_PLUGIN_ROOT}/a.mjs') },
      {
        [stateFile]: servers({ mine: run('${NOT_SET:-b.mjs}') }),
        ...more,
      },
    );
  const rules = (value: unknown) => all({ [managedSettings]: JSON.stringify(value) });

  test.each([
    ['names a server', servers({ theirs: run('c') })],
    ['names none', servers({})],
    ['does not parse', '{'],
  ])('managed-mcp.json that %s shuts out all other servers', async (_what, text) => {
    const home = all({ [managedServers]: text });
    expect((await claudeRow(mine, home)).effective).toMatchObject({
      state: 'blocked',
      decidedBy: { file: managedServers },
    });
    expect(await heldBack(home)).toEqual(['probe', 'local']);
    expect(codes(await claudeRow(demoId, home))).toEqual(['blocked-by-policy', 'blocked-by-policy']);
  });

  test('a managed server is denied like any other', async () => {
    const home = all({
      [managedServers]: servers({ theirs: run('c') }),
      [managedSettings]: '{"deniedMcpServers":[{"serverName":"theirs"}]}',
    });
    expect((await claudeRow('claude-code:mcp/theirs@managed', home)).effective.state).toBe('blocked');
  });

  test.each([
    {
      rule: { deniedMcpServers: [{ serverCommand: ['node', `${demoRoot}/a.mjs`] }] },
      held: ['local'],
      isBlocked: false,
    },
    { rule: { deniedMcpServers: [{ serverCommand: ['node', 'b.mjs'] }] }, held: [], isBlocked: true },
    { rule: { deniedMcpServers: [{ serverUrl: 'http://x/*' }] }, held: ['probe'], isBlocked: false },
    { rule: { deniedMcpServers: [{ serverName: 'probe' }] }, held: [], isBlocked: false },
    { rule: { allowedMcpServers: [{ serverName: 'mine' }] }, held: ['probe', 'local'], isBlocked: false },
    { rule: { allowedMcpServers: [{ serverUrl: 'http://x/o*' }] }, held: ['local'], isBlocked: true },
    { rule: { strictPluginOnlyCustomization: ['mcp'] }, held: [], isBlocked: true },
  ])('$rule', async ({ rule, held, isBlocked }) => {
    expect(await heldBack(rules(rule))).toEqual(held);
    expect((await claudeRow(mine, rules(rule))).effective.state).toBe(isBlocked ? 'blocked' : 'enabled');
  });

  test('your own list of allowed servers adds to the managed one, unless that alone counts', async () => {
    const own = { [userSettings]: settings({}, { allowedMcpServers: [{ serverName: 'mine' }] }) };
    const none = { allowedMcpServers: [] };
    const soft = all({ ...own, [managedSettings]: JSON.stringify(none) });
    expect((await claudeRow(mine, soft)).effective.state).toBe('enabled');
    const hard = all({ ...own, [managedSettings]: JSON.stringify({ ...none, allowManagedMcpServersOnly: true }) });
    expect((await claudeRow(mine, hard)).effective.state).toBe('blocked');
  });

  test('a server that a rule forbids is not switched on', async () => {
    const home = all({
      [managedServers]: '{}',
      [stateFile]: JSON.stringify({ projects: { [project]: { disabledMcpServers: ['plugin:demo:probe'] } } }),
    });
    const context = claudeContext(home, { project });
    const row = await described(home, { project });
    const decision = claudeCode.decideSwitch(context, {
      plugin: row,
      enable: true,
      component: { kind: 'mcp-server', name: 'probe' },
    });
    expect(decision).toMatchObject({ ok: false, code: 'managed' });
  });
});

describe('two servers of one name', () => {
  const both = {
    [stateFile]: servers({ clash: run('user') }),
    [`${project}/.mcp.json`]: servers({ clash: run('project') }),
  };
  const states = async (more: Files) => {
    const { plugins } = await scanClaude({ ...both, ...more }, { project });
    return plugins.map((plugin) => `${plugin.installs[0]?.scope} ${plugin.effective.state}`).sort();
  };

  test('the project takes the name once it is approved, and not before', async () => {
    expect(await states({})).toEqual(['project disabled', 'user enabled']);
    expect(await states({ [localSettings]: '{"enabledMcpjsonServers":["clash"]}' })).toEqual([
      'project enabled',
      'user disabled',
    ]);
    const rejected = '{"enableAllProjectMcpServers":true,"disabledMcpjsonServers":["clash"]}';
    expect(await states({ [localSettings]: rejected })).toEqual(['project disabled', 'user enabled']);
  });
});

test('a plugin tells which of its servers are off in the project in view', async () => {
  const state = JSON.stringify({
    projects: { [project]: { disabledMcpServers: ['plugin:demo:a', 'plugin:demo:gone'] } },
  });
  const home = files({ a: run('1'), b: run('2') }, { [stateFile]: state });
  expect((await claudeRow(demoId, home, { project })).partsOff).toEqual(['mcp-server/a']);
  expect(await claudeRow(demoId, home)).not.toHaveProperty('partsOff');
  expect(await heldBack(home, { project })).toEqual(['a']);
});
