import type { ScanContext } from '#agents/agent-module';
import { type SecretValue, secretsAmong, secretsOfServers } from '#agents/secret-values';
import { asRecord } from '#agents/shapes';
import { readConfig } from './config-layers.ts';
import { locateCodex } from './locations.ts';

/** Secrets that stand in plain text in config files: variables and headers of servers, and what shells get. */
export function plainSecrets(context: ScanContext): SecretValue[] {
  const { layers } = readConfig(context, locateCodex(context.machine, context.port));
  return layers.flatMap(({ value }) => [
    ...secretsOfServers(value['mcp_servers']),
    ...secretsAmong(asRecord(value['shell_environment_policy'])?.['set']),
  ]);
}
