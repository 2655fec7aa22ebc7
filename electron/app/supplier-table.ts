import type { AgentModule, SuppliedNames } from '#agents/agent-module';
import type { SupplierTable } from '#agents/transcript';
import type { Plugin } from '#contract/plugin';
import { parsePluginId } from '#contract/plugin-id';
import type { Inventory } from '#inventory/inventory';

type PluginSupplier = SupplierTable['plugins'][number];
type StandaloneSupplier = SupplierTable['standalone'][number];

/** Projects whose own servers and skills are looked at, the ones used last first. */
const MAX_PROJECTS = 10;

/**
 * Everything that can supply a call on this machine now: the plugins with the names of their servers, skills and
 * commands, and what stands alone, of the user and of the projects the agents know.
 */
export async function supplierTable(inventory: Inventory, modules: readonly AgentModule[]): Promise<SupplierTable> {
  const { plugins, projects } = await inventory.snapshot(null);
  const standalone = new Map(plugins.flatMap(standaloneSupplier).map((each) => [each.id, each]));
  for (const { path } of projects.filter((each) => each.exists).slice(0, MAX_PROJECTS)) {
    for (const each of (await inventory.look(path)).flatMap(standaloneSupplier)) standalone.set(each.id, each);
  }
  const names = new Map<string, SuppliedNames>();
  for (const module of modules) {
    for (const [id, each] of await module.suppliedNames(inventory.context(null))) names.set(id, each);
  }
  return {
    plugins: plugins.filter(({ kind }) => kind === 'plugin').map((row) => pluginSupplier(row, names.get(row.id))),
    standalone: [...standalone.values()],
  };
}

function pluginSupplier(row: Plugin, names: SuppliedNames | undefined): PluginSupplier {
  const parsed = parsePluginId(row.id);
  const marketplace = parsed?.kind === 'plugin' ? parsed.marketplace : undefined;
  return {
    id: row.id,
    own: marketplace === undefined ? row.name : `${row.name}@${marketplace}`,
    name: row.name,
    servers: names?.servers ?? [],
    skills: names?.skills ?? [],
    commands: names?.commands ?? [],
    versions: row.installs.flatMap(({ version, installedAt }) =>
      version === undefined ? [] : [{ version, ...(installedAt === undefined ? {} : { installedAt }) }],
    ),
  };
}

function standaloneSupplier({ id, kind, name }: Plugin): StandaloneSupplier[] {
  if (kind !== 'mcp' && kind !== 'skill' && kind !== 'command') return [];
  const parsed = parsePluginId(id);
  const project = parsed !== undefined && 'path' in parsed ? parsed.path : undefined;
  return [{ id, kind, name, ...(project === undefined ? {} : { project }) }];
}
