import type { ConfigFile, ScanContext } from '#agents/agent-module';
import { locateClaude } from './locations.ts';

const settingsTopics: ConfigFile['topics'] = [
  { path: ['enabledPlugins', '*'], topic: 'plugin-switch' },
  { path: ['hooks', '*'], topic: 'hooks' },
  { path: ['permissions', '*'], topic: 'permissions' },
  { path: ['extraKnownMarketplaces', '*'], topic: 'marketplace' },
  { path: ['enabledMcpjsonServers'], topic: 'server-choice' },
  { path: ['disabledMcpjsonServers'], topic: 'server-choice' },
  { path: ['enableAllProjectMcpServers'], topic: 'server-choice' },
  { path: ['env', '*'], topic: 'setting' },
  { path: ['*'], topic: 'setting' },
];
const servers: ConfigFile['topics'] = [{ path: ['mcpServers', '*'], topic: 'server' }];
const stateTopics: ConfigFile['topics'] = [
  ...servers,
  { path: ['projects', '*', 'mcpServers', '*'], topic: 'server' },
  { path: ['projects', '*', 'hasTrustDialogAccepted'], topic: 'trust' },
  { path: ['projects', '*', 'enabledMcpjsonServers'], topic: 'server-choice' },
  { path: ['projects', '*', 'disabledMcpjsonServers'], topic: 'server-choice' },
  { path: ['projects', '*', 'enabledMcpServers'], topic: 'server-choice' },
  { path: ['projects', '*', 'disabledMcpServers'], topic: 'server-choice' },
];

/** Settings of every layer, the servers of a project, and of the state file only what decides about servers and trust. */
export function configFiles({ machine, project }: ScanContext): ConfigFile[] {
  const at = locateClaude(machine);
  const settings = (file: string, scope?: ConfigFile['scope']): ConfigFile => ({
    ...{ file, format: 'json', topics: settingsTopics },
    ...(scope === undefined ? {} : { scope }),
  });
  const inProject = (...names: string[]) => at.paths.join(project ?? '', ...names);
  if (project !== undefined && project !== machine.home) {
    return [
      settings(inProject('.claude', 'settings.json'), 'project'),
      settings(inProject('.claude', 'settings.local.json'), 'local'),
      { file: inProject('.mcp.json'), format: 'json', scope: 'project', topics: servers },
    ];
  }
  return [
    settings(at.userSettings, 'user'),
    settings(at.paths.join(at.managedDir, 'managed-settings.json')),
    { file: at.stateFile, format: 'json', scope: 'user', topics: stateTopics, isShared: true },
  ];
}
