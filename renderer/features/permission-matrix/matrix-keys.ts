import { filterElementId, inspectorElementId, listElementId } from '#renderer/lib/region-ids.ts';
import type { Gatehouse } from '#renderer/store/gatehouse.ts';

/** Marks the button of each row, which the keys move between. */
export const rowMark = 'data-matrix-row';

/** What one key does on the Rules screen; false when the key is none of ours. */
export function pressKey(key: string, from: HTMLElement | null, { view }: Gatehouse): boolean {
  const inFilter = from?.id === filterElementId;
  if (key === 'Escape') return stepBack(from, inFilter);
  if (inFilter) return (key === 'Enter' || key === 'ArrowDown') && move(1, null);
  if (from instanceof HTMLInputElement) return false;
  if (key === '/') return focus(filterElementId);
  const inList = from === null || from === document.body || from.closest(`#${listElementId}`) !== null;
  const isArrow = inList && (from?.closest('[role=radiogroup]') ?? null) === null;
  if (key === 'j' || (key === 'ArrowDown' && isArrow)) return move(1, from);
  if (key === 'k' || (key === 'ArrowUp' && isArrow)) return move(-1, from);
  return false;

  function stepBack(at: HTMLElement | null, isFilter: boolean): boolean {
    const { inspector, selected, ruleQuery } = view.getState();
    if (isFilter && ruleQuery === '') return focus(listElementId);
    if (at?.closest(`#${inspectorElementId}`)) return focus(listElementId);
    if (!isFilter && inspector && selected !== null) view.setState({ inspector: false });
    else view.setState({ ruleQuery: '' });
    return true;
  }
}

function focus(id: string): boolean {
  document.getElementById(id)?.focus();
  return true;
}

function move(step: 1 | -1, from: HTMLElement | null): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(`#${listElementId} [${rowMark}]`)];
  const here = from?.closest('tr')?.querySelector<HTMLElement>(`[${rowMark}]`);
  const at = here === null || here === undefined ? -1 : rows.indexOf(here);
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return true;
}
