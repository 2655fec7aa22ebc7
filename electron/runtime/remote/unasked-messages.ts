import type { IncomingMessage } from 'node:http';
import { type Exchange, type Session, waitAgain } from './exchange.ts';
import { contentType, type Place, readEvents } from './response-body.ts';

/**
 * Listens to what a server has to say unasked, until `signal` ends it: the GET stream of MCP 2025-03-26 to 2025-11-25. A server
 * may have none. One that broke is asked for again, less and less often.
 */
export async function listenUnasked(
  exchange: Exchange,
  session: Session,
  signal: AbortSignal,
  isForgotten: (response: IncomingMessage) => boolean,
): Promise<void> {
  const place: Place = {};
  for (let attempts = 0; !signal.aborted; attempts += 1) {
    const response = await exchange.get(session, place, signal);
    if (response?.statusCode === 200 && contentType(response) === 'text/event-stream') {
      if (await readEvents(response, exchange.room, place, exchange.events())) attempts = 0;
    } else if (response !== undefined) {
      response.resume();
      if (isForgotten(response) || (response.statusCode ?? 0) < 500) return;
    }
    if (!signal.aborted) await waitAgain(place, attempts, signal);
  }
}
