import { ChevronDown, ChevronUp } from 'lucide-react';
import type { SortKey } from '#renderer/lib/url-state.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { showList } from '#renderer/store/view.ts';
import { type PluginColumn, pluginColumns } from './columns.tsx';

/** Sorting works inside the groups; the third press goes back to the order by need. */
export function TableHead() {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="plugin-columns sticky top-0 z-10 h-(--row-dense) border-b border-line bg-surface text-label text-muted"
    >
      {pluginColumns.map((column) => (
        <HeadCell key={column.id} column={column} />
      ))}
    </div>
  );
}

function HeadCell({ column }: { column: PluginColumn }) {
  const { view } = useGatehouse();
  const sort = useView((state) => state.sort);
  const { id } = column;
  const direction = sort?.key === id ? (sort.descending ? 'descending' : 'ascending') : undefined;
  if (id === 'switch')
    return (
      <div role="columnheader">
        <span className="sr-only">Switch</span>
      </div>
    );
  const Arrow = direction === 'descending' ? ChevronUp : ChevronDown;
  return (
    <div role="columnheader" aria-sort={direction} className={`min-w-0 ${column.className.replace('text-small', '')}`}>
      <button
        type="button"
        tabIndex={-1}
        className={`inline-flex max-w-full items-center gap-0.5 truncate hover:text-fg ${direction === undefined ? '' : 'font-semibold text-fg'}`}
        onClick={() => showList(view, { sort: nextSort(id, direction) })}
      >
        {column.label}
        {direction !== undefined && <Arrow className="-mr-0.5 size-3 flex-none" strokeWidth={2} aria-hidden="true" />}
      </button>
    </div>
  );
}

function nextSort(key: SortKey, direction: 'ascending' | 'descending' | undefined) {
  if (direction === 'descending') return undefined;
  return { key, descending: direction === 'ascending' };
}
