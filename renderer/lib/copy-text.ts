/**
 * Puts a text on the clipboard. The desktop window grants its page no permission, so where the clipboard refuses, the
 * text is copied as a selection, which a press of a key or button may always do. False when that fails too.
 */
export async function copyText(text: string, page: Document = document): Promise<boolean> {
  try {
    await page.defaultView?.navigator.clipboard.writeText(text);
    return page.defaultView !== null;
  } catch {
    return copySelection(text, page);
  }
}

function copySelection(text: string, page: Document): boolean {
  const field = page.createElement('textarea');
  const before = page.activeElement;
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  page.body.append(field);
  field.select();
  const isCopied = page.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
