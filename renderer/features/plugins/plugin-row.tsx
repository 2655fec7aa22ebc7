import { memo } from 'react';
import type { Plugin } from '#contract/plugin';
import { attentionRank } from '#renderer/lib/attention.ts';
import { useGatehouse, usePending, useView } from '#renderer/store/gatehouse-context.ts';
import { select } from '#renderer/store/view.ts';
import { rowElementId } from './active-line.ts';
import { pluginColumns } from './columns.tsx';

interface PluginRowProps {
  plugin: Plugin;
  /** 1-based, the head counted. */
  rowIndex: number;
  /** Pixels from the first line of the list. */
  top: number;
}

export const PluginRow = memo(function PluginRow({ plugin, rowIndex, top }: PluginRowProps) {
  const { view } = useGatehouse();
  const isSelected = useView((state) => state.selected === plugin.id);
  const isActive = useView((state) => state.selected === plugin.id && state.activeGroup === undefined);
  const isBusy = usePending((state) => state.pending.has(plugin.id));
  const ink = plugin.effective.state === 'disabled' && attentionRank(plugin) === undefined ? 'text-muted' : '';
  const look = isSelected ? (isActive ? activeLook : 'bg-selected-idle') : 'hover:bg-hover';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of rows are the list's own
    <div
      role="row"
      id={rowElementId(plugin.id)}
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      aria-busy={isBusy || undefined}
      className={`plugin-columns absolute inset-x-0 h-(--row) ${ink} ${look}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => select(view, plugin.id, { inspect: true })}
    >
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
