import type { MessagePort, Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, errorCodes } from '#contract/errors';

/** Functions one thread answers for another; inputs and outputs are cloned. */
export type Calls = Record<string, (input: never, signal: AbortSignal) => unknown>;

/** What both ends of a channel between threads have in common. */
export type ThreadPort = Pick<MessagePort | Worker, 'postMessage' | 'on' | 'off'>;

type Message =
  | { kind: 'call'; id: number; method: string; input: unknown }
  | { kind: 'cancel'; id: number }
  | { kind: 'answer'; id: number; output: unknown }
  | { kind: 'failure'; id: number; code: ErrorCode; message: string }
  | { kind: 'event'; name: string; payload: unknown };

export interface ThreadCalls<C extends Calls> {
  /** Throws AppError; `cancelled` when `signal` is aborted. */
  call<M extends keyof C & string>(
    method: M,
    input: Parameters<C[M]>[0],
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<C[M]>>>;
  onEvent(listener: (name: string, payload: unknown) => void): void;
  /** Everything that waits fails with AppError `unavailable`. */
  end(reason: string): void;
}

export function callThread<C extends Calls>(port: ThreadPort): ThreadCalls<C> {
  const waiting = new Map<number, { resolve(output: never): void; reject(error: unknown): void }>();
  const listeners: ((name: string, payload: unknown) => void)[] = [];
  let last = 0;
  let ended: string | undefined;
  port.on('message', (message: Message) => {
    if (message.kind === 'event') for (const listener of listeners) listener(message.name, message.payload);
    if (message.kind !== 'answer' && message.kind !== 'failure') return;
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') call?.resolve(message.output as never);
    else call?.reject(new AppError(message.code, message.message));
  });
  return {
    call(method, input, signal) {
      if (ended !== undefined) return Promise.reject(new AppError('unavailable', ended));
      if (signal?.aborted === true) return Promise.reject(new AppError('cancelled', 'It was cancelled.'));
      const id = ++last;
      return new Promise((resolve, reject) => {
        const cancel = () => port.postMessage({ kind: 'cancel', id } satisfies Message);
        const settled = () => signal?.removeEventListener('abort', cancel);
        waiting.set(id, {
          resolve: (output) => (settled(), resolve(output)),
          reject: (error) => (settled(), reject(error)),
        });
        signal?.addEventListener('abort', cancel, { once: true });
        port.postMessage({ kind: 'call', id, method, input } satisfies Message);
      });
    },
    onEvent: (listener) => void listeners.push(listener),
    end(reason) {
      ended = reason;
      for (const call of waiting.values()) call.reject(new AppError('unavailable', reason));
      waiting.clear();
    },
  };
}

/** Answers calls from the other end. Returns how to announce an event to it. */
export function answerThread<C extends Calls>(
  port: ThreadPort,
  calls: C,
): { emit(name: string, payload: unknown): void } {
  const running = new Map<number, AbortController>();
  const answer = async ({ id, method, input }: { id: number; method: string; input: unknown }) => {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const call = calls[method];
      if (call === undefined) throw new AppError('internal', `No thread answers "${method}".`);
      const output = await call(input as never, abort.signal);
      port.postMessage({ kind: 'answer', id, output } satisfies Message);
    } catch (error) {
      port.postMessage({ kind: 'failure', id, ...failure(error) } satisfies Message);
    } finally {
      running.delete(id);
    }
  };
  port.on('message', (message: Message) => {
    if (message.kind === 'call') void answer(message);
    else if (message.kind === 'cancel') running.get(message.id)?.abort();
  });
  return { emit: (name, payload) => port.postMessage({ kind: 'event', name, payload } satisfies Message) };
}

function failure(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof AppError && errorCodes.includes(error.code)) return { code: error.code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
