import type { Paths } from '#agents/paths';
import type { ReadPort } from '#agents/read-port';
import { asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';

export interface ProjectTrust {
  isTrusted: boolean;
  /** `trusted`, `untrusted`, or undefined when no entry names the folder. */
  level?: string;
  /** The key of `[projects]` that decided. */
  key?: string;
}

/** Nearest folder at or above `folder` that holds a marker (`project_root_markers`, default `.git`); `folder` itself when none does. */
export function projectRoot(port: ReadPort, paths: Paths, folder: string, config: UnknownRecord): string {
  const markers = asStringList(config.project_root_markers) ?? ['.git'];
  for (const at of foldersUp(paths, folder)) {
    if (markers.some((marker) => isMarked(port, paths, at, marker))) return at;
  }
  return folder;
}

/** An empty `.git` folder is no repository to Codex (seen with 0.169.0). */
function isMarked(port: ReadPort, paths: Paths, folder: string, marker: string): boolean {
  const path = paths.join(folder, marker);
  const { kind } = port.stat(path);
  if (kind === 'missing') return false;
  return marker !== '.git' || kind !== 'directory' || port.stat(paths.join(path, 'HEAD')).kind !== 'missing';
}

/** From `root` down to `folder`, both included. */
export function foldersBetween(paths: Paths, root: string, folder: string): string[] {
  const up: string[] = [];
  for (const at of foldersUp(paths, folder)) {
    up.push(at);
    if (paths.isSame(at, root)) break;
  }
  return up.reverse();
}

/** Trust of one folder: its own entry, else its project root's, else the main repository's (openai/codex: codex-rs/config/src/loader). */
export function trustOf(
  port: ReadPort,
  paths: Paths,
  folders: { folder: string; root: string },
  config: UnknownRecord,
): ProjectTrust {
  const entries = Object.entries(asRecord(config.projects) ?? {});
  const main = mainRepository(port, paths, folders.root);
  for (const candidate of [folders.folder, folders.root, ...(main === undefined ? [] : [main])]) {
    const real = port.realpath(candidate) ?? candidate;
    for (const [key, value] of entries) {
      if (!paths.isSame(key, candidate) && !paths.isSame(port.realpath(key) ?? key, real)) continue;
      const level = asString(asRecord(value)?.trust_level);
      if (level !== undefined) return { isTrusted: level === 'trusted', level, key };
    }
  }
  return { isTrusted: false };
}

/** A linked worktree has a `.git` file that leads to `<main>/.git/worktrees/<name>`. */
function mainRepository(port: ReadPort, paths: Paths, root: string): string | undefined {
  const outcome = port.read(paths.join(root, '.git'), 4096);
  if (!outcome.ok) return undefined;
  const pointed = /^gitdir:\s*(.+?)\s*$/m.exec(outcome.text)?.[1];
  if (pointed === undefined) return undefined;
  const gitFolder = paths.isAbsolute(pointed) ? paths.normalize(pointed) : paths.join(root, pointed);
  const worktrees = paths.dirname(gitFolder);
  if (paths.basename(worktrees) !== 'worktrees') return undefined;
  return paths.dirname(paths.dirname(worktrees));
}

function foldersUp(paths: Paths, folder: string): string[] {
  const found: string[] = [];
  let at = paths.normalize(folder);
  while (found.length < 64) {
    found.push(at);
    const parent = paths.dirname(at);
    if (parent === at) break;
    at = parent;
  }
  return found;
}
