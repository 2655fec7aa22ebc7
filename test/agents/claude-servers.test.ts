import { expect, test } from 'vitest';
import { z } from 'zod';
import { documentOf, gatehouse, homeInside, homeOf, type MountedHome } from './mounted-home.ts';
import { changedFiles, wholeHome } from './whole-home.ts';

const project = `${homeInside}/work/shop`;

/** The smallest MCP server: it answers the handshake and has no tools. */
const server = `
import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  const answer = (more) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, ...more }) + '\\n');
  if (method === 'initialize') {
    const serverInfo = { name: 'small', version: '1' };
    answer({ result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo } });
  } else if (method === 'tools/list') answer({ result: { tools: [] } });
  else if (id !== undefined) answer({ error: { code: -32601, message: 'unknown' } });
}
`;

const run = { type: 'stdio', command: 'node', args: [`${homeInside}/server.mjs`] };
const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

/** One server of the user, one of the project, and one of a plugin that is loaded where it lies. */
function homeWithServers(): MountedHome {
  return homeOf({
    'server.mjs': server,
    '.claude.json': json({
      hasCompletedOnboarding: true,
      mcpServers: { memory: run },
      projects: { [project]: { hasTrustDialogAccepted: true, mcpServers: {} } },
    }),
    'work/shop/.mcp.json': json({ mcpServers: { db: run } }),
    '.claude/settings.json': json({ enabledPlugins: { 'probe@bench': true } }),
    '.claude/plugins/known_marketplaces.json': json({
      bench: {
        source: { source: 'directory', path: `${homeInside}/bench` },
        installLocation: `${homeInside}/bench`,
        lastUpdated: '2026-11-01T08:00:00.000Z',
      },
    }),
    '.claude/plugins/installed_plugins.json': json({
      version: 2,
      plugins: {
        'probe@bench': [
          {
            scope: 'user',
            installPath: `${homeInside}/bench/probe`,
            version: '1.0.0',
            installedAt: '2026-11-01T08:00:00.000Z',
            lastUpdated: '2026-11-01T08:00:00.000Z',
          },
        ],
      },
    }),
    'bench/.claude-plugin/marketplace.json': json({
      name: 'bench',
      owner: { name: 'Example' },
      plugins: [{ name: 'probe', source: './probe' }],
    }),
    'bench/probe/.claude-plugin/plugin.json': json({ name: 'probe', version: '1.0.0' }),
    // Not the same words as the user's server: Claude Code drops a plugin's server that only repeats another.
    'bench/probe/.mcp.json': json({ mcpServers: { lens: { ...run, args: [...run.args, '--lens'] } } }),
  });
}

/** What `claude mcp list` says of one server in the project, asked on a fresh copy: it starts every server that is on. */
async function stateOf(home: MountedHome, name: string): Promise<'on' | 'off' | 'waiting' | 'absent'> {
  const { stdout } = await home.copy().run('claude', ['mcp', 'list'], { cwd: project });
  const line = stdout.split('\n').find((each) => each.startsWith(`${name}:`));
  if (line === undefined) return 'absent';
  if (/disabled|rejected/i.test(line)) return 'off';
  return /pending/i.test(line) ? 'waiting' : 'on';
}

const changeDocument = z.object({ change: z.object({ id: z.string(), applied: z.boolean(), verified: z.boolean() }) });

async function flip(home: MountedHome, verb: 'enable' | 'disable', args: readonly string[]): Promise<string> {
  const answer = await gatehouse(home, [verb, ...args, '--yes', '--json'], project);
  const { change } = changeDocument.parse(documentOf(answer));
  expect(change).toMatchObject({ applied: true, verified: true });
  return change.id;
}

async function putBack(home: MountedHome, changes: readonly string[]): Promise<void> {
  for (const change of changes) expect((await gatehouse(home, ['undo', change, '--yes', '--json'])).code).toBe(0);
}

const listed: [string, string, string[]][] = [
  ["the user's own server", 'memory', ['claude-code:mcp/memory@user']],
  ["a plugin's server", 'plugin:probe:lens', ['claude-code:plugin/probe@bench', '--server', 'lens']],
];

test.each(listed)(
  '%s is off in the project once Gatehouse says so, on again, and the bytes come back',
  async (_what, name, args) => {
    const home = homeWithServers();
    const before = wholeHome(home.folder);
    expect(await stateOf(home, name)).toBe('on');
    const off = await flip(home, 'disable', args);
    expect(changedFiles(before, wholeHome(home.folder))).toEqual(['.claude.json']);
    expect(await stateOf(home, name)).toBe('off');
    const on = await flip(home, 'enable', args);
    expect(await stateOf(home, name)).toBe('on');
    await putBack(home, [on, off]);
    expect(wholeHome(home.folder)).toEqual(before);
  },
);

test("a project's server waits for approval, is approved, and rejected", async () => {
  const home = homeWithServers();
  const id = `claude-code:mcp/db@project:${project}`;
  const before = wholeHome(home.folder);
  expect(await stateOf(home, 'db')).toBe('waiting');
  const on = await flip(home, 'enable', [id]);
  expect(await stateOf(home, 'db')).toBe('on');
  const off = await flip(home, 'disable', [id]);
  expect(await stateOf(home, 'db')).not.toBe('on');
  await putBack(home, [off, on]);
  expect(wholeHome(home.folder)).toEqual(before);
  expect(await stateOf(home, 'db')).toBe('waiting');
});
