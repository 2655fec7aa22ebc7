import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claudeCode } from '#agents/claude-code/claude-code';
import { codex } from '#agents/codex/codex';
import { createInventory, type Inventory } from '#inventory/inventory';
import { nodeMachine } from '#platform/machine';
import { nodeReadPort } from '#platform/read-port-node';
import { sharedFolderFor } from '#test/helpers/shared-folder';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function inventoryOf(home: string): Promise<Inventory> {
  return createInventory({
    ...{
      modules: [claudeCode, codex],
      port: nodeReadPort(),
      machine: nodeMachine(home),
      isSample: false,
      watch: false,
    },
    ...{ now: () => new Date(), log: () => undefined },
  });
}

function write(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
}

describe('how an agent would start a server', () => {
  test('of a plugin of Claude Code: with its folders, options and values, nothing filled in', async () => {
    const { home } = smallHome(temporaryFolder());
    const root = join(home, '.claude', 'plugins', 'cache', 'tools', 'alpha', '1.0.0');
    write(join(root, '.mcp.json'), {
      probe: { command: '${CLAUDE_PLUGIN_ROOT}/run', args: ['${user_config.level}'], env: { KEY: '${MY_KEY}' } },
    });
    write(join(home, '.claude', 'settings.json'), {
      enabledPlugins: { 'alpha@tools': true },
      pluginConfigs: {
        'alpha@tools': { options: { level: 3, other: ['x'] }, mcpServers: { probe: { mode: 'fast' } } },
      },
    });
    const inventory = await inventoryOf(home);
    const definition = await inventory.serverDefinition('claude-code:plugin/alpha@tools', undefined, null);
    const dataFolder = join(home, '.claude', 'plugins', 'data', 'alpha-tools');
    expect(definition).toEqual({
      ...{ plugin: 'claude-code:plugin/alpha@tools', server: 'probe', agent: 'claude-code', transport: 'stdio' },
      ...{ command: '${CLAUDE_PLUGIN_ROOT}/run', args: ['${user_config.level}'], passEnv: [], expands: true },
      env: { KEY: '${MY_KEY}', CLAUDE_PLUGIN_ROOT: root, CLAUDE_PLUGIN_DATA: dataFolder },
      ...{ root, dataFolder, file: join(root, '.mcp.json') },
      variables: {
        ...{ 'user_config.level': '3', 'user_config.mode': 'fast', CLAUDE_PLUGIN_ROOT: root },
        CLAUDE_PLUGIN_DATA: dataFolder,
      },
    });
    await inventory.close();
  });

  test('that stands alone, of the user and of a project', async () => {
    const { home, project, files } = smallHome(temporaryFolder());
    const inventory = await inventoryOf(home);
    expect(await inventory.serverDefinition('claude-code:mcp/memory@user', undefined, null)).toMatchObject({
      ...{ command: 'node', args: ['memory.js'], env: { TOKEN: 'x' }, file: files['claude state'] },
    });
    const { plugins } = await inventory.snapshot(project);
    const db = plugins.find(({ name }) => name === 'db');
    expect(await inventory.serverDefinition(db?.id ?? '', 'db', project)).toMatchObject({ args: ['db.js'] });
    await inventory.close();
  });

  test('of Codex: variables by name, a working folder in the plugin, no filling in', async () => {
    const { home } = smallHome(temporaryFolder());
    const root = join(home, '.codex', 'plugins', 'cache', 'kit', 'gamma', '0.1.0');
    write(join(root, '.mcp.json'), {
      mcpServers: {
        tool: { command: './bin/tool', cwd: '.', env_vars: ['GH', { name: 'GL' }], tool_timeout_sec: 1.5 },
      },
    });
    const inventory = await inventoryOf(home);
    expect(await inventory.serverDefinition('codex:plugin/gamma@kit', 'tool', null)).toEqual({
      ...{
        plugin: 'codex:plugin/gamma@kit',
        server: 'tool',
        agent: 'codex',
        transport: 'stdio',
        command: './bin/tool',
      },
      ...{
        args: [],
        env: {},
        passEnv: ['GH', 'GL'],
        cwd: root,
        root,
        callTimeoutMs: 1_500,
        expands: false,
        variables: {},
      },
      dataFolder: join(home, '.codex', 'plugins', 'data', 'gamma-kit'),
      file: join(root, '.mcp.json'),
    });
    expect(await inventory.serverDefinition('codex:mcp/notes@user', undefined, null)).toMatchObject({
      ...{ command: 'node', args: ['notes.js'], expands: false },
    });
    await inventory.close();
  });

  test('cannot be told for what is not there, or not clear', async () => {
    const { home } = smallHome(temporaryFolder());
    const root = join(home, '.claude', 'plugins', 'cache', 'tools', 'alpha', '1.0.0');
    write(join(root, '.mcp.json'), { one: { command: 'a' }, two: { command: 'b' } });
    const inventory = await inventoryOf(home);
    const ask = (id: string, server?: string) => inventory.serverDefinition(id, server, null);
    await expect(ask('claude-code:mcp/none@user')).rejects.toThrow(/Nothing is known/);
    await expect(ask('claude-code:skill/loose@user')).rejects.toThrow(/has no MCP server/);
    await expect(ask('claude-code:plugin/alpha@tools')).rejects.toThrow(/several servers.*one, two/);
    await expect(ask('claude-code:plugin/alpha@tools', 'three')).rejects.toThrow(/no server "three"; it has one, two/);
    await inventory.close();
  });
});

const shared = sharedFolderFor('definitions of all servers of real homes');

test.runIf(shared !== undefined)(
  'every server of the real homes has a definition that says what its row says',
  async () => {
    let count = 0;
    for (const name of ['claude-home', 'codex-home']) {
      const inventory = await inventoryOf(join(shared ?? '', 'corpus', name));
      for (const { id } of (await inventory.snapshot(null)).plugins) {
        const { components = [], installs } = await inventory.describe(id, null);
        // A copy in the cache that nothing installs is described, but no agent would start it.
        if (installs.length === 0) continue;
        for (const server of components.filter(({ kind }) => kind === 'mcp-server')) {
          const definition = await inventory.serverDefinition(id, server.name, null);
          expect(definition.command).toBe(server.command);
          expect(definition.args).toEqual(server.args ?? []);
          expect(definition.transport === 'stdio').toBe(server.command !== undefined && server.type === 'stdio');
          count += 1;
        }
      }
      await inventory.close();
    }
    expect(count).toBeGreaterThan(100);
  },
);
