import type { IncomingMessage } from 'node:http';

export interface Refusal {
  status: 400 | 403 | 404 | 405;
  reason: string;
}

/**
 * What a request must be before anything is done with it: said to this very address (so no name that was rebound to it
 * helps), and not by another site's page. Undefined when it may pass.
 */
export function refuseRequest(request: IncomingMessage, authority: string): Refusal | undefined {
  return refuseOrigin(request, authority, false) ?? refuseTarget(request, authority) ?? refuseMethod(request);
}

/** A socket must come from our own page: browsers always send an Origin with it, so one without is refused as well. */
export function refuseUpgrade(request: IncomingMessage, authority: string): Refusal | undefined {
  const refusal = refuseOrigin(request, authority, true) ?? refuseTarget(request, authority);
  if (refusal !== undefined) return refusal;
  if (request.method !== 'GET') return { status: 405, reason: 'Only GET can be upgraded.' };
  // Exactly this: a query is where a token would end up in logs.
  return request.url === '/rpc' ? undefined : { status: 404, reason: 'There is no such socket.' };
}

function refuseOrigin(request: IncomingMessage, authority: string, isNeeded: boolean): Refusal | undefined {
  const origins = headerValues(request, 'origin');
  const isOwn = origins.length === 1 && origins[0] === `http://${authority}`;
  if (origins.length === 0 ? isNeeded : !isOwn) return { status: 403, reason: 'This page may not ask here.' };
  const site = request.headers['sec-fetch-site'];
  const isOtherSite = site === 'cross-site' || site === 'same-site';
  // Following a link or our own redirect file to the page is fine; loading parts of it from elsewhere is not.
  const isVisit = request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
  return isOtherSite && !isVisit ? { status: 403, reason: 'Another site may not ask here.' } : undefined;
}

function refuseTarget(request: IncomingMessage, authority: string): Refusal | undefined {
  const hosts = headerValues(request, 'host');
  if (hosts.length !== 1 || hosts[0] !== authority) return { status: 403, reason: 'Ask by the address printed.' };
  const target = request.url ?? '';
  if (!target.startsWith('/')) return { status: 400, reason: 'The address must be a path.' };
  const names = [...new URLSearchParams(target.split('?').slice(1).join('?')).keys()];
  if (names.some((name) => name.toLowerCase() === 'token')) {
    return { status: 400, reason: 'The token belongs after the # of the address, never into the query.' };
  }
  return undefined;
}

function refuseMethod(request: IncomingMessage): Refusal | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  return { status: 405, reason: 'Only GET and HEAD are answered.' };
}

/** Every value sent, so that a second one cannot hide behind the first. */
function headerValues(request: IncomingMessage, name: string): string[] {
  return request.headersDistinct[name] ?? [];
}
