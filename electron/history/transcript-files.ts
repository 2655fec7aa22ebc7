import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Machine } from '#agents/read-port';
import type { TranscriptFile, TranscriptFormat } from '#agents/transcript';
import type { SpoolFormat } from './spool-reader.ts';

/** Folders below a root that are looked into: `projects/<project>/<session>/subagents/workflows/<id>` and some spare. */
const MAX_DEPTH = 8;
const MAX_FILES = 200_000;

/** Whatever is followed line by line. */
export type FollowedFormat = TranscriptFormat | SpoolFormat;

export interface FoundTranscript extends TranscriptFile {
  format: FollowedFormat;
  /** Bytes. */
  size: number;
  modifiedMs: number;
  isCompressed: boolean;
}

export interface TranscriptSearch {
  files: FoundTranscript[];
  /** Folders that were listed, the ones that changed last first, and those in which an absent root would appear. */
  folders: string[];
  problems: { file: string; code: 'file-unreadable' | 'too-many-entries'; message: string }[];
}

/**
 * Every transcript of every agent, the one that was written last first. Links to folders are not followed, so no
 * loop of them can hold it up. Nothing throws: what cannot be listed is a problem.
 */
export function findTranscripts(formats: readonly FollowedFormat[], machine: Machine): TranscriptSearch {
  const found: TranscriptSearch & { times: Map<string, number> } = {
    files: [],
    folders: [],
    problems: [],
    times: new Map(),
  };
  for (const format of formats) {
    for (const root of format.roots(machine)) {
      lookInto(found, format, root, '', 0);
      if (!found.times.has(root)) found.folders.push(nearestFolder(root));
    }
  }
  found.files = withoutTwins(found.files).sort((a, b) => b.modifiedMs - a.modifiedMs || (a.path < b.path ? -1 : 1));
  found.folders.sort((a, b) => (found.times.get(b) ?? 0) - (found.times.get(a) ?? 0));
  return { files: found.files, folders: found.folders, problems: found.problems };
}

/** One file looked at again; undefined when it is gone, is no regular file or is none of ours. */
export function lookAgain(
  path: string,
  formats: readonly FollowedFormat[],
  machine: Machine,
): FoundTranscript | undefined {
  for (const format of formats) {
    for (const root of format.roots(machine)) {
      const relative = below(root, path);
      if (relative !== undefined && format.accepts(relative)) return described(format, path, relative);
    }
  }
  return undefined;
}

/** Where the first missing part of a path would appear. */
function nearestFolder(path: string): string {
  const parent = dirname(path);
  return parent === path || existsSync(parent) ? parent : nearestFolder(parent);
}

/** Whether a name that appeared or went can be part of the way to a root, or lies below one. */
export function concernsRoots(path: string, formats: readonly FollowedFormat[], machine: Machine): boolean {
  const roots = formats.flatMap((format) => format.roots(machine));
  return roots.some((root) => root === path || below(path, root) !== undefined || below(root, path) !== undefined);
}

function below(root: string, path: string): string | undefined {
  const inside = path.startsWith(root) && /^[\\/]/.test(path.slice(root.length));
  return inside ? path.slice(root.length + 1).replaceAll('\\', '/') : undefined;
}

function lookInto(
  found: TranscriptSearch & { times: Map<string, number> },
  format: FollowedFormat,
  folder: string,
  relative: string,
  depth: number,
): void {
  const entries = listed(found, folder);
  if (entries === undefined) return;
  found.folders.push(folder);
  found.times.set(folder, statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth < MAX_DEPTH) lookInto(found, format, path, name, depth + 1);
    } else if (format.accepts(name)) {
      if (found.files.length >= MAX_FILES) {
        found.problems.push({
          file: folder,
          code: 'too-many-entries',
          message: 'More transcripts than are looked at.',
        });
        return;
      }
      const file = described(format, path, name);
      if (file !== undefined) found.files.push(file);
    }
  }
}

function listed(found: TranscriptSearch, folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      found.problems.push({
        file: folder,
        code: 'file-unreadable',
        message: `The folder cannot be read: ${code}`,
      });
    }
    return undefined;
  }
}

function described(format: FollowedFormat, path: string, relative: string): FoundTranscript | undefined {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return undefined;
    const { size, mtimeMs } = stats;
    return { format, path, relative, size, modifiedMs: mtimeMs, isCompressed: path.endsWith('.zst') };
  } catch {
    // Gone between listing and looking, or a link that leads nowhere.
    return undefined;
  }
}

/** Codex keeps a rollout plain or compressed and changes its form at any time; where both lie, the plain one counts. */
function withoutTwins(files: readonly FoundTranscript[]): FoundTranscript[] {
  const plain = new Set(files.filter((file) => !file.isCompressed).map((file) => file.path));
  return files.filter((file) => !file.isCompressed || !plain.has(file.path.slice(0, -'.zst'.length)));
}
