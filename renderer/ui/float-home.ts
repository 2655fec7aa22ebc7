export const mainElementId = 'screen';

/** Where menus and tips are drawn: inside the main landmark, over everything, outside of what clips. */
export function floatHome(): HTMLElement {
  return document.getElementById(mainElementId) ?? document.body;
}
