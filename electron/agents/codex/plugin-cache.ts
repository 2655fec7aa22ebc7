import type { Paths } from '#agents/paths';
import type { Entry, ReadPort } from '#agents/read-port';
import { isPluginSegment } from './plugin-key.ts';
import { isVersionName, newestVersion } from './version-order.ts';

export interface CachedPlugin {
  /** `<cache>/<marketplace>/<name>` */
  folder: string;
  name: string;
  marketplace: string;
  /** The version Codex loads; absent when no usable version folder is there. */
  version?: string;
  otherVersions: string[];
  /** Names of files beside the version folders. */
  markers: string[];
}

export interface PluginCache {
  plugins: ReadonlyMap<string, CachedPlugin>;
  /** Folder names no plugin id can be made of. */
  oddFolders: string[];
  /** Folders of marketplaces whose entries tell of plugins coming and going. */
  folders: string[];
  unreadable: { path: string; detail: string }[];
  truncated: string[];
}

/** Marker of a plugin whose state is kept on OpenAI's server. */
export const remoteMarker = '.codex-remote-plugin-install.json';

/** Everything in `plugins/cache`, two levels of folders deep and the version names. */
export function readPluginCache(port: ReadPort, paths: Paths, cache: string): PluginCache {
  const plugins = new Map<string, CachedPlugin>();
  const result = {
    oddFolders: [] as string[],
    folders: [cache],
    unreadable: [] as { path: string; detail: string }[],
    truncated: [] as string[],
  };
  const list = (folder: string): readonly Entry[] => {
    const outcome = port.list(folder);
    if (outcome.ok) {
      if (outcome.truncated) result.truncated.push(folder);
      return outcome.entries;
    }
    if (outcome.reason !== 'missing') result.unreadable.push({ path: folder, detail: outcome.detail });
    return [];
  };
  for (const marketplace of list(cache).filter(isFolder)) {
    const marketplaceFolder = paths.join(cache, marketplace.name);
    if (!isPluginSegment(marketplace.name)) {
      result.oddFolders.push(marketplaceFolder);
      continue;
    }
    result.folders.push(marketplaceFolder);
    for (const plugin of list(marketplaceFolder).filter(isFolder)) {
      const folder = paths.join(marketplaceFolder, plugin.name);
      if (isLeftover(plugin.name)) continue;
      if (!isPluginSegment(plugin.name)) result.oddFolders.push(folder);
      else
        plugins.set(
          `${plugin.name}@${marketplace.name}`,
          cachedPlugin(folder, plugin.name, marketplace.name, list(folder)),
        );
    }
  }
  return { plugins, ...result };
}

function cachedPlugin(folder: string, name: string, marketplace: string, entries: readonly Entry[]): CachedPlugin {
  const versions = entries
    .filter((entry) => entry.kind === 'directory' && isVersionName(entry.name))
    .map((entry) => entry.name);
  const version = newestVersion(versions);
  return {
    folder,
    name,
    marketplace,
    ...(version === undefined ? {} : { version }),
    otherVersions: versions.filter((each) => each !== version),
    markers: entries.filter((entry) => entry.kind === 'file').map((entry) => entry.name),
  };
}

function isFolder(entry: Entry): boolean {
  return entry.kind === 'directory' || entry.kind === 'link';
}

/** What an interrupted installation leaves behind. */
function isLeftover(name: string): boolean {
  return /^plugin-(install|backup)-/.test(name);
}
