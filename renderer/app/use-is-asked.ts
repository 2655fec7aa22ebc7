import { useStore } from 'zustand';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';

/** Whether a change waits for its yes: the list behind it then shows as idle. */
export function useIsAsked(): boolean {
  const { switching, bulk, sets } = useGatehouse();
  const isAsked = useStore(switching.ask, (state) => state.question !== undefined);
  const isBulkAsked = useStore(bulk.ask, (state) => state.title !== undefined);
  const isSetAsked = useStore(sets.store, (state) => state.dialog !== undefined);
  return isAsked || isBulkAsked || isSetAsked;
}
