import { filterElementId, listElementId } from '#renderer/lib/region-ids.ts';

/** From the query into the list; where there is none, out of the field. */
export function stepOutOfQuery(): boolean {
  const list = document.getElementById(listElementId);
  if (list === null) document.getElementById(filterElementId)?.blur();
  else list.focus();
  return true;
}
