import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { ListItem } from '#renderer/lib/groups.ts';
import { useView } from '#renderer/store/gatehouse-context.ts';
import { GroupRow, groupElementId } from './group-row.tsx';
import { PluginRow, rowElementId } from './plugin-row.tsx';
import { TableHead } from './table-head.tsx';
import { useRowHeight } from './use-row-height.ts';

export const listElementId = 'plugin-list';

/** The virtual grid. It holds the focus itself; the active row is named by `aria-activedescendant`. */
export function PluginTable({ items }: { items: readonly ListItem[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { row, head } = useRowHeight(scroller);
  const active = useActiveIndex(items);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => row,
    overscan: 12,
    scrollMargin: head,
    scrollPaddingStart: head + row,
    scrollPaddingEnd: row,
    getItemKey: (index) => keyOf(items[index]),
    // The active row is always drawn, so that the name in aria-activedescendant exists.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return active < 0 || active >= items.length || shown.includes(active) ? shown : [...shown, active].toSorted((a, b) => a - b);
    },
  });
  useEffect(() => virtual.measure(), [virtual, row]);
  const activeKey = keyOf(items[active]);
  // Only a move of the active line scrolls; rows that change around it do not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the index follows the key
  useEffect(() => {
    if (active >= 0) virtual.scrollToIndex(active, { align: 'auto' });
  }, [activeKey, virtual]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table element
    <div
      ref={scroller}
      id={listElementId}
      role="grid"
      tabIndex={0}
      aria-label="Plugins"
      aria-rowcount={items.length + 1}
      aria-activedescendant={activeKey === '' ? undefined : activeKey}
      className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none"
    >
      <TableHead />
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((line) => {
          const item = items[line.index];
          if (item === undefined) return null;
          const place = { rowIndex: line.index + 2, top: line.start - head };
          if (item.type === 'group') return <GroupRow key={line.key} group={item.group} isFolded={item.isFolded} {...place} />;
          return <PluginRow key={line.key} plugin={item.plugin} {...place} />;
        })}
      </div>
    </div>
  );
}

function keyOf(item: ListItem | undefined): string {
  if (item === undefined) return '';
  return item.type === 'group' ? groupElementId(item.group.name) : rowElementId(item.plugin.id);
}

export function useActiveIndex(items: readonly ListItem[]): number {
  const selected = useView((state) => state.selected);
  const activeGroup = useView((state) => state.activeGroup);
  return indexOfActive(items, { selected, activeGroup });
}

export function indexOfActive(items: readonly ListItem[], view: { selected: string | null; activeGroup: string | undefined }): number {
  return items.findIndex((item) => {
    if (view.activeGroup !== undefined) return item.type === 'group' && item.group.name === view.activeGroup;
    return item.type === 'row' && item.plugin.id === view.selected;
  });
}
