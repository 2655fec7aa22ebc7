import type { WatchTarget } from '#agents/agent-module';
import { folderEntries } from '#agents/folder-entries';
import type { ReadPort } from '#agents/read-port';
import { asString } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { readJsonFile } from './json-file.ts';
import type { LocatedPlugin, Origin } from './located-plugins.ts';
import type { ClaudeLocations } from './locations.ts';

/** Origins whose plugins need neither a marketplace nor an install record. */
export const folderOrigins = ['inline', 'skills-dir', 'synced', 'builtin'] as const;

interface Folder {
  root: string;
  origin: Origin;
  projectPath?: string;
}

/**
 * Plugins that are folders with a manifest: named by the environment, lying in a skills folder, or synced. Their
 * id carries the name their manifest gives (seen with Claude Code 2.1.330). Of two with one id the first is
 * loaded; the folders of the others are kept in `shadows`.
 */
export function folderPlugins(
  { port, at, project }: { port: ReadPort; at: ClaudeLocations; project: string | undefined },
  { watch, problems }: { watch: WatchTarget[]; problems: Problem[] },
): LocatedPlugin[] {
  const { paths } = at;
  const below = (folder: string, origin: Origin, projectPath?: string): Folder[] => {
    watch.push({ path: folder, kind: 'entries' });
    return folderEntries(port, folder, problems)
      .filter((entry) => entry.kind === 'directory' || entry.kind === 'link')
      .map((entry) => ({
        root: paths.join(folder, entry.name),
        origin,
        ...(projectPath === undefined ? {} : { projectPath }),
      }));
  };
  const folders: Folder[] = [
    ...at.inlineDirs.map((dir) => ({ root: paths.normalize(dir), origin: 'inline' as const })),
    ...below(paths.join(at.configDir, 'skills'), 'skills-dir'),
    ...(project === undefined ? [] : below(paths.join(project, '.claude', 'skills'), 'skills-dir', project)),
    ...below(paths.join(at.pluginsRoot, 'synced'), 'synced'),
  ];
  const byId = new Map<string, LocatedPlugin>();
  for (const folder of folders) {
    const name = nameOf(port, at, folder);
    if (name === undefined) continue;
    const own = `${name}@${folder.origin}`;
    const first = byId.get(own);
    if (first === undefined) byId.set(own, locatedFolder(own, name, folder));
    else if (!first.shadows.some((each) => each.root === folder.root)) first.shadows.push(folder);
  }
  return [...byId.values()];
}

/**
 * The manifest's name, or the folder's when it gives none; undefined when there is no manifest. A folder below
 * `skills/` that may not be looked into is listed as a skill, with its problem, and not as a plugin too.
 */
function nameOf(port: ReadPort, { paths }: ClaudeLocations, { root, origin }: Folder): string | undefined {
  const file = paths.join(root, '.claude-plugin', 'plugin.json');
  const kind = port.stat(file).kind;
  if (kind === 'missing' || (kind === 'unreadable' && origin === 'skills-dir')) return undefined;
  return asString(readJsonFile(port, file, 'manifest-invalid').value?.['name']) || paths.basename(root);
}

function locatedFolder(own: string, name: string, { root, origin, projectPath }: Folder): LocatedPlugin {
  return {
    own,
    name,
    marketplaceName: origin,
    marketplace: undefined,
    entry: undefined,
    entryFaults: [],
    formerly: [],
    origin,
    root,
    records: [],
    cached: [],
    shadows: [],
    ...(projectPath === undefined ? {} : { projectPath }),
  };
}
