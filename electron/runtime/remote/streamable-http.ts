import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isObject, type JsonObject, paramsOf } from '../json-rpc.ts';
import type { OpenRequest } from './agent-link.ts';
import { followAnswer } from './answer-stream.ts';
import { exchange, type Session, sessionHeaders } from './exchange.ts';
import { mirroredHeaders, ownRevision } from './mirrored-headers.ts';
import { failureWords } from './remote-words.ts';
import { contentType, isPlain, mustBeBroken, readBody } from './response-body.ts';
import { type Said, sessionOpening } from './session-opening.ts';
import type { Transport, TransportPorts } from './transport.ts';
import { listenUnasked } from './unasked-messages.ts';

const NOTIFY_MS = 30_000;
const CLOSE_MS = 2_000;
/** Bodies longer than this are waited for, so that only so much of them is in memory. */
const SMALL = 64 * 1024;
const MOST_POSTS = 32;

/**
 * Streamable HTTP as of MCP 2025-03-26 to 2026-07-28: each message is a POST, and what belongs to it comes back as its answer; for
 * revisions with sessions a GET stream besides.
 */
export function streamableHttp(ports: TransportPorts): Transport {
  const { target, requests, link, say } = ports;
  const way = exchange(ports);
  const opening = sessionOpening(link, way.who);
  const mirrored = mirroredHeaders();
  const ending = new AbortController();
  const posts = new Set<Promise<unknown>>();
  let session: Session = {};
  let listening: AbortController | undefined;

  const track = (promise: Promise<unknown>): void => {
    posts.add(promise);
    void promise.finally(() => posts.delete(promise));
  };
  const headersOf = (message: JsonObject, mine: Session): Record<string, string> => ({
    ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    ...sessionHeaders(mine),
    ...mirrored.of(message),
  });

  const forget = (mine: Session): void => {
    if (session !== mine) return;
    session = {};
    listening?.abort();
    opening.lost();
  };
  const isForgotten = (response: IncomingMessage, mine: Session): boolean => {
    if (response.statusCode !== 404 || mine.id === undefined) return false;
    forget(mine);
    return true;
  };
  /** Some servers answer 400 where they should say 404. A ping, which every session has to take, tells what was meant. */
  const probe = async (mine: Session): Promise<void> => {
    const ping = { jsonrpc: '2.0', id: `gatehouse-${randomUUID()}`, method: 'ping' };
    const body = Buffer.from(JSON.stringify(ping));
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(NOTIFY_MS)]);
    try {
      const response = await requests.send({ method: 'POST', headers: headersOf(ping, mine), body, signal }).answer;
      response.destroy();
      if (response.statusCode === 400 || response.statusCode === 404) forget(mine);
    } catch (error) {
      mustBeBroken(error);
    }
  };
  const startListening = (): void => {
    listening?.abort();
    listening = new AbortController();
    const mine = session;
    void listenUnasked(way, mine, listening.signal, (response) => isForgotten(response, mine));
  };

  const take = async (request: OpenRequest, response: IncomingMessage, asked: Session): Promise<void> => {
    const { statusCode = 0, headers } = response;
    if (isForgotten(response, asked)) {
      response.resume();
      return link.refuse(request, `${way.who} ended the session.`);
    }
    if (statusCode === 400 && asked.id !== undefined && session === asked) track(probe(asked));
    if (statusCode < 200 || statusCode >= 300) return way.refuse(request, response);
    let mine = asked;
    if (request.method === 'initialize') {
      const id = headers['mcp-session-id'];
      mine = typeof id === 'string' ? { id } : {};
      session = mine;
    }
    const kind = isPlain(response) ? contentType(response) : 'compressed';
    if (kind === 'text/event-stream') {
      const from = { exchange: way, link, session: mine };
      return followAnswer(request, response, { ...from, isForgotten: (later) => isForgotten(later, mine) });
    }
    if (kind !== 'application/json') {
      response.resume();
      return link.refuse(request, `${way.who} answered with no message (HTTP ${statusCode}, ${kind || 'no content'}).`);
    }
    const { whole, tooLong } = await readBody(response, way.room);
    if (whole !== undefined) {
      link.deliver(whole);
      await link.taken();
    }
    const why = tooLong ? 'sent an answer of more than 64 MiB; it was dropped' : 'broke off its answer';
    link.refuse(request, `${way.who} ${whole === undefined ? why : 'answered something else than what was asked'}.`);
  };

  const ask = (request: OpenRequest, { message, bytes }: Said) => {
    const mine = request.method === 'initialize' ? {} : session;
    const { signal } = request.control;
    const { sent, answer } = requests.send({ method: 'POST', headers: headersOf(message, mine), body: bytes, signal });
    void sent.then(() => {
      request.isSent = true;
    });
    const done = answer.then(
      (response) => take(request, response, mine),
      (error: unknown) => {
        mustBeBroken(error);
        link.refuse(request, failureWords(target, error));
      },
    );
    track(done);
    return { sent, done };
  };

  /** Sends what has no answer. */
  const tell = async ({ message, bytes }: Said): Promise<void> => {
    const mine = session;
    const control = new AbortController();
    const stop = (): void => control.abort();
    ending.signal.addEventListener('abort', stop);
    const tooLate = setTimeout(stop, NOTIFY_MS);
    const { signal } = control;
    try {
      const sent = requests.send({ method: 'POST', headers: headersOf(message, mine), body: bytes, signal });
      const response = await sent.answer;
      response.resume();
      const isTaken = response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 300;
      if (!isTaken && !isForgotten(response, mine)) say(way.words(response));
      else if (isTaken && message['method'] === 'notifications/initialized') startListening();
    } catch (error) {
      mustBeBroken(error);
      if (!ending.signal.aborted) say(failureWords(target, error));
    } finally {
      clearTimeout(tooLate);
      ending.signal.removeEventListener('abort', stop);
    }
  };

  const cancel = (said: Said): boolean => {
    const { requestId: id } = paramsOf(said.message);
    const request = typeof id === 'string' || typeof id === 'number' ? link.find(id) : undefined;
    if (request === undefined) return false;
    link.forget(request);
    const close = (): void => request.control.abort();
    // Since 2026-07-28 the closed stream is what tells the server; before, a message does.
    if (!request.isSent || session.version === undefined) close();
    else track(tell(said).then(close));
    return true;
  };

  return {
    async request(request, message, bytes) {
      const said = { message, bytes };
      if (request.method === 'initialize') {
        opening.initialize(said);
        await ask(request, said).done;
        return;
      }
      if (opening.isLost() && ownRevision(message) === undefined) {
        const failure = await opening.renew({ ask: (own, first) => ask(own, first).done, tell });
        if (failure !== undefined) return link.refuse(request, failure);
      }
      const { sent } = ask(request, said);
      if (bytes.length > SMALL) await sent;
    },
    async notify(message, bytes) {
      const said = { message, bytes };
      const { method } = message;
      if (method === 'notifications/cancelled' && cancel(said)) return;
      // It would be of a session that is no more.
      if (opening.isLost()) return;
      if (method === 'notifications/initialized') {
        opening.initialized(said);
        return tell(said);
      }
      track(tell(said));
      if (posts.size >= MOST_POSTS) await Promise.race(posts);
    },
    answered(request, message) {
      const { result } = message;
      if (request.method === 'initialize' && isObject(result)) {
        const { protocolVersion: version } = result;
        if (typeof version === 'string' && /^[\x21-\x7e]{1,64}$/.test(version)) session.version = version;
      } else if (request.method === 'tools/list') mirrored.sawResult(message);
    },
    settled: async () => {
      while (posts.size > 0) await Promise.allSettled(posts);
    },
    async close() {
      listening?.abort();
      for (const each of link.all()) {
        link.forget(each);
        each.control.abort();
      }
      ending.abort();
      if (session.id === undefined) return;
      try {
        const signal = AbortSignal.timeout(CLOSE_MS);
        (await requests.send({ method: 'DELETE', headers: sessionHeaders(session), signal }).answer).resume();
      } catch (error) {
        mustBeBroken(error);
      }
    },
  };
}
