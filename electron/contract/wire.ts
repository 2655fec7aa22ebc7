import { z } from 'zod';
import { sessionScopes } from './define.ts';
import { errorCodes } from './errors.ts';

/**
 * The frames themselves: raised when an envelope changes. `hello`, `welcome` and `bye` keep their shape for ever, so
 * that any two versions can tell each other that they do not fit.
 */
export const protocolVersion = 1;

/**
 * Why the main side ends a session.
 * - `refused`: no token, or a wrong one; trying again is useless
 * - `stale`: the window was built for another contract; it must be loaded again
 * - `late`: no hello within the deadline
 * - `bad_frame`: a frame that does not parse, or does not belong here
 * - `too_large`: a frame over the limit
 * - `fell_behind`: too much was sent that the window has not taken; connect again and ask for snapshots
 * - `shutdown`: Gatehouse is closing
 */
export const byeCodes = ['refused', 'stale', 'late', 'bad_frame', 'too_large', 'fell_behind', 'shutdown'] as const;
export type ByeCode = (typeof byeCodes)[number];

const callId = z.number().int().positive();
const text = (max: number) => z.string().max(max);

const hello = z.strictObject({
  type: z.literal('hello'),
  protocol: z.number().int(),
  contract: text(64).describe('fingerprint of the method and event tables the window was built with'),
  token: text(256).describe('only where the door asks for one').optional(),
});

const call = z.strictObject({ type: z.literal('call'), id: callId, method: text(128), input: z.unknown() });
const cancel = z.strictObject({ type: z.literal('cancel'), id: callId });
const pong = z.strictObject({ type: z.literal('pong'), seen: z.number().int() });

/** What the window may send. `hello` is the first frame and comes once. */
export const clientFrameSchema = z.discriminatedUnion('type', [hello, call, cancel, pong]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;
export type Hello = z.infer<typeof hello>;

const welcome = z.strictObject({
  type: z.literal('welcome'),
  protocol: z.number().int(),
  contract: z.string(),
  version: z.string().describe('of the app'),
  scopes: z.array(z.enum(sessionScopes)),
});

const ok = z.strictObject({ type: z.literal('ok'), id: callId, output: z.unknown() });
const error = z.strictObject({
  type: z.literal('error'),
  id: callId,
  code: z.enum(errorCodes),
  message: z.string(),
});
const event = z.strictObject({ type: z.literal('event'), event: z.string(), payload: z.unknown() });
const ping = z.strictObject({
  type: z.literal('ping'),
  seen: z.number().int().describe('characters sent so far; comes back in a pong once everything before it was taken'),
});
const bye = z.strictObject({ type: z.literal('bye'), code: z.enum(byeCodes), message: z.string() });

/** What the main side may send. */
export const serverFrameSchema = z.discriminatedUnion('type', [welcome, ok, error, event, ping, bye]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;
export type Welcome = z.infer<typeof welcome>;

/** Undefined when the text is no JSON or no frame of that side. */
export function parseClientFrame(frame: string): ClientFrame | undefined {
  return clientFrameSchema.safeParse(fromJson(frame)).data;
}

export function parseServerFrame(frame: string): ServerFrame | undefined {
  return serverFrameSchema.safeParse(fromJson(frame)).data;
}

function fromJson(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    // Not JSON is not a frame: the schema refuses undefined, and the session ends.
    return undefined;
  }
}
