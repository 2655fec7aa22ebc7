import { systemCode } from '#platform/system-error';
import type { RemoteTarget } from './remote-target.ts';

/** Why a request got no answer, in one sentence or two: what happened, and what to do. Never a value of a header. */
export function statusWords(
  { plugin, server, url, file }: RemoteTarget,
  status: number,
  location: string | undefined,
): string {
  const who = `The server "${server}" at ${url.host}`;
  if (status === 401) {
    return `${who} wants a login (401). Gatehouse sends only headers that are written down: write one in ${file} with \${NAME} for its token, keep the token with "gatehouse secrets set ${plugin} NAME", and start the session again.`;
  }
  if (status === 403) return `${who} refused access (403). Look whether its token is still good and may do this.`;
  if (status >= 300 && status < 400) {
    const where = placeOf(location, url);
    return `${who} sends requests on to ${where} (${status}), which was not followed. If that is where it is now, correct its address in ${file}.`;
  }
  if (status === 404 || status === 405) {
    return `${who} does not take messages at this address (${status}). Correct it in ${file}.`;
  }
  if (status === 429) return `${who} wants fewer requests (429). Try again later.`;
  return `${who} answered with HTTP status ${status}.${status >= 500 ? ' Try again later.' : ''}`;
}

/** A failed connection in words. */
export function failureWords({ server, url }: RemoteTarget, error: unknown): string {
  const who = `The server "${server}" at ${url.host}`;
  const code = systemCode(error) ?? '';
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (known !== undefined) return `${who} ${known} (${code}).`;
  if (/CERT|ISSUER|SIGNATURE|^ERR_TLS|^ERR_SSL|EPROTO/.test(code)) {
    return `${who} could not prove who it is (${code}), so nothing was sent. A certificate authority of your own belongs into the system's store.`;
  }
  return `${who} could not be reached: ${error instanceof Error ? error.message : String(error)}`;
}

const reasons: Record<string, string> = {
  ENOTFOUND: 'was not found: no network knows its name',
  EAI_AGAIN: 'was not found: its name could not be asked for. Is there a network?',
  ECONNREFUSED: 'takes no connections. Is it running?',
  ECONNRESET: 'broke the connection; whether it carried the request out is not known',
  EPIPE: 'broke the connection; whether it carried the request out is not known',
  ABORT_ERR: 'did not answer in time',
  ETIMEDOUT: 'did not take a connection in time',
  EHOSTUNREACH: 'cannot be reached from this network',
  ENETUNREACH: 'cannot be reached: there is no network',
};

/** An address without its path and query, where a secret could stand. */
function placeOf(location: string | undefined, from: URL): string {
  if (location === undefined || !URL.canParse(location, from.href)) return 'somewhere else';
  const { origin } = new URL(location, from.href);
  return origin === from.origin ? 'another path of the same host' : origin;
}
