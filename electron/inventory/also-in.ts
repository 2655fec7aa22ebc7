import type { Plugin } from '#contract/plugin';

/**
 * Links rows that are the same package elsewhere: other agent, other marketplace, other version. The name
 * decides; a shared repository or author is said, because a name alone may be chance.
 */
export function linkSiblings(plugins: readonly Plugin[]): Plugin[] {
  const byName = new Map<string, Plugin[]>();
  for (const plugin of plugins) {
    const key = `${plugin.kind} ${plugin.name.toLowerCase()}`;
    byName.set(key, [...(byName.get(key) ?? []), plugin]);
  }
  return plugins.map((plugin) => {
    const siblings = (byName.get(`${plugin.kind} ${plugin.name.toLowerCase()}`) ?? []).filter(
      (each) => each !== plugin,
    );
    if (siblings.length === 0 || plugin.kind === 'hooks') return plugin;
    return { ...plugin, alsoIn: siblings.map((sibling) => ({ id: sibling.id, why: likeness(plugin, sibling) })) };
  });
}

function likeness(a: Plugin, b: Plugin): string {
  const sameSource = a.repository !== undefined && sourceOf(a.repository) === sourceOf(b.repository ?? '');
  const grounds = sameSource
    ? 'same repository'
    : a.author !== undefined && a.author === b.author
      ? 'same author'
      : 'same name';
  if (a.version === undefined || b.version === undefined) return grounds;
  return a.version === b.version ? `${grounds}, same version` : `${grounds}, version ${b.version}`;
}

function sourceOf(repository: string): string {
  return repository
    .toLowerCase()
    .replace(/^(git\+)?[a-z]+:\/\/|^git@/, '')
    .replace(':', '/')
    .replace(/\.git$|\/$/g, '');
}
