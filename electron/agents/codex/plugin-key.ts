/** The two halves of a key of `[plugins]`, split at the last `@`; undefined when Codex ignores the key. */
export function splitPluginKey(key: string): { name: string; marketplace: string } | undefined {
  const at = key.lastIndexOf('@');
  const name = key.slice(0, Math.max(at, 0));
  const marketplace = key.slice(at + 1);
  if (at <= 0 || !isPluginSegment(name) || !isPluginSegment(marketplace)) return undefined;
  return { name, marketplace };
}

export function isPluginSegment(text: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(text);
}
