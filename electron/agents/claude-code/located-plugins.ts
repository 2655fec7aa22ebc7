import type { PackageMemo, WatchTarget } from '#agents/agent-module';
import { folderEntries } from '#agents/folder-entries';
import { resolveInside } from '#agents/package-paths';
import type { ReadPort } from '#agents/read-port';
import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { folderOrigins, folderPlugins } from './folder-plugins.ts';
import type { InstallRecord, InstallRecords } from './install-records.ts';
import type { ClaudeLocations } from './locations.ts';
import { entryFaults, type Marketplace, type Marketplaces, relativeSource } from './marketplaces.ts';
import type { Settings } from './settings-layers.ts';

/** `builtin`: compiled into Claude Code itself. */
export type Origin = 'cache' | 'in-place' | 'skills-dir' | 'inline' | 'synced' | 'builtin';

/** One plugin id with every place that speaks of it. */
export interface LocatedPlugin {
  /** Claude Code's own id, `name@marketplace`, or a bare name from a settings file. */
  own: string;
  name: string;
  marketplaceName: string | undefined;
  marketplace: Marketplace | undefined;
  entry: UnknownRecord | undefined;
  /** What makes Claude Code skip the entry. */
  entryFaults: string[];
  /** Ids it had before its marketplace renamed it. */
  formerly: string[];
  origin: Origin;
  /** The folder that is loaded; undefined when there is none to load. */
  root: string | undefined;
  records: InstallRecord[];
  /** Version folders in the cache, sorted. */
  cached: string[];
  /** It is loaded from a seed, which needs no record. */
  isSeeded?: boolean;
  /** Folders of the same id that are not loaded. */
  shadows: { root: string; projectPath?: string }[];
  /** Project folder of a skills-dir plugin. */
  projectPath?: string;
}

interface Sources {
  port: ReadPort;
  memo: PackageMemo;
  at: ClaudeLocations;
  settings: Settings;
  records: InstallRecords;
  marketplaces: Marketplaces;
  project: string | undefined;
}

export interface LocatedPlugins {
  plugins: LocatedPlugin[];
  watch: WatchTarget[];
  /** Folders that could not be listed. */
  problems: Problem[];
}

/** Every plugin id that settings, records, the cache or a folder of plugins name. */
export function locatePlugins(sources: Sources): LocatedPlugins {
  const found = { watch: [], problems: [] } satisfies Omit<LocatedPlugins, 'plugins'>;
  const cached = cachedVersions(sources, sources.at.pluginsRoot, found);
  const seeds = seededCopies(sources, found);
  const ids = new Set<string>([
    ...sources.records.records.map((record) => record.id),
    ...cached.keys(),
    ...seeds.keys(),
  ]);
  for (const layer of sources.settings.layers) {
    for (const id of Object.keys(asRecord(layer.value?.['enabledPlugins']) ?? {})) ids.add(id);
  }
  for (const id of [...ids]) {
    const { name, marketplaceName } = splitId(id);
    const renamed = sources.marketplaces.byName.get(marketplaceName ?? '')?.renames.get(name);
    if (typeof renamed === 'string') ids.add(`${renamed}@${marketplaceName}`);
  }
  const folders = folderPlugins(sources, found);
  for (const plugin of folders) ids.delete(plugin.own);
  const recordsById = new Map<string, InstallRecord[]>();
  for (const record of sources.records.records) {
    recordsById.set(record.id, [...(recordsById.get(record.id) ?? []), record]);
  }
  const plugins = [...ids].map((id) => {
    const plugin = locate(sources, id, recordsById.get(id) ?? [], cached.get(id) ?? []);
    const seeded = seeds.get(id);
    const isFree = plugin.origin === 'cache' && plugin.root === undefined && seeded !== undefined;
    return isFree ? { ...plugin, root: seeded, isSeeded: true } : plugin;
  });
  return { plugins: [...plugins, ...folders], ...found };
}

function splitId(id: string): { name: string; marketplaceName: string | undefined } {
  const at = id.lastIndexOf('@');
  return at <= 0
    ? { name: id, marketplaceName: undefined }
    : { name: id.slice(0, at), marketplaceName: id.slice(at + 1) };
}

