import type { IncomingMessage } from 'node:http';
import { systemCode } from '#platform/system-error';
import { longestMessage } from './agent-link.ts';
import { eventStream } from './event-stream.ts';

/** How much of answers that are not complete yet is held at once, over all of them. */
export interface Room {
  take(bytes: number): boolean;
  give(bytes: number): void;
}

/** Four of the longest. */
const MOST_HELD = 4 * longestMessage;

export function bodyRoom(): Room {
  let held = 0;
  return {
    take(bytes) {
      if (held + bytes > MOST_HELD) return false;
      held += bytes;
      return true;
    },
    give(bytes) {
      held -= bytes;
    },
  };
}

/** `whole` is undefined when it broke off; `tooLong` when it was more than is taken. */
export type Body = { whole: Buffer | undefined; tooLong: boolean };

export async function readBody(response: IncomingMessage, room: Room, longest = longestMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (length + chunk.length > longest || !room.take(chunk.length)) return { whole: undefined, tooLong: true };
      length += chunk.length;
      chunks.push(chunk);
    }
    return { whole: Buffer.concat(chunks), tooLong: false };
  } catch (error) {
    mustBeBroken(error);
    return { whole: undefined, tooLong: false };
  } finally {
    room.give(length);
  }
}

/** Where a stream of events was left, to be asked for again. */
export interface Place {
  lastId?: string;
  retryMs?: number;
}

export interface EventsTaker {
  /** Of one event; never empty. */
  data(data: Buffer, type: string): void;
  tooLong(): void;
  /** Nothing more is read until it resolves. */
  taken(): Promise<void>;
}

/** Reads a stream of events to its end, also a broken one; gives whether an event came. */
export async function readEvents(
  response: IncomingMessage,
  room: Room,
  place: Place,
  taker: EventsTaker,
): Promise<boolean> {
  let hasEvents = false;
  let held = 0;
  const events = eventStream(longestMessage, {
    event(type, data) {
      hasEvents = true;
      if (data.length > 0) taker.data(data, type);
    },
    lastId(id) {
      // An empty one means that the stream cannot be asked for again.
      if (id === '') delete place.lastId;
      else place.lastId = id;
    },
    retry(ms) {
      place.retryMs = ms;
    },
    tooLong: taker.tooLong,
  });
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      events.push(chunk);
      const more = events.held() - held;
      if (more > 0 && !room.take(more)) {
        taker.tooLong();
        return hasEvents;
      }
      if (more < 0) room.give(-more);
      held += more;
      await taker.taken();
    }
  } catch (error) {
    mustBeBroken(error);
  } finally {
    room.give(held);
  }
  return hasEvents;
}

/** The kind of a body, without its parameters. */
export function contentType({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Whether its bytes are what they say; we asked for nothing else. */
export function isPlain({ headers }: IncomingMessage): boolean {
  return ['', 'identity'].includes(headers['content-encoding'] ?? '');
}

/** Nothing but a connection that broke or was closed. */
export function mustBeBroken(error: unknown): void {
  if (systemCode(error) === undefined) throw error;
}
