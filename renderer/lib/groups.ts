import type { Plugin } from '#contract/plugin';
import { attentionRank } from './attention.ts';

export const groupNames = ['attention', 'enabled', 'disabled'] as const;
export type GroupName = (typeof groupNames)[number];

/** Where a row stands: its group, and inside Needs attention its rank. */
export interface Place {
  group: GroupName;
  rank: number;
}

export function placeOf(plugin: Plugin): Place {
  const rank = attentionRank(plugin);
  if (rank !== undefined) return { group: 'attention', rank };
  return { group: plugin.effective.state === 'enabled' ? 'enabled' : 'disabled', rank: 0 };
}

/** Places of all rows. A held row (selected or pending when it changed) keeps the place it had. */
export function placeAll(
  plugins: readonly Plugin[],
  before: ReadonlyMap<string, Place>,
  held: ReadonlySet<string>,
): Map<string, Place> {
  const kept = (id: string) => (held.has(id) ? before.get(id) : undefined);
  return new Map(plugins.map((plugin) => [plugin.id, kept(plugin.id) ?? placeOf(plugin)]));
}

export interface Group {
  name: GroupName;
  plugins: Plugin[];
}

/** Keeps the order it is given inside each group; only Needs attention is ranked first when `ranked`. Empty groups are left out. */
export function groupRows(
  sorted: readonly Plugin[],
  places: ReadonlyMap<string, Place>,
  options: { ranked: boolean },
): Group[] {
  const place = (plugin: Plugin) => places.get(plugin.id) ?? placeOf(plugin);
  return groupNames.flatMap((name) => {
    const plugins = sorted.filter((plugin) => place(plugin).group === name);
    if (plugins.length === 0) return [];
    return [{ name, plugins: options.ranked ? plugins.toSorted((a, b) => place(a).rank - place(b).rank) : plugins }];
  });
}

/** One line of the virtual list. */
export type ListItem = { type: 'group'; group: Group; isFolded: boolean } | { type: 'row'; plugin: Plugin };

export function listItems(groups: readonly Group[], folded: ReadonlySet<GroupName>): ListItem[] {
  return groups.flatMap((group): ListItem[] => {
    const isFolded = folded.has(group.name);
    const head: ListItem = { type: 'group', group, isFolded };
    return isFolded ? [head] : [head, ...group.plugins.map((plugin): ListItem => ({ type: 'row', plugin }))];
  });
}
