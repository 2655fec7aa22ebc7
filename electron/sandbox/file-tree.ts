import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import { systemCode } from '#platform/system-error';
import { accountFiles, identityInside } from './accounts.ts';
import type { CageFolder } from './cage-folder.ts';
import { decideGrants } from './grants.ts';
import { type Hidden, hiddenFiles } from './hidden-files.ts';
import { interpreterPaths } from './interpreter.ts';
import { listFolder, readlinkOf, realpathOf } from './machine-facts.ts';
import { isWithin, type Mount } from './mounts.ts';
import type { SandboxHost } from './sandbox-host.ts';
import { systemMounts } from './system-mounts.ts';

const nothingHidden: Hidden = { mounts: [], isComplete: true };

export interface FileTree {
  mounts: Mount[];
  /** Folders that last and can be written. */
  writable: string[];
  /** Where it starts, inside. */
  cwd: string;
  /** A sentence each. */
  notGranted: string[];
}

/** Gathers what is there, lets the rules decide, and puts one tree together. `put` writes a file of the cage's own. */
export function fileTree(
  launch: LaunchDescription,
  profile: Profile,
  host: SandboxHost,
  realCommand: string,
  put: CageFolder['put'],
): FileTree {
  if (launch.dataFolder !== undefined) makeDataFolder(launch.dataFolder);
  const home = realpathOf(host.home) ?? host.home;
  const ownData = realpathOf(host.ownData) ?? host.ownData;
  const prepared = join(ownData, 'prepared');
  const granted = decideGrants(launch, profile, { realpath: realpathOf, home, ownData, prepared });
  const interpreter = interpreterPaths(launch.command, realCommand, home, isEnvironment);
  const { project } = launch;
  const isProjectSeen = project !== undefined && granted.mounts.some(({ path }) => isWithin(path, project));
  const hidden = isProjectSeen ? hiddenFiles(project, { list: listFolder, realpath: realpathOf }) : nothingHidden;
  const accounts = Object.entries(accountFiles(identityInside(host.uid, host.gid), home));
  const mounts = [
    ...systemMounts(home, { readlink: readlinkOf, isThere: (path) => realpathOf(path) !== undefined }),
    ...accounts.map(([name, text]): Mount => ({ kind: 'read', path: `/etc/${name}`, from: put(name, text) })),
    ...interpreter.map((path): Mount => ({ kind: 'read', path, from: realpathOf(path) ?? path })),
    ...granted.mounts,
    ...hidden.mounts,
    ...(interpreter.some((path) => isWithin(path, ownData)) ? [{ kind: 'empty-folder', path: ownData } as const] : []),
  ];
  const isVisible = mounts.some(({ kind, path }) =>
    kind === 'tmp' ? path === launch.cwd : (kind === 'read' || kind === 'write') && isWithin(path, launch.cwd),
  );
  return {
    mounts,
    writable: mounts.filter(({ kind }) => kind === 'write').map(({ path }) => path),
    cwd: isVisible ? launch.cwd : home,
    notGranted: [
      ...granted.notGranted,
      ...(isVisible ? [] : [`It starts in an empty home folder: ${launch.cwd} was not granted.`]),
      ...(hidden.isComplete
        ? []
        : ['The project is large: .env files deep inside it were not looked for and can be read.']),
    ],
  };
}

/** Of Python or conda. */
function isEnvironment(prefix: string): boolean {
  return ['pyvenv.cfg', 'conda-meta'].some((name) => realpathOf(join(prefix, name)) !== undefined);
}

/** The agent makes it before it starts a server; what cannot be made is told as not granted. */
function makeDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}
