import { filterElementId, inspectorElementId, listElementId } from '#renderer/lib/region-ids.ts';
import type { Gatehouse } from '#renderer/store/gatehouse.ts';

/** Steps of page-up and page-down, in rows. */
const page = 24;

export interface ListPlace {
  gatehouse: Gatehouse;
  /** Position of the open call; undefined for none or when it is not in the result. */
  at: number | undefined;
  /** Position of the first row in view. */
  top: number;
  count: number;
  moveTo: (index: number) => void;
}

/** What one key does in the list of calls; false when the key is none of ours. */
export function pressListKey(key: string, from: HTMLElement | null, place: ListPlace): boolean {
  if (from?.id === filterElementId) {
    if (key !== 'Enter' && key !== 'ArrowDown') return false;
    if (place.at === undefined && place.count > 0) place.moveTo(place.top);
    return focusList();
  }
  if (from instanceof HTMLInputElement) return false;
  if (key === 'Escape') return stepBack(from, place);
  const inList = from === null || from === document.body || from.closest(`#${listElementId}`) !== null;
  const step = stepOf(key, inList, place.count);
  if (step !== undefined) return move(step, place);
  if (key !== 'Enter' || !inList) return false;
  if (place.gatehouse.view.getState().call === null) return move(0, place);
  document.getElementById(inspectorElementId)?.focus();
  return true;
}

function stepOf(key: string, inList: boolean, count: number): number | undefined {
  if (key === 'j') return 1;
  if (key === 'k') return -1;
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  };
  return inList && Object.hasOwn(steps, key) ? steps[key] : undefined;
}

/** Without an open call the first step opens the first row in view. */
function move(step: number, { at, top, count, moveTo }: ListPlace): boolean {
  const next = at === undefined ? (Math.abs(step) > page ? step : top) : at + step;
  if (count > 0) moveTo(Math.max(0, Math.min(count - 1, next)));
  return true;
}

function stepBack(from: HTMLElement | null, { gatehouse }: ListPlace): boolean {
  if (from?.closest(`#${inspectorElementId}`)) return focusList();
  gatehouse.view.setState({ call: null });
  return true;
}

function focusList(): boolean {
  document.getElementById(listElementId)?.focus();
  return true;
}
