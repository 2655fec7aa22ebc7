/** Keys joined by dots, quoted where they hold more than letters, digits, `_` and `-`; indexes as `[0]`. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path
    .map((part, at) => {
      if (typeof part === 'number') return `[${part}]`;
      const key = /^[A-Za-z0-9_-]+$/.test(part) ? part : JSON.stringify(part);
      return at === 0 ? key : `.${key}`;
    })
    .join('');
}
