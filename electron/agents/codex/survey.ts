import type { ScanContext } from '#agents/agent-module';
import { type Paths, pathsFor } from '#agents/paths';
import type { UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type CodexConfig, mergeLayers, readConfig } from './config-layers.ts';
import { fatalTypes } from './config-types.ts';
import { type CodexLocations, locateCodex } from './locations.ts';
import { type Marketplace, readMarketplaces } from './marketplaces.ts';
import { type PluginCache, readPluginCache } from './plugin-cache.ts';
import { type Requirements, readRequirements } from './requirements.ts';

/** Everything of one home and project that more than one row needs. */
export interface Survey {
  context: ScanContext;
  paths: Paths;
  locations: CodexLocations;
  config: CodexConfig;
  /** Merged without project files: hook state and skill switches are read from there alone. */
  userConfig: UnknownRecord;
  requirements: Requirements;
  marketplaces: ReadonlyMap<string, Marketplace>;
  marketplaceFiles: string[];
  cache: PluginCache;
  /** What keeps Codex from starting, with file and line. */
  fatal?: Problem;
  problems: Problem[];
}

export function surveyCodex(context: ScanContext): Survey {
  const { port, machine } = context;
  const paths = pathsFor(machine.platform);
  const locations = locateCodex(machine, port);
  const config = readConfig(context, locations);
  const requirements = readRequirements(context, locations);
  const types = fatalTypes(config);
  const markets = readMarketplaces({ port, paths, memo: context.memo }, locations, config.merged, config.project?.root);
  const cache = readPluginCache(port, paths, locations.pluginCache);
  const fatal = config.fatal ?? requirements.fatal ?? types[0];
  return {
    context,
    paths,
    locations,
    config,
    userConfig: mergeLayers(config.layers.filter((layer) => layer.scope !== 'project')),
    requirements,
    marketplaces: markets.byName,
    marketplaceFiles: markets.files,
    cache,
    ...(fatal === undefined ? {} : { fatal }),
    problems: [
      ...config.problems,
      ...types,
      ...requirements.problems,
      ...cacheProblems(cache),
      ...marketProblems(markets.byName),
      ...homeProblems(context, locations),
    ],
  };
}

function cacheProblems(cache: PluginCache): Problem[] {
  return [
    ...cache.unreadable.map((each) =>
      problem('file-unreadable', `It cannot be listed: ${each.detail}`, { file: each.path }),
    ),
    ...cache.truncated.map((file) =>
      problem('too-many-entries', 'It holds more entries than are looked at.', { file }),
    ),
    ...cache.oddFolders.map((file) =>
      problem('hostile-name', 'A folder in the plugin cache has a name no plugin can have; Codex does not load it.', {
        file,
      }),
    ),
  ];
}

/** One broken marketplace makes `codex plugin list` fail for all. */
function marketProblems(byName: ReadonlyMap<string, Marketplace>): Problem[] {
  return [...byName.values()].flatMap((market) => market.problems);
}

function homeProblems(context: ScanContext, locations: CodexLocations): Problem[] {
  if (!locations.isNamedByEnvironment || context.port.stat(locations.codexHome).kind === 'directory') return [];
  return [
    problem('settings-invalid', 'CODEX_HOME names a folder that is not there, so Codex does not start.', {
      file: locations.codexHome,
    }),
  ];
}
