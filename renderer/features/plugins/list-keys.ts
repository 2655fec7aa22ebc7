import type { ListItem } from '#renderer/lib/groups.ts';
import { filterElementId, inspectorElementId, listElementId } from '#renderer/lib/region-ids.ts';
import { lockReason } from '#renderer/store/connection.ts';
import type { Gatehouse } from '#renderer/store/gatehouse.ts';
import { select, showList, toggleFold } from '#renderer/store/view.ts';
import { indexOfActive } from './active-line.ts';

/** Steps of page-up and page-down, in rows. */
const page = 20;

/** What one key does on the Plugins screen; false when the key is none of ours. `items` are the lines as shown. */
export function pressKey(
  key: string,
  from: HTMLElement | null,
  items: readonly ListItem[],
  gatehouse: Gatehouse,
): boolean {
  if (key === 'Escape') return stepBack(from, gatehouse);
  if (from?.id === filterElementId && (key === 'Enter' || key === 'ArrowDown')) return enterList(items, gatehouse);
  if (isTextField(from)) return false;
  const inList = from === null || from === document.body || from.closest(`#${listElementId}`) !== null;
  const steps: Record<string, number> = {
    j: 1,
    k: -1,
    ...(inList
      ? { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -items.length, End: items.length }
      : {}),
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (step !== undefined) return move(items, step, gatehouse);
  if (key === '/') return focus(filterElementId);
  if (!inList) return false;
  if (key === ' ') return flip(items, gatehouse);
  if (key === 'Enter') return inspect(items, gatehouse);
  if (key === 'ArrowLeft' || key === 'ArrowRight') return fold(items, key === 'ArrowLeft', gatehouse);
  return false;
}

function isTextField(element: HTMLElement | null): boolean {
  return (
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element?.isContentEditable === true
  );
}

function focus(id: string): boolean {
  document.getElementById(id)?.focus();
  return true;
}

/**
 * From the filter into the list, onto the line that was active when it is still there, else onto the first. A head
 * that stood folded is open while a filter holds, and open heads are no place to stand.
 */
function enterList(items: readonly ListItem[], gatehouse: Gatehouse): boolean {
  const item = active(items, gatehouse);
  if (item === undefined || (item.type === 'group' && !item.isFolded)) move(items, 1, gatehouse);
  return focus(listElementId);
}

/** Open heads are passed over; a folded one is a stop, since it can be opened there. */
function move(items: readonly ListItem[], step: number, { view }: Gatehouse): boolean {
  const stops = items.flatMap((item, index) => (item.type === 'row' || item.isFolded ? [index] : []));
  const active = stops.indexOf(indexOfActive(items, view.getState()));
  const from = active < 0 && step > 0 ? -1 : active < 0 ? stops.length : active;
  const next = items[stops[Math.max(0, Math.min(stops.length - 1, from + step))] ?? -1];
  if (next?.type === 'row') select(view, next.plugin.id);
  if (next?.type === 'group') view.setState({ activeGroup: next.group.name });
  return true;
}

function active(items: readonly ListItem[], { view }: Gatehouse): ListItem | undefined {
  return items[indexOfActive(items, view.getState())];
}

function flip(items: readonly ListItem[], gatehouse: Gatehouse): boolean {
  const item = active(items, gatehouse);
  if (item?.type === 'group') toggleFold(gatehouse.view, item.group.name);
  if (item?.type !== 'row') return true;
  const paused = lockReason(gatehouse.connection.getState());
  const { id, name, effective } = item.plugin;
  if (paused === undefined) void gatehouse.switching.askSwitch({ id, name, enable: !effective.enabled });
  else gatehouse.say(paused);
  return true;
}

function inspect(items: readonly ListItem[], { view }: Gatehouse): boolean {
  const item = items[indexOfActive(items, view.getState())];
  if (item?.type === 'group') toggleFold(view, item.group.name);
  if (item?.type !== 'row') return true;
  if (view.getState().inspector) return focus(inspectorElementId);
  view.setState({ inspector: true });
  return true;
}

function fold(items: readonly ListItem[], close: boolean, gatehouse: Gatehouse): boolean {
  const { view } = gatehouse;
  const at = indexOfActive(items, view.getState());
  const head = items.slice(0, at + 1).findLast((item) => item.type === 'group');
  if (head === undefined || head.isFolded === close) return true;
  toggleFold(view, head.group.name);
  view.setState({ activeGroup: close ? head.group.name : undefined });
  const first = head.group.plugins[0];
  if (!close && first !== undefined) select(view, first.id);
  return true;
}

function stepBack(from: HTMLElement | null, { view }: Gatehouse): boolean {
  const { query, inspector } = view.getState();
  const inFilter = from?.id === filterElementId;
  if (inFilter && query === '') return focus(listElementId);
  if (from?.closest(`#${inspectorElementId}`)) return focus(listElementId);
  if (!inFilter && inspector) view.setState({ inspector: false });
  else if (query !== '') showList(view, { query: '' });
  return true;
}
