import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { ListItem } from '#renderer/lib/groups.ts';
import { listElementId } from '#renderer/lib/region-ids.ts';
import { lineElementId, useActiveIndex } from './active-line.ts';
import { GroupRow } from './group-row.tsx';
import { PluginRow } from './plugin-row.tsx';
import { TableHead } from './table-head.tsx';
import { useRowHeight } from './use-row-height.ts';

/** The virtual grid. It holds the focus itself; the active row is named by `aria-activedescendant`. */
export const PluginTable = memo(function PluginTable({ items }: { items: readonly ListItem[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { row, head } = useRowHeight(scroller);
  const active = useActiveIndex(items);
  // The same function as long as the lines are the same: with another one every line is measured anew, at each scroll.
  const getItemKey = useCallback((index: number) => lineElementId(items[index]), [items]);
  const shown = useRef(items);
  useLayoutEffect(() => {
    shown.current = items;
  });
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => row,
    overscan: 6,
    scrollMargin: head,
    scrollPaddingStart: head + row,
    scrollPaddingEnd: row,
    getItemKey,
    // The active row is always drawn, so that the name in aria-activedescendant exists.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return active < 0 || active >= items.length || shown.includes(active)
        ? shown
        : [...shown, active].toSorted((a, b) => a - b);
    },
  });
  useEffect(() => virtual.measure(), [virtual, row]);
  const activeKey = lineElementId(items[active]);
  const scrolledTo = useRef('');
  // Only a move of the active line scrolls; rows that change around it do not.
  useEffect(() => {
    if (active >= 0 && scrolledTo.current !== activeKey) virtual.scrollToIndex(active, { align: 'auto' });
    scrolledTo.current = activeKey;
  }, [active, activeKey, virtual]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table element
    <div
      ref={scroller}
      id={listElementId}
      role="grid"
      tabIndex={0}
      aria-label="Plugins"
      aria-multiselectable="true"
      aria-rowcount={items.length + 1}
      aria-activedescendant={activeKey === '' ? undefined : activeKey}
      className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto -outline-offset-2 aria-[activedescendant]:outline-none"
    >
      <TableHead />
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((line) => {
          const item = items[line.index];
          if (item === undefined) return null;
          const place = { rowIndex: line.index + 2, top: line.start - head };
          if (item.type === 'group')
            return <GroupRow key={line.key} group={item.group} isFolded={item.isFolded} {...place} />;
          return <PluginRow key={line.key} plugin={item.plugin} items={shown} {...place} />;
        })}
      </div>
    </div>
  );
});
