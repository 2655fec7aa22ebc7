import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { ConnectionState } from './connection.ts';
import type { Gatehouse } from './gatehouse.ts';
import type { CallListState } from './history-list.ts';
import type { PluginUseState } from './history-use.ts';
import type { InventoryState } from './inventory.ts';
import type { MarksState } from './marks.ts';
import type { PendingState } from './pending.ts';
import type { ViewState } from './view.ts';

export const GatehouseContext = createContext<Gatehouse | undefined>(undefined);

export function useGatehouse(): Gatehouse {
  const gatehouse = useContext(GatehouseContext);
  if (gatehouse === undefined) throw new Error('A component stands outside of the Gatehouse context.');
  return gatehouse;
}

export function useInventory<T>(select: (state: InventoryState) => T): T {
  return useStore(useGatehouse().inventory, select);
}

export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useGatehouse().view, select);
}

export function usePending<T>(select: (state: PendingState) => T): T {
  return useStore(useGatehouse().pending, select);
}

export function useMarks<T>(select: (state: MarksState) => T): T {
  return useStore(useGatehouse().marks, select);
}

export function useConnection<T>(select: (state: ConnectionState) => T): T {
  return useStore(useGatehouse().connection, select);
}

export function useCallList<T>(select: (state: CallListState) => T): T {
  return useStore(useGatehouse().history.list.store, select);
}

export function usePluginUse<T>(select: (state: PluginUseState) => T): T {
  return useStore(useGatehouse().history.use, select);
}
