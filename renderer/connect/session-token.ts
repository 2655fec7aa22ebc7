const key = 'gatehouse.token';

/**
 * The token from the address (`#token=…`), kept for reloads of this tab and then taken out of the address, so that it is
 * in no history and no copied link. Undefined when there never was one. What else the fragment says stays.
 */
export function takeToken(page: Pick<Window, 'location' | 'history' | 'sessionStorage'>): string | undefined {
  const { given, rest } = splitFragment(page.location.hash);
  if (given === undefined) return page.sessionStorage.getItem(key) ?? undefined;
  page.sessionStorage.setItem(key, given);
  page.history.replaceState(page.history.state, '', page.location.pathname + page.location.search + rest);
  return given;
}

function splitFragment(hash: string): { given: string | undefined; rest: string } {
  const parts = hash.replace(/^#/, '').split('&');
  const given = parts.find((part) => part.startsWith('token='))?.slice('token='.length);
  const rest = parts.filter((part) => !part.startsWith('token=')).join('&');
  return { given, rest: rest === '' ? '' : `#${rest}` };
}
