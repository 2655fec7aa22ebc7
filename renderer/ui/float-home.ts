import { mainElementId } from '#renderer/lib/region-ids.ts';

/** Where menus and tips are drawn: inside the main landmark, over everything, outside of what clips. */
export function floatHome(): HTMLElement {
  return document.getElementById(mainElementId) ?? document.body;
}
