import type { SupplierTable } from '#agents/transcript';
import type { Plugin } from '#contract/plugin';
import { parsePluginId } from '#contract/plugin-id';
import type { Inventory } from '#inventory/inventory';

type PluginSupplier = SupplierTable['plugins'][number];
type StandaloneSupplier = SupplierTable['standalone'][number];

/** Projects whose own servers and skills are looked at, the ones used last first. */
const MAX_PROJECTS = 10;

/**
 * Everything that can supply a call on this machine now: the plugins, and what stands alone, of the user and of the
 * projects the agents know. The names of what plugins bring are left for the thread that needs them.
 */
export async function supplierTable(inventory: Inventory): Promise<SupplierTable> {
  const { plugins, projects } = await inventory.snapshot(null);
  const standalone = new Map(plugins.flatMap(standaloneSupplier).map((each) => [each.id, each]));
  for (const { path } of projects.filter((each) => each.exists).slice(0, MAX_PROJECTS)) {
    for (const each of (await inventory.look(path)).flatMap(standaloneSupplier)) standalone.set(each.id, each);
  }
  return {
    plugins: plugins.filter(({ kind }) => kind === 'plugin').map(pluginSupplier),
    standalone: [...standalone.values()],
  };
}

function pluginSupplier(row: Plugin): PluginSupplier {
  const parsed = parsePluginId(row.id);
  const marketplace = parsed?.kind === 'plugin' ? parsed.marketplace : undefined;
  return {
    id: row.id,
    own: marketplace === undefined ? row.name : `${row.name}@${marketplace}`,
    name: row.name,
    ...{ servers: [], skills: [], commands: [] },
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
