import type { ScanContext } from '#agents/agent-module';
import type { SecretHolder } from '#agents/secret-values';
import { asRecord } from '#agents/shapes';
import { standaloneId } from '#contract/plugin-id';
import { type ConfigLayer, readConfig } from './config-layers.ts';
import { locateCodex } from './locations.ts';

/** Entries of servers, and what the agent gives to shells, in every layer that is a file of the user or the project. */
export function secretHolders(context: ScanContext): SecretHolder[] {
  const { layers } = readConfig(context, locateCodex(context.machine, context.port));
  return layers
    .filter(({ scope }) => scope === 'user' || scope === 'profile' || scope === 'project')
    .flatMap((layer) => [
      ...serversOf(layer),
      ...(asRecord(asRecord(layer.value['shell_environment_policy'])?.['set']) === undefined
        ? []
        : [{ ...placeOf(layer), path: ['shell_environment_policy', 'set'] }]),
    ]);
}

function serversOf(layer: ConfigLayer): SecretHolder[] {
  const scope = layer.scope === 'project' ? 'project' : 'user';
  return Object.keys(asRecord(layer.value['mcp_servers']) ?? {}).map((name) => ({
    ...placeOf(layer),
    path: ['mcp_servers', name],
    server: { plugin: standaloneId('codex', 'mcp', name, scope, layer.folder), name },
    ...fixed(layer),
  }));
}

function placeOf({ file, folder }: ConfigLayer): Omit<SecretHolder, 'path'> {
  return { file, format: 'toml', project: folder ?? null };
}

function fixed({ scope }: ConfigLayer): { fixedBy?: string } {
  if (scope === 'user') return {};
  const whose = scope === 'project' ? 'A project shares it' : 'It is a profile';
  return { fixedBy: `${whose}, and Gatehouse writes only to your own config.toml.` };
}
