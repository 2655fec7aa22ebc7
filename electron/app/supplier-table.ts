import type { SupplierTable } from '#agents/transcript';
import { AppError } from '#contract/errors';
import type { Component, Plugin } from '#contract/plugin';
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
export async function supplierTable(inventory: Inventory): Promise<SupplierTable> {
  const { plugins, projects } = await inventory.snapshot(null);
  const standalone = new Map(plugins.flatMap(standaloneSupplier).map((each) => [each.id, each]));
  for (const { path } of projects.filter((each) => each.exists).slice(0, MAX_PROJECTS)) {
    for (const each of (await inventory.look(path)).flatMap(standaloneSupplier)) standalone.set(each.id, each);
  }
  const suppliers: PluginSupplier[] = [];
  for (const row of plugins) if (row.kind === 'plugin') suppliers.push(await pluginSupplier(inventory, row));
  return { plugins: suppliers, standalone: [...standalone.values()] };
}

async function pluginSupplier(inventory: Inventory, row: Plugin): Promise<PluginSupplier> {
  const { skills, commands, mcpServers } = row.provides;
  const isEmpty = skills + commands + mcpServers === 0;
  const components = isEmpty ? [] : await componentsOf(inventory, row.id);
  const names = (kind: string) => components.filter((each) => each.kind === kind).map((each) => each.name);
  const parsed = parsePluginId(row.id);
  const marketplace = parsed?.kind === 'plugin' ? parsed.marketplace : undefined;
  return {
    id: row.id,
    own: marketplace === undefined ? row.name : `${row.name}@${marketplace}`,
    name: row.name,
    servers: names('mcp-server'),
    skills: names('skill'),
    commands: names('command'),
    versions: row.installs.flatMap(({ version, installedAt }) =>
      version === undefined ? [] : [{ version, ...(installedAt === undefined ? {} : { installedAt }) }],
    ),
  };
}

/** None when the plugin has gone meanwhile. */
async function componentsOf(inventory: Inventory, id: string): Promise<readonly Component[]> {
  try {
    return (await inventory.describe(id, null)).components ?? [];
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return [];
    throw error;
  }
}

function standaloneSupplier({ id, kind, name }: Plugin): StandaloneSupplier[] {
  if (kind !== 'mcp' && kind !== 'skill' && kind !== 'command') return [];
  const parsed = parsePluginId(id);
  const project = parsed !== undefined && 'path' in parsed ? parsed.path : undefined;
  return [{ id, kind, name, ...(project === undefined ? {} : { project }) }];
}