function locate(sources: Sources, own: string, records: InstallRecord[], cached: string[]): LocatedPlugin {
  const { name, marketplaceName } = splitId(own);
  const marketplace = marketplaceName === undefined ? undefined : sources.marketplaces.byName.get(marketplaceName);
  const entry = marketplace?.entries.get(name);
  const base = {
    own,
    name,
    marketplaceName,
    marketplace,
    entry,
    entryFaults: entryFaults(entry),
    formerly: formerNames(marketplace, name),
    records,
    cached,
    shadows: [],
  };
  if (isFolderOrigin(marketplaceName) && marketplace === undefined) {
    return { ...base, origin: marketplaceName, root: undefined };
  }
  const relative = marketplace === undefined ? undefined : relativeSource(marketplace, entry);
  const record = loadedRecord(sources, records);
  // An entry that is not valid is passed over, and the copy in the cache loaded (seen with sessions of 2.1.330).
  if (base.entryFaults.length > 0 && record !== undefined) {
    return { ...base, origin: 'cache', root: record.installPath };
  }
  if (marketplace?.isInPlace !== true || marketplace.root === undefined || relative === undefined) {
    return { ...base, origin: 'cache', root: record?.installPath };
  }
  const found = resolveInside({ port: sources.port, paths: sources.at.paths }, marketplace.root, relative);
  if (found.ok) return { ...base, origin: 'in-place', root: found.path };
  const faults =
    found.why === 'escapes' ? [...base.entryFaults, 'Its source leads out of the marketplace.'] : base.entryFaults;
  return {
    ...base,
    origin: 'in-place',
    entryFaults: faults,
    root: found.why === 'missing' ? sources.at.paths.join(marketplace.root, relative) : undefined,
  };
}

function isFolderOrigin(name: string | undefined): name is (typeof folderOrigins)[number] {
  return folderOrigins.some((each) => each === name);
}

/** Ids whose switches count for this plugin too, because its marketplace renamed it. */
function formerNames(marketplace: Marketplace | undefined, name: string): string[] {
  return [...(marketplace?.renames ?? [])].flatMap(([before, now]) =>
    now === name ? `${before}@${marketplace?.name}` : [],
  );
}

/** The record that is loaded: the first applicable one whose folder is there (seen with 2.1.330). */
function loadedRecord(sources: Sources, records: readonly InstallRecord[]): InstallRecord | undefined {
  const here = applicableRecords(sources, records);
  return here.find((record) => sources.port.stat(record.installPath).kind === 'directory') ?? here[0];
}

/** The records that count in the view, in their order: the user's, the machine's and this project's. */
export function applicableRecords(
  { project, at }: { project: string | undefined; at: ClaudeLocations },
  records: readonly InstallRecord[],
): InstallRecord[] {
  const isHere = ({ projectPath }: InstallRecord) =>
    project !== undefined && projectPath !== undefined && at.paths.isSame(projectPath, project);
  return records.filter((record) => record.scope === 'user' || record.scope === 'managed' || isHere(record));
}

/** `cache/<marketplace>/<name>/<version>/` (documentation "Plugin loading reference"); `temp_*` are left-overs of failed installs. */
function cachedVersions(
  { port, at }: Sources,
  pluginsRoot: string,
  { watch, problems }: Omit<LocatedPlugins, 'plugins'>,
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const foldersIn = (path: string) =>
    folderEntries(port, path, problems)
      .filter((entry) => entry.kind === 'directory' && !/^(temp_|\.)/.test(entry.name))
      .map((entry) => entry.name);
  const cache = at.paths.join(pluginsRoot, 'cache');
  watch.push({ path: cache, kind: 'entries' });
  for (const marketplace of foldersIn(cache)) {
    const folder = at.paths.join(cache, marketplace);
    watch.push({ path: folder, kind: 'entries' });
    for (const name of foldersIn(folder)) {
      const versions = foldersIn(at.paths.join(folder, name));
      if (versions.length > 0) found.set(`${name}@${marketplace}`, versions.sort());
    }
  }
  return found;
}

/**
 * Copies in the seeds, by id, which are loaded without a record: of the first seed that holds exactly one version (seen with
 * Claude Code 2.1.330).
 */
function seededCopies(sources: Sources, noted: Omit<LocatedPlugins, 'plugins'>): Map<string, string> {
  const copies = new Map<string, string>();
  for (const seed of sources.at.seedDirs) {
    for (const [id, versions] of cachedVersions(sources, seed, noted)) {
      const { name, marketplaceName } = splitId(id);
      const [only, ...more] = versions;
      if (copies.has(id) || only === undefined || more.length > 0) continue;
      copies.set(id, sources.at.paths.join(seed, 'cache', marketplaceName ?? '', name, only));
    }
  }
  return copies;
}
