import { setTimeout as pause } from 'node:timers/promises';
import type { PassThrough } from '#runtime/pass-through';
import { createRestartPolicy } from '#runtime/restart-policy';
import type { NotStarted, ServerEnd, StartedServer } from '#runtime/server-process';

export interface SuccessorOptions {
  /** Starts the same once more; absent where nothing is started. */
  restart: (() => Promise<StartedServer | NotStarted>) | undefined;
  pass: PassThrough;
  /** Resolves when the agent is gone. */
  gone: Promise<'agent'>;
  say(sentence: string): void;
}

/** What follows a server that ended: another one, nothing, or nobody who would need one. */
export type Successor = StartedServer | 'agent' | undefined;

/**
 * Starts a server that died again, a little later each time. Not one that ended without a fault, never answered, or died too
 * often: then the agent is told by the end of the session, as it would be without Gatehouse.
 */
export function successors({ restart, pass, gone, say }: SuccessorOptions): (end: ServerEnd) => Promise<Successor> {
  const restarts = createRestartPolicy(() => performance.now());
  return async (end) => {
    const isFault = end.code !== 0 || end.limit !== undefined;
    if (restart === undefined || !isFault || !pass.hasAnswered()) return undefined;
    const wait = restarts.next();
    if (wait === undefined) {
      say('It ended too often, so it is not started again.');
      return undefined;
    }
    pass.lost(`${whyEnded(end)} Gatehouse starts it again; what it kept in memory is lost.`);
    say(`${whyEnded(end)} It is started again.`);
    if ((await Promise.race([gone, pause(wait)])) === 'agent') return 'agent';
    const next = await restart();
    if (next.pid !== undefined) return next;
    say(`It could not be started again: ${next.reason} ${next.remedy}`.trim());
    return undefined;
  };
}

export function whyEnded({ limit, signal, code }: ServerEnd): string {
  return limit ?? `The server ended (${signal ?? `exit code ${code}`}).`;
}
