import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { isObject, readMessages, requestId } from '../json-rpc.ts';
import type { OpenRequest } from './agent-link.ts';
import { statusWords } from './remote-words.ts';
import { bodyRoom, type EventsTaker, mustBeBroken, type Place, type Room, readBody } from './response-body.ts';
import type { TransportPorts } from './transport.ts';

/** What a server gave at `initialize`, to be named in everything that follows. */
export interface Session {
  id?: string;
  version?: string;
}

/** What transports have in common. */
export interface Exchange {
  /** Begins a sentence about the server. */
  who: string;
  room: Room;
  /** What an answer that is none says, in words. */
  words(response: IncomingMessage): string;
  /** Asks for a stream of events. Undefined when no connection came about. */
  get(session: Session, place: Place, signal: AbortSignal): Promise<IncomingMessage | undefined>;
  /** Gives the agent what comes in a stream, of one request or of none. */
  events(request?: OpenRequest): EventsTaker;
  /** An answer that says no: with the server's own error where it sent one. */
  refuse(request: OpenRequest, response: IncomingMessage): Promise<void>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const LONGEST_ERROR = 64 * 1024;

export function exchange({ target, requests, link, say, refused }: TransportPorts): Exchange {
  const who = `The server "${target.server}" at ${target.url.host}`;
  const room = bodyRoom();
  const words = (response: IncomingMessage): string => {
    const { statusCode = 0, headers } = response;
    const sentence = statusWords(target, statusCode, headers.location);
    if (statusCode >= 300 && statusCode < 400) refused(`Network: ${sentence}`);
    return sentence;
  };
  return {
    who,
    room,
    words,
    async get(session, { lastId }, signal) {
      const last = lastId === undefined ? {} : { 'last-event-id': lastId };
      const headers = { accept: 'text/event-stream', ...sessionHeaders(session), ...last };
      try {
        return await requests.send({ method: 'GET', headers, signal }).answer;
      } catch (error) {
        mustBeBroken(error);
        return undefined;
      }
    },
    events: (request) => ({
      data: (data, type) => {
        if (type === 'message') link.deliver(data);
      },
      tooLong: () => {
        const sentence = `${who} sent a message of more than 64 MiB; it was dropped.`;
        if (request === undefined) say(sentence);
        else link.refuse(request, sentence);
      },
      taken: link.taken,
    }),
    async refuse(request, response) {
      const sentence = words(response);
      const { whole } = await readBody(response, room, LONGEST_ERROR);
      const [message] = (whole === undefined ? undefined : readMessages(whole)) ?? [];
      const error = message?.['error'];
      if (whole === undefined || message === undefined || !isObject(error)) return link.refuse(request, sentence);
      if (requestId(message) === request.id) return link.deliver(whole);
      const { code, message: said } = error;
      const quoted = typeof said === 'string' ? ` It said: ${said.slice(0, 500)}` : '';
      link.refuse(request, `${sentence}${quoted}`, typeof code === 'number' ? code : undefined);
    },
  };
}

export function sessionHeaders({ id, version }: Session): Record<string, string> {
  return {
    ...(id === undefined ? {} : { 'mcp-session-id': id }),
    ...(version === undefined ? {} : { 'mcp-protocol-version': version }),
  };
}

/** The wait before a stream is asked for again: what the server wants, else a second; longer each time. */
export async function waitAgain({ retryMs = FIRST_WAIT_MS }: Place, attempts: number, signal: AbortSignal) {
  const ms = Math.min(LONGEST_WAIT_MS, retryMs * 2 ** Math.min(attempts, 10));
  try {
    await pause(ms, undefined, { signal, ref: false });
  } catch (error) {
    mustBeBroken(error);
  }
}
