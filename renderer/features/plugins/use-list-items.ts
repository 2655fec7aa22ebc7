import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Plugin } from '#contract/plugin';
import { createRowText, isInView, rowFilter } from '#renderer/lib/filter.ts';
import { groupRows, type ListItem, listItems } from '#renderer/lib/groups.ts';
import { createRowOrder } from '#renderer/lib/row-order.ts';
import { useGatehouse, useInventory, usePluginUse, useView } from '#renderer/store/gatehouse-context.ts';
import { sortKeyOf } from './columns.tsx';

/** The lines of the list as they stand: sorted, filtered, grouped, folded. A filter opens every group. */
export function useListItems(): ListItem[] {
  const rows = useVisibleRows(useSortedRows());
  const places = useStore(useGatehouse().places);
  const isRanked = useView((state) => state.sort === undefined);
  const folded = useView((state) => state.folded);
  const isFiltered = useView((state) => state.query.trim() !== '');
  return useMemo(
    () => listItems(groupRows(rows, places, { ranked: isRanked }), new Set(isFiltered ? [] : folded)),
    [rows, places, isRanked, isFiltered, folded],
  );
}

function useSortedRows(): Plugin[] {
  const byId = useInventory((state) => state.byId);
  const sort = useView((state) => state.sort);
  const use = usePluginUse((state) => state.byId);
  const [order] = useState(createRowOrder);
  return useMemo(() => {
    const { key, descending } = sort ?? { key: 'name', descending: false };
    return order(byId.values(), { keyOf: sortKeyOf(key), descending, use });
  }, [order, byId, sort, use]);
}

/** Filtered after they were sorted: a letter in the filter box sorts nothing again. */
function useVisibleRows(rows: readonly Plugin[]): Plugin[] {
  const query = useView((state) => state.query);
  const view = useView((state) => state.view);
  const held = useView((state) => state.held);
  const use = usePluginUse((state) => state.byId);
  const [textOf] = useState(createRowText);
  return useMemo(() => {
    const fits = rowFilter(query, use, textOf);
    return rows.filter((plugin) => held.has(plugin.id) || (isInView(plugin, view, use) && fits(plugin)));
  }, [rows, query, view, held, use, textOf]);
}
