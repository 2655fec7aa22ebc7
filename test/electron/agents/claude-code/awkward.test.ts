import { describe, expect, test } from 'vitest';
import { nodeReadPort } from '#platform/read-port-node';
import {
  codes,
  demoFiles,
  demoRoot,
  demoRow,
  localSettings,
  project,
  recordsFile,
  scanClaude,
  stateFile,
  userSettings,
} from '../../../helpers/claude-home.ts';
import { sharedFolderFor } from '../../../helpers/shared-folder.ts';

const shared = sharedFolderFor('Claude Code over awkward files');

function awkward(name: string): string {
  const outcome = nodeReadPort().read(`${shared ?? ''}/corpus/claude-awkward/${name}`);
  if (!outcome.ok) throw new Error(outcome.detail);
  return outcome.text;
}

describe.runIf(shared !== undefined)('awkward files', () => {
  test('each odd server of a project is told on its own row, and the good ones run', async () => {
    const files = demoFiles({
      [`${project}/.mcp.json`]: awkward('mcp.bare-and-odd.json'),
      [localSettings]: '{"enableAllProjectMcpServers":true}',
    });
    const { plugins } = await scanClaude(files, { project });
    const states = plugins
      .filter((plugin) => plugin.kind === 'mcp')
      .map((row) => [row.name, row.effective.state, ...codes(row)]);
    expect(states).toEqual([
      ['google calendar', 'enabled'],
      ['url-no-type', 'broken', 'server-invalid'],
      ['both', 'enabled'],
      ['workspace', 'broken', 'server-name-reserved'],
      ['env-num', 'broken', 'server-invalid'],
      ['win', 'enabled'],
      ['str', 'broken', 'server-invalid'],
      ['stream', 'enabled'],
    ]);
  });

  test('the same file in a plugin keeps its good servers', async () => {
    const row = await demoRow(demoFiles({ [`${demoRoot}/.mcp.json`]: awkward('mcp.bare-and-odd.json') }));
    expect(row.effective.state).toBe('enabled');
    expect(codes(row)).toEqual(['server-invalid', 'server-invalid', 'server-invalid']);
    expect(row.provides.mcpServers).toBe(5);
  });

  test.each([
    ['settings.bom.json', userSettings],
    ['settings.comments.json', userSettings],
    ['settings.enabled-array-values.json', userSettings],
    ['settings.enabled-is-array.json', userSettings],
    ['claude.json.truncated.json', stateFile],
    ['installed_plugins.empty.json', recordsFile],
    ['installed_plugins.truncated.json', recordsFile],
    ['installed_plugins.v1.json', recordsFile],
    ['hooks.no-wrapper.json', `${demoRoot}/hooks/hooks.json`],
  ])('%s leaves the other rows there', async (name, file) => {
    const scan = await scanClaude(demoFiles({ [file]: awkward(name) }), { project });
    expect(scan.plugins.map((plugin) => plugin.id)).toContain('claude-code:plugin/demo@market');
  });
});
