import { Check } from 'lucide-react';
import { type MouseEvent, memo, type RefObject } from 'react';
import type { Plugin } from '#contract/plugin';
import { attentionRank } from '#renderer/lib/attention.ts';
import type { ListItem } from '#renderer/lib/groups.ts';
import { useGatehouse, useMarks, usePending, useView } from '#renderer/store/gatehouse-context.ts';
import { extendMarks, toggleMark } from '#renderer/store/marks.ts';
import { select } from '#renderer/store/view.ts';
import { rowElementId } from './active-line.ts';
import { pluginColumns } from './columns.tsx';
import { shownIds } from './list-keys.ts';

interface PluginRowProps {
  plugin: Plugin;
  /** 1-based, the head counted. */
  rowIndex: number;
  /** Pixels from the first line of the list. */
  top: number;
  /** The lines as they are shown, for a range. */
  items: RefObject<readonly ListItem[]>;
}

export const PluginRow = memo(function PluginRow({ plugin, rowIndex, top, items }: PluginRowProps) {
  const { view, marks } = useGatehouse();
  const isSelected = useView((state) => state.selected === plugin.id);
  const isActive = useView((state) => state.selected === plugin.id && state.activeGroup === undefined);
  const isMarked = useMarks((state) => state.ids.has(plugin.id));
  const hasMarks = useMarks((state) => state.ids.size > 0);
  const isBusy = usePending((state) => state.pending.has(plugin.id));
  const ink = plugin.effective.state === 'disabled' && attentionRank(plugin) === undefined ? 'text-muted' : '';
  const idleLook = isMarked || isSelected ? 'bg-selected-idle' : 'hover:bg-hover';
  const press = (event: MouseEvent) => {
    const from = view.getState().selected;
    const isPicking = event.ctrlKey || event.metaKey;
    if (isPicking) toggleMark(marks, plugin.id);
    else if (event.shiftKey) extendMarks(marks, shownIds(items.current), from, plugin.id);
    select(view, plugin.id, isPicking || event.shiftKey ? {} : { inspect: true });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of rows are the list's own
    <div
      role="row"
      id={rowElementId(plugin.id)}
      aria-rowindex={rowIndex}
      aria-selected={hasMarks ? isMarked : isSelected}
      aria-busy={isBusy || undefined}
      className={`plugin-columns absolute inset-x-0 h-(--row) ${ink} ${isActive ? activeLook : idleLook} ${hasMarks ? 'select-none' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={press}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    >
      {isMarked && <Check className="absolute left-0.5 size-3 text-accent" strokeWidth={2.5} aria-hidden="true" />}
      {pluginColumns.map((column) => (
        <div key={column.id} role="gridcell" className={`min-w-0 ${column.className}`}>
          {column.render(plugin)}
        </div>
      ))}
    </div>
  );
});

const activeLook =
  'bg-selected before:absolute before:inset-y-0 before:left-0 before:w-[2px] before:bg-accent idle:bg-selected-idle idle:before:hidden';
