import { inspectorElementId, listElementId, logElementId } from '#renderer/lib/region-ids.ts';
import type { ViewStore } from '#renderer/store/view.ts';
import { runElementId } from './run-name.tsx';

/** j and k move along the servers, enter steps into the log, esc back and out. `ids` are the runs from top to bottom. */
export function pressRunKey(key: string, from: HTMLElement | null, ids: readonly string[], view: ViewStore): boolean {
  if (from instanceof HTMLInputElement) return false;
  const inDetail = from !== null && from.closest(`#${inspectorElementId}`) !== null;
  if (key === 'Escape') {
    const { run } = view.getState();
    if (inDetail && run !== null) document.getElementById(runElementId(run))?.focus();
    else view.setState({ run: null });
    return true;
  }
  const inList = from === null || from === document.body || from.closest(`#${listElementId}`) !== null;
  if (key === 'Enter' && inList && view.getState().run !== null && !(from instanceof HTMLButtonElement)) {
    document.getElementById(logElementId)?.focus();
    return true;
  }
  const step =
    key === 'j' || (inList && key === 'ArrowDown') ? 1 : key === 'k' || (inList && key === 'ArrowUp') ? -1 : 0;
  if (step === 0) return false;
  const at = ids.indexOf(view.getState().run ?? '');
  const next = ids[Math.max(0, Math.min(ids.length - 1, at + step))];
  if (next === undefined) return true;
  view.setState({ run: next });
  document.getElementById(runElementId(next))?.scrollIntoView({ block: 'nearest' });
  return true;
}
