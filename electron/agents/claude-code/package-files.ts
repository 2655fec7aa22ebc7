import type { PackageMemo } from '#agents/agent-module';
import { folderEntries } from '#agents/folder-entries';
import { resolveInside } from '#agents/package-paths';
import type { Paths } from '#agents/paths';
import type { Entry, ReadPort } from '#agents/read-port';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';

export interface PackageContext {
  port: ReadPort;
  paths: Paths;
  memo: PackageMemo;
}

/** Reading inside one package: nothing outside its root is ever opened, and what tries to lead out is told. */
export interface PackageFiles {
  root: string;
  /** Names directly in the root. */
  rootNames: ReadonlyMap<string, Entry>;
  /** Absolute path, or undefined after telling why not. `what` names it in messages. */
  open(relative: string, what: string, from: string): string | undefined;
  /** Entries of a folder below the root; empty when it is not there. */
  list(path: string): readonly Entry[];
  problems: Problem[];
}

/** `outer` is a folder around the package that links may lead into: the marketplace of a plugin loaded in place. */
export function openPackage(context: PackageContext, root: string, outer?: string): PackageFiles {
  const { port, paths } = context;
  const problems: Problem[] = [];
  const entries = folderEntries(port, root, problems);
  return {
    root,
    rootNames: new Map(entries.map((entry) => [entry.name, entry])),
    problems,
    open(relative, what, from) {
      if (!isAllowed(relative)) {
        const code =
          relative.split(/[\\/]/).includes('..') || paths.isAbsolute(relative) ? 'path-escapes' : 'path-invalid';
        problems.push(
          problem(code, `${what} ${JSON.stringify(relative)} must start with "./" and stay inside.`, { file: from }),
        );
        return undefined;
      }
      const found = resolveInside({ port, paths }, root, relative);
      if (found.ok) return found.path;
      if (found.why === 'escapes') {
        const path = paths.join(root, relative);
        const around = outer === undefined ? undefined : resolveInside({ port, paths }, outer, path);
        if (around?.ok === true) return path;
        problems.push(
          problem('path-escapes', `${what} ${JSON.stringify(relative)} leads out of the plugin.`, { file: path }),
        );
      } else {
        problems.push(
          problem('component-missing', `${what} ${JSON.stringify(relative)} is not there.`, { file: from }),
        );
      }
      return undefined;
    },
    list: (path) => folderEntries(port, path, problems),
  };
}

function isAllowed(relative: string): boolean {
  if (relative === '.' || relative === './') return true;
  return (
    relative.startsWith('./') &&
    !relative.split('/').includes('..') &&
    !relative.includes('\\') &&
    !relative.includes('\0')
  );
}

/** Files below `folder` whose name ends in `ending`, at most `depth` folders deep, links not followed into folders. */
export function filesBelow(files: PackageFiles, paths: Paths, folder: string, ending: string, depth: number): string[] {
  return files.list(folder).flatMap((entry) => {
    const path = paths.join(folder, entry.name);
    if (entry.kind === 'directory') return depth > 0 ? filesBelow(files, paths, path, ending, depth - 1) : [];
    return entry.name.endsWith(ending) && entry.kind !== 'other' ? [path] : [];
  });
}
