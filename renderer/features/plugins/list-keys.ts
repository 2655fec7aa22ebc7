import type { ListItem } from '#renderer/lib/groups.ts';
import { filterElementId, inspectorElementId, listElementId } from '#renderer/lib/region-ids.ts';
import { lockReason } from '#renderer/store/connection.ts';
import type { Gatehouse } from '#renderer/store/gatehouse.ts';
import { clearMarks, extendMarks, markAll, toggleMark } from '#renderer/store/marks.ts';
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
  isShift = false,
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
  if (key === 'J' || key === 'K') return extend(items, key === 'J' ? 1 : -1, gatehouse);
  if (step !== undefined && isShift) return extend(items, step, gatehouse);
  if (step !== undefined) return move(items, step, gatehouse);
  if (key === 'x') return mark(items, gatehouse);
  if (key === 'Mod+a' && inList) return all(items, gatehouse);
  if (key === '/') return focus(filterElementId);
  if (!inList) return false;
  if (key === ' ') return flipMarked(gatehouse) || flip(items, gatehouse);
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

/** With a selection the key acts on all of it: on unless all of it is on. */
function flipMarked({ marks, inventory, bulk, connection, say }: Gatehouse): boolean {
  const { byId } = inventory.getState();
  const marked = [...marks.getState().ids].flatMap((id) => byId.get(id) ?? []);
  if (marked.length === 0) return false;
  const paused = lockReason(connection.getState());
  const enable = !marked.every((each) => each.effective.enabled);
  if (paused !== undefined) say(paused);
  else {
    void bulk.askSwitch(
      marked.map((each) => each.id),
      enable,
    );
  }
  return true;
}

function mark(items: readonly ListItem[], gatehouse: Gatehouse): boolean {
  const item = active(items, gatehouse);
  if (item?.type === 'row') toggleMark(gatehouse.marks, item.plugin.id);
  return true;
}

/** Moves as without shift, and takes what it passes into the selection. */
function extend(items: readonly ListItem[], step: number, gatehouse: Gatehouse): boolean {
  const { selected: from } = gatehouse.view.getState();
  move(items, step, gatehouse);
  const item = active(items, gatehouse);
  if (item?.type === 'row') extendMarks(gatehouse.marks, shownIds(items), from, item.plugin.id);
  return true;
}

function all(items: readonly ListItem[], { marks }: Gatehouse): boolean {
  markAll(marks, shownIds(items));
  return true;
}

/** Rows of folded groups are shown too: a filter or a view leaves out, folding only puts away. */
export function shownIds(items: readonly ListItem[]): string[] {
  return items.flatMap((item) => {
    if (item.type === 'row') return [item.plugin.id];
    return item.isFolded ? item.group.plugins.map((each) => each.id) : [];
  });
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

function stepBack(from: HTMLElement | null, { view, marks }: Gatehouse): boolean {
  const { query, inspector } = view.getState();
  const inFilter = from?.id === filterElementId;
  if (inFilter && query === '') return focus(listElementId);
  if (from?.closest(`#${inspectorElementId}`)) return focus(listElementId);
  if (!inFilter && marks.getState().ids.size > 0) clearMarks(marks);
  else if (!inFilter && inspector) view.setState({ inspector: false });
  else if (query !== '') showList(view, { query: '' });
  return true;
}
