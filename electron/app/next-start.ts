import type { AgentModule } from '#agents/agent-module';
import type { ReadPort } from '#agents/read-port';
import { AppError } from '#contract/errors';
import type { Plugin } from '#contract/plugin';
import type { NextStart } from '#contract/surface';
import type { Inventory } from '#inventory/inventory';
import { mayRunAtStart, nextStart, settingsStarts, startedEntries } from '#review/surface/start-surface';

type Started = NextStart['agents'][number]['entries'][number];

interface Asked {
  modules: readonly AgentModule[];
  inventory: Inventory;
  describe(id: string, project: string | null): Promise<Plugin>;
  port: ReadPort;
}

/** What runs when the next session of each agent starts in one view. Gives way between plugins. */
export async function readNextStart(
  { modules, inventory, describe, port }: Asked,
  project: string | null,
): Promise<NextStart> {
  const { plugins, agents } = await inventory.snapshot(project);
  const { pace } = inventory.context(project);
  const entries: Started[] = [];
  for (const { id } of plugins.filter(mayRunAtStart)) {
    await pace();
    const plugin = await unlessGone(describe(id, project));
    if (plugin !== undefined) entries.push(...startedEntries(plugin, port));
  }
  const found = agents.filter((agent) => agent.found).map((agent) => agent.id);
  const placeOf = ({ entry }: Started) => `${entry.kind} ${entry.file}:${entry.line}`;
  const known = new Set(entries.map(placeOf));
  for (const module of modules.filter(({ id }) => found.includes(id))) {
    const started = module
      .settingsFiles(inventory.context(project))
      .flatMap(({ file, scope }) => settingsStarts(module.id, file, `${scope} settings`, port));
    // A settings file that has hooks is a row of its own, which told the same.
    entries.push(...started.filter((each) => !known.has(placeOf(each))));
  }
  return nextStart(found, entries);
}

/** A plugin may go while the others are read. */
async function unlessGone(described: Promise<Plugin>): Promise<Plugin | undefined> {
  try {
    return await described;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}
