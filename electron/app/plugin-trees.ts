import { basename, dirname } from 'node:path';
import { AppError } from '#contract/errors';
import type { FileTree } from '#contract/files';
import type { Plugin } from '#contract/plugin';
import { fileTree } from './file-tree.ts';

/** Folders, or single files, that a plugin lies in; several when it is installed more than once. Empty for an entry of a settings file. */
export function rootsOf({ installs, kind }: Plugin): string[] {
  // What is only an entry of a settings file has no files of its own, and the settings may hold secrets.
  if (kind === 'mcp' || kind === 'hooks') return [];
  const paths = installs.flatMap(({ path, exists }) => (exists && path !== '' ? [path] : []));
  // What stands beside a skill's text belongs to the skill.
  return [...new Set(paths.map((path) => (basename(path) === 'SKILL.md' ? dirname(path) : path)))];
}

/**
 * What lies in each of a plugin's folders.
 * @throws AppError `not_found` for an unknown id.
 */
export async function pluginTrees(
  resolve: (id: string, project: string | null) => Promise<Plugin | undefined>,
  id: string,
  project: string | null,
): Promise<FileTree[]> {
  const plugin = await resolve(id, project);
  if (plugin === undefined) throw new AppError('not_found', `Nothing is known by the id ${id}.`);
  return rootsOf(plugin).map(fileTree);
}
