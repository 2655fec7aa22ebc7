import type { ScanContext, WatchTarget } from '#agents/agent-module';
import type { UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { type InstallRecords, readInstallRecords } from './install-records.ts';
import { type JsonFile, readJsonFile } from './json-file.ts';
import { type LocatedPlugin, locatePlugins } from './located-plugins.ts';
import { type ClaudeLocations, locateClaude } from './locations.ts';
import { type Marketplaces, readMarketplaces } from './marketplaces.ts';
import { readSettings, type Settings } from './settings-layers.ts';
import { projectState, readStateFile, type StateFile } from './state-file.ts';

/** Everything read before anything is judged. */
export interface ClaudeFacts {
  at: ClaudeLocations;
  context: ScanContext;
  settings: Settings;
  state: StateFile;
  /** What the state file keeps for the project of the view. */
  here: { key: string; value: UnknownRecord } | undefined;
  records: InstallRecords;
  marketplaces: Marketplaces;
  /** `managed-mcp.json`, there or not. */
  managedServers: JsonFile;
  plugins: LocatedPlugin[];
  /** Folders of plugins that could not be listed. */
  folderProblems: Problem[];
  watch: WatchTarget[];
}

export function gatherClaude(context: ScanContext): ClaudeFacts {
  const { port, machine, project, memo } = context;
  const at = locateClaude(machine);
  const settings = readSettings({ port, machine, project }, at);
  const state = readStateFile(port, at.stateFile);
  const records = readInstallRecords(port, at);
  const marketplaces = readMarketplaces({ port, memo }, at, settings);
  const located = locatePlugins({ port, memo, at, settings, records, marketplaces, project });
  return {
    at,
    context,
    settings,
    state,
    here: projectState(state, at.paths, project),
    records,
    marketplaces,
    managedServers: readJsonFile(port, at.paths.join(at.managedDir, 'managed-mcp.json'), 'settings-invalid'),
    plugins: located.plugins,
    folderProblems: located.problems,
    watch: [
      ...[...settings.watch, at.stateFile, records.file, ...marketplaces.watch].map(
        (path): WatchTarget => ({ path, kind: path.endsWith('.d') ? 'entries' : 'file' }),
      ),
      ...located.watch,
    ],
  };
}
