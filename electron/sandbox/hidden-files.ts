import type { Mount } from './mounts.ts';

export interface FolderEntry {
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
}

export interface HiddenFileFacts {
  /** Empty when it cannot be read. */
  list(folder: string): FolderEntry[];
  realpath(path: string): string | undefined;
}

export interface Hidden {
  mounts: Mount[];
  /** False when the project is so large that not all of its folders were looked at. */
  isComplete: boolean;
}

/** Folders; a scan of them takes a few milliseconds. */
const MOST_FOLDERS = 1_000;
const DEEPEST = 8;
const skipped = new Set(['node_modules', '.git', '.venv', 'target', 'dist', 'build']);

/**
 * Files of a project that hold tokens more often than not: `.env*` anywhere near its top, and Git's own settings, whose
 * addresses may carry one. A file made after the start is not hidden. Nearest folders first.
 */
export function hiddenFiles(project: string, facts: HiddenFileFacts): Hidden {
  const hidden: Hidden = { mounts: [], isComplete: true };
  let level = [project];
  let looked = 0;
  for (let deep = 0; deep <= DEEPEST && level.length > 0; deep += 1) {
    const next: string[] = [];
    for (const folder of level) {
      looked += 1;
      if (looked > MOST_FOLDERS) return { ...hidden, isComplete: false };
      for (const entry of facts.list(folder)) {
        const path = `${folder}/${entry.name}`;
        if (entry.name.startsWith('.env')) hidden.mounts.push(...hide(path, entry, project, facts));
        else if (entry.name === '.git') hidden.mounts.push(...hideGitSettings(path, facts));
        else if (entry.kind === 'folder' && !skipped.has(entry.name)) next.push(path);
      }
    }
    level = next;
  }
  return { ...hidden, isComplete: level.length === 0 };
}

/** A link that leads out of the project leads nowhere in the cage. */
function hide(path: string, entry: FolderEntry, project: string, facts: HiddenFileFacts): Mount[] {
  if (entry.kind === 'folder') return [{ kind: 'empty-folder', path }];
  if (entry.kind !== 'link') return [{ kind: 'empty-file', path }];
  const real = facts.realpath(path);
  return real?.startsWith(`${project}/`) === true ? [{ kind: 'empty-file', path: real }] : [];
}

function hideGitSettings(git: string, facts: HiddenFileFacts): Mount[] {
  return facts.list(git).flatMap((entry): Mount[] => {
    const path = `${git}/${entry.name}`;
    if (entry.name.startsWith('config') && entry.kind === 'file') return [{ kind: 'empty-file', path }];
    return entry.name === 'modules' && entry.kind === 'folder' ? [{ kind: 'empty-folder', path }] : [];
  });
}
