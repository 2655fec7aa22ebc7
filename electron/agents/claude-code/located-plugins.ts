import type { PackageMemo, WatchTarget } from '#agents/agent-module';
import type { ReadPort } from '#agents/read-port';
import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { InstallRecord, InstallRecords } from './install-records.ts';
import type { ClaudeLocations } from './locations.ts';
import { type Marketplace, type Marketplaces, relativeSource } from './marketplaces.ts';
import type { Settings } from './settings-layers.ts';

export type Origin = 'cache' | 'in-place' | 'skills-dir' | 'inline' | 'synced';

/** One plugin id with every place that speaks of it. */
export interface LocatedPlugin {
  /** Claude Code's own id, `name@marketplace`, or a bare name from a settings file. */
  own: string;
  name: string;
  marketplaceName: string | undefined;
  marketplace: Marketplace | undefined;
  entry: UnknownRecord | undefined;
  origin: Origin;
  /** The folder that is loaded; undefined when there is none to load. */
  root: string | undefined;
  records: InstallRecord[];
  /** Version folders in the cache, sorted. */
  cached: string[];
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

/** Every plugin id that settings, records, the cache or a folder of plugins name. */
export function locatePlugins(sources: Sources): { plugins: LocatedPlugin[]; watch: WatchTarget[] } {
  const watch: WatchTarget[] = [];
  const cached = cachedVersions(sources, watch);
  const ids = new Set<string>([...sources.records.records.map((record) => record.id), ...cached.keys()]);
  for (const layer of sources.settings.layers) {
    for (const id of Object.keys(asRecord(layer.value?.['enabledPlugins']) ?? {})) ids.add(id);
  }
  const folders = folderPlugins(sources, watch);
  for (const plugin of folders) ids.delete(plugin.own);
  const recordsById = new Map<string, InstallRecord[]>();
  for (const record of sources.records.records) {
    recordsById.set(record.id, [...(recordsById.get(record.id) ?? []), record]);
  }
  const plugins = [...ids].map((id) => locate(sources, id, recordsById.get(id) ?? [], cached.get(id) ?? []));
  return { plugins: [...plugins, ...folders], watch };
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
  const base = { own, name, marketplaceName, marketplace, entry, records, cached };
  const relative = marketplace === undefined ? undefined : relativeSource(marketplace, entry);
  const inMarketplace =
    marketplace?.root === undefined || relative === undefined
      ? undefined
      : sources.at.paths.join(marketplace.root, relative);
  if (marketplace?.isInPlace === true && inMarketplace !== undefined)
    return { ...base, origin: 'in-place', root: inMarketplace };
  const record = applicableRecord(sources, records);
  return { ...base, origin: 'cache', root: record?.installPath };
}

/** The record that counts in the view: of this project first, then the user's. */
export function applicableRecord(
  { project, at }: { project: string | undefined; at: ClaudeLocations },
  records: readonly InstallRecord[],
): InstallRecord | undefined {
  const here = records.find(
    (record) =>
      project !== undefined && record.projectPath !== undefined && at.paths.isSame(record.projectPath, project),
  );
  return (
    here ??
    records.find((record) => record.projectPath === undefined || record.scope === 'user' || record.scope === 'managed')
  );
}

/** `cache/<marketplace>/<name>/<version>/` (documentation "Plugin loading reference"); `temp_*` are left-overs of failed installs. */
function cachedVersions({ port, at }: Sources, watch: WatchTarget[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const foldersIn = (path: string) => {
    const listed = port.list(path);
    return (listed.ok ? listed.entries : [])
      .filter((entry) => entry.kind === 'directory' && !/^(temp_|\.)/.test(entry.name))
      .map((entry) => entry.name);
  };
  const cache = at.paths.join(at.pluginsRoot, 'cache');
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

/** Plugins that need no record: folders with a manifest below a skills folder, named by the environment, or synced. */
function folderPlugins({ port, at, project }: Sources, watch: WatchTarget[]): LocatedPlugin[] {
  const { paths } = at;
  const found: LocatedPlugin[] = [];
  const take = (root: string, origin: Origin, projectPath?: string) => {
    if (port.stat(paths.join(root, '.claude-plugin', 'plugin.json')).kind !== 'file') return;
    const name = paths.basename(root);
    const own = `${name}@${origin}`;
    if (found.some((each) => each.own === own)) return;
    found.push({
      own,
      name,
      marketplaceName: origin,
      marketplace: undefined,
      entry: undefined,
      origin,
      root,
      records: [],
      cached: [],
      ...(projectPath === undefined ? {} : { projectPath }),
    });
  };
  const below = (folder: string, origin: Origin, projectPath?: string) => {
    watch.push({ path: folder, kind: 'entries' });
    const listed = port.list(folder);
    for (const entry of listed.ok ? listed.entries : []) {
      if (entry.kind === 'directory' || entry.kind === 'link')
        take(paths.join(folder, entry.name), origin, projectPath);
    }
  };
  for (const dir of at.inlineDirs) take(paths.normalize(dir), 'inline');
  below(paths.join(at.configDir, 'skills'), 'skills-dir');
  if (project !== undefined) below(paths.join(project, '.claude', 'skills'), 'skills-dir', project);
  below(paths.join(at.pluginsRoot, 'synced'), 'synced');
  return found;
}
