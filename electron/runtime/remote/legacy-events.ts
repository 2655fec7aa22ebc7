import { setTimeout as pause } from 'node:timers/promises';
import { paramsOf } from '../json-rpc.ts';
import type { OpenRequest } from './agent-link.ts';
import { exchange } from './exchange.ts';
import { failureWords } from './remote-words.ts';
import { contentType, mustBeBroken, readEvents } from './response-body.ts';
import { type Said, sessionOpening } from './session-opening.ts';
import type { Transport, TransportPorts } from './transport.ts';

/** The stream everything comes on, and where messages are posted to. */
interface Connection {
  endpoint: URL;
  control: AbortController;
}

const ENDPOINT_MS = 20_000;
const POST_MS = 30_000;
const MOST_POSTS = 32;

/** HTTP+SSE of MCP 2024-11-05: one stream whose first event names the address for messages; it has to be of the same host. */
export function legacyEvents(ports: TransportPorts): Transport {
  const { target, requests, link, say, refused } = ports;
  const way = exchange(ports);
  const opening = sessionOpening(link, way.who);
  const waiting = new Set<Promise<unknown>>();
  const ending = new AbortController();
  let connection: Connection | undefined;
  let connecting: Promise<Connection | string> | undefined;

  const track = (promise: Promise<unknown>): void => {
    waiting.add(promise);
    void promise.finally(() => waiting.delete(promise));
  };

  /** Gives why there is none. */
  const connect = async (): Promise<Connection | string> => {
    const control = new AbortController();
    const response = await way.get({}, {}, control.signal);
    if (response === undefined) return `${way.who} could not be reached. Is it running?`;
    if (response.statusCode !== 200 || contentType(response) !== 'text/event-stream') {
      response.resume();
      return response.statusCode === 200 ? `${way.who} sent no stream of events.` : way.words(response);
    }
    const place = await new Promise<string | undefined>((resolve) => {
      const events = way.events();
      const taker: typeof events = {
        ...events,
        data(data, type) {
          if (type === 'endpoint') resolve(data.toString('utf8'));
          else events.data(data, type);
        },
      };
      void readEvents(response, way.room, {}, taker).then(() => {
        control.abort();
        resolve(undefined);
        if (connection?.control !== control) return;
        connection = undefined;
        if (!ending.signal.aborted) opening.lost();
      });
      void pause(ENDPOINT_MS, undefined, { ref: false }).then(() => resolve(undefined));
    });
    const endpoint =
      place !== undefined && URL.canParse(place, target.url.href) ? new URL(place, target.url) : undefined;
    if (endpoint?.origin === target.url.origin) return { endpoint, control };
    control.abort();
    if (endpoint === undefined) return `${way.who} did not say where messages go.`;
    const sentence = `${way.who} wants messages sent to ${endpoint.origin}, which was not followed.`;
    refused(`Network: ${sentence}`);
    return sentence;
  };

  const connected = async (): Promise<Connection | string> => {
    if (connection !== undefined) return connection;
    connecting ??= connect();
    const made = await connecting;
    connecting = undefined;
    if (typeof made === 'string') return made;
    // It may have ended in the same breath.
    if (made.control.signal.aborted) return `${way.who} ended its stream of events.`;
    connection = made;
    return made;
  };

  const post = async ({ bytes }: Said, signal: AbortSignal): Promise<ReturnType<typeof requests.send> | string> => {
    const made = await connected();
    if (typeof made === 'string') return made;
    const headers = { 'content-type': 'application/json' };
    return requests.send({ method: 'POST', headers, body: bytes, signal }, made.endpoint);
  };

  /** Resolves when it is answered or refused. */
  const ask = async (request: OpenRequest, said: Said): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      request.closed = resolve;
    });
    track(closed);
    try {
      const sent = await post(said, request.control.signal);
      if (typeof sent === 'string') return link.refuse(request, sent);
      const response = await sent.answer;
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode >= 300) await way.refuse(request, response);
      else response.resume();
    } catch (error) {
      mustBeBroken(error);
      link.refuse(request, failureWords(target, error));
    }
    return closed;
  };

  const tell = async (said: Said): Promise<void> => {
    try {
      const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(POST_MS)]);
      const sent = await post(said, signal);
      if (typeof sent === 'string') return say(sent);
      const response = await sent.answer;
      response.resume();
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode >= 300) say(way.words(response));
    } catch (error) {
      mustBeBroken(error);
      if (!ending.signal.aborted) say(failureWords(target, error));
    }
  };

  return {
    async request(request, message, bytes) {
      const said = { message, bytes };
      if (request.method === 'initialize') {
        opening.initialize(said);
        return ask(request, said);
      }
      if (opening.isLost()) {
        const failure = await opening.renew({ ask, tell });
        if (failure !== undefined) return link.refuse(request, failure);
      }
      void ask(request, said);
    },
    async notify(message, bytes) {
      const said = { message, bytes };
      const { method } = message;
      if (opening.isLost()) return;
      if (method === 'notifications/initialized') {
        opening.initialized(said);
        return tell(said);
      }
      if (method === 'notifications/cancelled') forgetCancelled(paramsOf(message)['requestId']);
      track(tell(said));
      if (waiting.size >= MOST_POSTS) await Promise.race(waiting);
    },
    answered: () => undefined,
    settled: async () => {
      while (waiting.size > 0) await Promise.allSettled(waiting);
    },
    async close() {
      ending.abort();
      for (const each of link.all()) {
        link.forget(each);
        each.control.abort();
      }
      connection?.control.abort();
    },
  };

  function forgetCancelled(id: unknown): void {
    const request = typeof id === 'string' || typeof id === 'number' ? link.find(id) : undefined;
    if (request !== undefined) link.forget(request);
  }
}
