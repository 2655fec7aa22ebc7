import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { z } from 'zod';
import { approvalAnswers, approvalQuestionSchema } from '#contract/approvals';
import { lineSplitter } from './line-splitter.ts';

/**
 * What a run and the app say to each other, a JSON text a line. Both know the token of the door; neither ever sends it, so
 * that a socket somebody else put in the place of the app's learns nothing and can say nothing.
 */
const nonce = z.string().regex(/^[0-9a-f]{64}$/);
export const helloSchema = z.strictObject({ nonce });
export const welcomeSchema = z.strictObject({ nonce, proof: nonce });
export const askSchema = z.strictObject({ proof: nonce, question: approvalQuestionSchema });
export const answerSchema = z.strictObject({ answer: z.enum([...approvalAnswers, 'timeout']) });

/** Arguments are cut long before. */
const LONGEST = 256 * 1024;

export function freshNonce(): string {
  return randomBytes(32).toString('hex');
}

/** What only who knows the token can say of a nonce; `end` keeps one end from using what the other said. */
export function proofOf(token: string, end: 'app' | 'run', nonceOfOther: string): string {
  return createHmac('sha256', token).update(`${end}:${nonceOfOther}`).digest('hex');
}

export function isProof(said: string, token: string, end: 'app' | 'run', own: string): boolean {
  const wanted = Buffer.from(proofOf(token, end, own), 'hex');
  const given = Buffer.from(said, 'hex');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

export function send(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Each line as what it says, or undefined for one that says nothing: then the other end is not ours. */
export function receive(socket: Socket, take: (message: unknown) => void): void {
  const splitter = lineSplitter(LONGEST, {
    line: (bytes) => take(parsed(bytes.toString('utf8'))),
    tooLong: () => socket.destroy(),
  });
  socket.on('data', (chunk: Buffer) => splitter.push(chunk));
  // Its end is told by `close`.
  socket.on('error', () => undefined);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
