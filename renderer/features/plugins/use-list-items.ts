import { getCoreRowModel, getSortedRowModel, useReactTable } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Plugin } from '#contract/plugin';
import { isInView, rowFilter } from '#renderer/lib/filter.ts';
import { groupRows, type ListItem, listItems } from '#renderer/lib/groups.ts';
import { useGatehouse, useInventory, usePluginUse, useView } from '#renderer/store/gatehouse-context.ts';
import { sortableColumns } from './columns.tsx';

const byName = [{ id: 'name', desc: false }];

/** The lines of the list as they stand: filtered, sorted, grouped, folded. A filter opens every group. */
export function useListItems(): ListItem[] {
  const rows = useSortedRows(useVisibleRows());
  const places = useStore(useGatehouse().places);
  const isRanked = useView((state) => state.sort === undefined);
  const folded = useView((state) => state.folded);
  const isFiltered = useView((state) => state.query.trim() !== '');
  return useMemo(
    () => listItems(groupRows(rows, places, { ranked: isRanked }), new Set(isFiltered ? [] : folded)),
    [rows, places, isRanked, isFiltered, folded],
  );
}

function useVisibleRows(): Plugin[] {
  const byId = useInventory((state) => state.byId);
  const query = useView((state) => state.query);
  const view = useView((state) => state.view);
  const held = useView((state) => state.held);
  const use = usePluginUse((state) => state.byId);
  return useMemo(() => {
    const fits = rowFilter(query, use);
    return [...byId.values()].filter((plugin) => held.has(plugin.id) || (isInView(plugin, view, use) && fits(plugin)));
  }, [byId, query, view, held, use]);
}

function useSortedRows(data: Plugin[]): Plugin[] {
  const sort = useView((state) => state.sort);
  const sorting = useMemo(() => (sort === undefined ? byName : [{ id: sort.key, desc: sort.descending }]), [sort]);
  const use = usePluginUse((state) => state.byId);
  const columns = useMemo(() => sortableColumns(use), [use]);
  const table = useReactTable({
    data,
    columns,
    state: { sorting },
    getRowId: (plugin) => plugin.id,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  });
  const { rows } = table.getSortedRowModel();
  return useMemo(() => rows.map((row) => row.original), [rows]);
}
