import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Place, placeAll } from '#renderer/lib/groups.ts';
import type { InventoryStore } from './inventory.ts';
import type { ViewStore } from './view.ts';

export type PlacesStore = StoreApi<ReadonlyMap<string, Place>>;

/** Where each row stands. Must start after what decides which rows are held. Returns its stop beside the store. */
export function followPlaces(inventory: InventoryStore, view: ViewStore): { places: PlacesStore; stop: () => void } {
  const plugins = () => [...inventory.getState().byId.values()];
  const places = createStore<ReadonlyMap<string, Place>>()(() => placeAll(plugins(), new Map(), new Set()));
  const place = () => places.setState(placeAll(plugins(), places.getState(), view.getState().held), true);
  const stops = [
    inventory.subscribe((state, before) => state.byId !== before.byId && place()),
    view.subscribe((state, before) => state.held !== before.held && state.held.size === 0 && place()),
  ];
  return { places, stop: () => stops.forEach((stop) => stop()) };
}
