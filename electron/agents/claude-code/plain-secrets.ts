import type { ScanContext } from '#agents/agent-module';
import { type SecretValue, secretsAmong, secretsOfServers } from '#agents/secret-values';
import { asRecord } from '#agents/shapes';
import { gatherClaude } from './claude-facts.ts';
import { readJsonFile } from './json-file.ts';

/** Projects whose shared files are looked into. */
const MAX_PROJECTS = 50;

/** Secrets that stand in plain text in server definitions and settings, of the user and of every known project. */
export function plainSecrets(context: ScanContext): SecretValue[] {
  const { at, settings, state } = gatherClaude(context);
  const projects = Object.values(asRecord(state.value?.['projects']) ?? {});
  const shared = state.projectPaths
    .slice(-MAX_PROJECTS)
    .map((path) => readJsonFile(context.port, at.paths.join(path, '.mcp.json'), 'settings-invalid').value);
  return [
    ...secretsOfServers(state.value?.['mcpServers']),
    ...projects.flatMap((project) => secretsOfServers(asRecord(project)?.['mcpServers'])),
    ...shared.flatMap((file) => secretsOfServers(file?.['mcpServers'])),
    ...settings.layers.flatMap((layer) => secretsAmong(layer.value?.['env'])),
  ];
}
