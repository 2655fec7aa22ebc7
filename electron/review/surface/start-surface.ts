import type { Plugin } from '#contract/plugin';
import type { AgentId } from '#contract/plugin-id';
import type { NextStart } from '#contract/surface';
import { settingsPrograms } from './settings-programs.ts';
import { startCounts } from './start-summary.ts';
import { surfaceOf } from './surface.ts';
import { type FilePort, surfaceFiles } from './surface-files.ts';

type StartedEntry = NextStart['agents'][number]['entries'][number];

/** Whether a row can have anything that runs at a start, told by its counts alone, so that the others need not be read. */
export function mayRunAtStart({ effective, kind, provides }: Plugin): boolean {
  if (effective.state !== 'enabled') return false;
  return kind === 'hooks' || provides.hooks + provides.mcpServers + provides.monitors + provides.modules > 0;
}

/** What of one described plugin runs when the next session starts. */
export function startedEntries(plugin: Plugin, port: FilePort): StartedEntry[] {
  const { entries } = surfaceOf(plugin, port, { onlyPrograms: true });
  return entries
    .filter((entry) => entry.when === 'session-start' && entry.isOn)
    .map((entry) => ({ plugin: plugin.id, owner: plugin.displayName ?? plugin.name, entry }));
}

/** What a settings file of an agent starts beside hooks: a status line, helpers that get keys. `owner` says whose it is. */
export function settingsStarts(agent: AgentId, file: string, owner: string, port: FilePort): StartedEntry[] {
  const installs = [{ scope: 'user' as const, path: file, exists: true }];
  const context = {
    plugin: { agent, kind: 'hooks' as const, name: owner, installs },
    root: undefined,
    files: surfaceFiles(port),
  };
  const entries = settingsPrograms(context).filter((entry) => entry.when === 'session-start');
  return entries.map((entry) => ({ owner, entry }));
}

/** The same of all plugins, by agent, in the order the agents were found. */
export function nextStart(agents: readonly AgentId[], entries: readonly StartedEntry[]): NextStart {
  return {
    agents: agents.map((agent) => {
      const these = entries.filter(({ entry }) => entry.agents.includes(agent)).sort(byRights);
      const all = these.map(({ entry }) => entry);
      const summary = these.length === 0 ? 'nothing of a plugin runs' : startCounts(all);
      return { agent, summary, entries: these };
    }),
  };
}

const rights = ['you', 'caged', 'model', 'elsewhere'];

/** What runs with the user's rights first; hooks before servers, as nobody cages those. */
function byRights({ entry: one }: StartedEntry, { entry: other }: StartedEntry): number {
  const place = ({ runsAs, kind }: StartedEntry['entry']) => rights.indexOf(runsAs) * 2 + (kind === 'hook' ? 0 : 1);
  return place(one) - place(other);
}
