/** Keys joined by dots, quoted where they hold more than letters, digits, `_` and `-`. */
export function pointerOf(...path: readonly string[]): string {
  return path.map((key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key))).join('.');
}
