import type { ScanContext } from '#agents/agent-module';
import type { SecretHolder } from '#agents/secret-values';
import { asRecord } from '#agents/shapes';
import { standaloneId } from '#contract/plugin-id';
import { gatherClaude } from './claude-facts.ts';
import { readJsonFile } from './json-file.ts';

/** Projects whose files are looked into, the last ones the agent wrote down. */
const MAX_PROJECTS = 50;
const shared = 'A project shares it, and Gatehouse rewrites no file of a project.';

/** Entries of servers and variables of settings, of the user and of every known project. */
export function secretHolders(context: ScanContext): SecretHolder[] {
  const { at, settings, state } = gatherClaude(context);
  const known = state.projectPaths.slice(-MAX_PROJECTS);
  const folders = [...new Set([...known, ...(context.project === undefined ? [] : [context.project])])];
  const projects = Object.entries(asRecord(state.value?.['projects']) ?? {});
  return [
    ...serversOf(state.value?.['mcpServers'], state.file, [], 'user', null),
    ...projects.flatMap(([key, project]) =>
      serversOf(asRecord(project)?.['mcpServers'], state.file, ['projects', key], 'local', key),
    ),
    ...folders.flatMap((folder) => {
      const { file, value } = readJsonFile(context.port, at.paths.join(folder, '.mcp.json'), 'settings-invalid');
      return serversOf(value?.['mcpServers'], file, [], 'project', folder);
    }),
    ...settings.layers
      .filter(({ scope, value }) => scope === 'user' && asRecord(value?.['env']) !== undefined)
      .map(({ file }) => variablesOf(file, null)),
    ...folders.flatMap((folder) =>
      ['settings.json', 'settings.local.json']
        .map((name) => readJsonFile(context.port, at.paths.join(folder, '.claude', name), 'settings-invalid'))
        .filter(({ value }) => asRecord(value?.['env']) !== undefined)
        .map(({ file }) => variablesOf(file, folder)),
    ),
  ];
}

function serversOf(
  servers: unknown,
  file: string,
  path: readonly string[],
  scope: 'user' | 'local' | 'project',
  project: string | null,
): SecretHolder[] {
  return Object.keys(asRecord(servers) ?? {}).map((name) => ({
    ...{ file, format: 'json', path: [...path, 'mcpServers', name], project },
    server: { plugin: standaloneId('claude-code', 'mcp', name, scope, project ?? undefined), name },
    ...(scope === 'project' ? { fixedBy: shared } : {}),
  }));
}

function variablesOf(file: string, project: string | null): SecretHolder {
  return { file, format: 'json', path: ['env'], project };
}
