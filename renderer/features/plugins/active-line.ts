import type { ListItem } from '#renderer/lib/groups.ts';
import { useView } from '#renderer/store/gatehouse-context.ts';

export function rowElementId(id: string): string {
  return `row:${id}`;
}

export function groupElementId(name: string): string {
  return `group:${name}`;
}

/** The element id of a line; empty for none. */
export function lineElementId(item: ListItem | undefined): string {
  if (item === undefined) return '';
  return item.type === 'group' ? groupElementId(item.group.name) : rowElementId(item.plugin.id);
}

export function useActiveIndex(items: readonly ListItem[]): number {
  const selected = useView((state) => state.selected);
  const activeGroup = useView((state) => state.activeGroup);
  return indexOfActive(items, { selected, activeGroup });
}

export function indexOfActive(
  items: readonly ListItem[],
  view: { selected: string | null; activeGroup: string | undefined },
): number {
  return items.findIndex((item) => {
    if (view.activeGroup !== undefined) return item.type === 'group' && item.group.name === view.activeGroup;
    return item.type === 'row' && item.plugin.id === view.selected;
  });
}
