import type { AgentModule, ScanContext, SuppliedNames } from '#agents/agent-module';
import { claudeCode } from '#agents/claude-code/claude-code';
import { codex } from '#agents/codex/codex';
import type { Machine } from '#agents/read-port';
import type { SecretValue } from '#agents/secret-values';
import type { SupplierTable } from '#agents/transcript';
import { nodeReadPort } from '#platform/read-port-node';

const modules: readonly AgentModule[] = [claudeCode, codex];

/** Read in the importing thread: a thousand packages must not hold up the one that answers the window. */
function contextOf(machine: Machine): ScanContext {
  return {
    port: nodeReadPort(),
    machine,
    memo: { remember: (_root, _key, make) => make() },
    pace: () => Promise.resolve(),
  };
}

/** The same table with the names under which each plugin's parts are written down. */
export async function withNames(table: SupplierTable, machine: Machine): Promise<SupplierTable> {
  const names = new Map<string, SuppliedNames>();
  for (const module of modules) {
    for (const [id, each] of await module.suppliedNames(contextOf(machine))) names.set(id, each);
  }
  return { ...table, plugins: table.plugins.map((plugin) => ({ ...plugin, ...names.get(plugin.id) })) };
}

/** Secrets that stand in plain text in agents' files. */
export function secretsIn(machine: Machine): SecretValue[] {
  return modules.flatMap((module) => module.plainSecrets(contextOf(machine)));
}
