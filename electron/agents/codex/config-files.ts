import type { ConfigFile, ScanContext } from '#agents/agent-module';
import { pathsFor } from '#agents/paths';
import { locateCodex } from './locations.ts';

const configTopics: ConfigFile['topics'] = [
  { path: ['plugins', '*'], topic: 'plugin-switch' },
  { path: ['mcp_servers', '*'], topic: 'server' },
  { path: ['projects', '*'], topic: 'trust' },
  { path: ['marketplaces', '*'], topic: 'marketplace' },
  { path: ['hooks', '*'], topic: 'hooks' },
  { path: ['approval_policy'], topic: 'permissions' },
  { path: ['sandbox_mode'], topic: 'permissions' },
  { path: ['sandbox_workspace_write'], topic: 'permissions' },
  { path: ['*'], topic: 'setting' },
];
const hookTopics: ConfigFile['topics'] = [{ path: ['hooks', '*'], topic: 'hooks' }];

/** The configuration of the user, the system and the project, and the user's hooks. */
export function configFiles({ machine, port, project }: ScanContext): ConfigFile[] {
  const at = locateCodex(machine, port);
  const config = (file: string, scope?: ConfigFile['scope']): ConfigFile => ({
    ...{ file, format: 'toml', topics: configTopics },
    ...(scope === undefined ? {} : { scope }),
  });
  if (project !== undefined && project !== machine.home)
    return [config(pathsFor(machine.platform).join(project, '.codex', 'config.toml'), 'project')];
  return [
    config(at.userConfig, 'user'),
    { file: at.userHooks, format: 'json', scope: 'user', topics: hookTopics },
    config(at.systemConfig),
    config(at.managedConfig),
  ];
}
