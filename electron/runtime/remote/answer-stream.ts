import type { IncomingMessage } from 'node:http';
import type { AgentLink, OpenRequest } from './agent-link.ts';
import { type Exchange, type Session, waitAgain } from './exchange.ts';
import { contentType, type EventsTaker, type Place, readEvents } from './response-body.ts';

export interface AnswerStreamPorts {
  exchange: Exchange;
  link: AgentLink;
  session: Session;
  /** Whether the server said that it knows the session no more; then that is dealt with. */
  isForgotten(response: IncomingMessage): boolean;
}

/** A stream that broke is asked for again so often without a single event. */
const MOST_ATTEMPTS = 5;
/** A server that has answered should end the stream itself. */
const LINGER_MS = 1_000;

/** The answer to one request as a stream; where it broke and the server had numbered it, it is asked for again. */
export async function followAnswer(
  request: OpenRequest,
  first: IncomingMessage,
  ports: AnswerStreamPorts,
): Promise<void> {
  const { exchange, link } = ports;
  const { signal } = request.control;
  const place: Place = {};
  let stream: IncomingMessage | undefined = first;
  for (let attempts = 0; ; attempts += 1) {
    const taker = exchange.events(request);
    if (stream !== undefined && (await readEvents(stream, exchange.room, place, closing(taker, stream)))) attempts = 0;
    if (!link.isOpen(request) || signal.aborted) return;
    if (place.lastId === undefined || attempts >= MOST_ATTEMPTS) {
      const sentence = `${exchange.who} broke off its answer; whether it carried the request out is not known.`;
      return link.refuse(request, sentence);
    }
    await waitAgain(place, attempts, signal);
    if (signal.aborted) return;
    stream = await again(place);
  }

  function closing(taker: EventsTaker, open: IncomingMessage): EventsTaker {
    return {
      ...taker,
      data(data, type) {
        taker.data(data, type);
        if (!link.isOpen(request)) setTimeout(() => open.destroy(), LINGER_MS).unref();
      },
    };
  }

  async function again(from: Place): Promise<IncomingMessage | undefined> {
    const response = await exchange.get(ports.session, from, signal);
    if (response === undefined) return undefined;
    if (response.statusCode === 200 && contentType(response) === 'text/event-stream') return response;
    response.resume();
    if (!ports.isForgotten(response) && (response.statusCode ?? 0) < 500) {
      link.refuse(request, exchange.words(response));
    }
    return undefined;
  }
}
