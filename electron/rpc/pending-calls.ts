import { AppError, type ErrorCode } from '#contract/errors';
import type { MethodName } from '#contract/methods';
import type { ClientFrame } from '#contract/wire';
import { timeoutOf, tookTooLong } from './call-timeout.ts';
import type { Signal } from './signal.ts';
import type { After } from './timers.ts';

export interface CallOptions {
  signal?: Signal;
  /** The method's own unless told. Waiting for the connection counts. */
  timeoutMs?: number;
}

type CallFrame = Extract<ClientFrame, { type: 'call' }>;

interface Pending {
  frame: CallFrame;
  isSent: boolean;
  resolve(output: unknown): void;
  reject(reason: AppError): void;
}

export interface PendingCalls {
  add(method: MethodName, input: unknown, options: CallOptions): Promise<unknown>;
  /** Sends what waits for the connection. */
  flush(): void;
  succeed(id: number, output: unknown): void;
  fail(id: number, code: ErrorCode, message: string): void;
  failAll(message: string): void;
}

/** Calls without an answer. `send` returns false while there is no session; such calls wait for `flush`. */
export function createPendingCalls(send: (frame: ClientFrame) => boolean, after: After): PendingCalls {
  const pending = new Map<number, Pending>();
  let lastId = 0;

  const take = (id: number) => {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  };
  const giveUp = (id: number, reason: AppError) => {
    const call = take(id);
    if (call?.isSent) send({ type: 'cancel', id });
    call?.reject(reason);
  };

  const start = (frame: CallFrame, method: MethodName, { signal, timeoutMs }: CallOptions) =>
    new Promise<unknown>((resolve, reject) => {
      const forget = after(timeoutMs ?? timeoutOf(method), () => giveUp(frame.id, tookTooLong(method)));
      const cancel = () => giveUp(frame.id, new AppError('cancelled', 'Cancelled.'));
      signal?.addEventListener('abort', cancel);
      const release = () => {
        forget();
        signal?.removeEventListener('abort', cancel);
      };
      pending.set(frame.id, {
        frame,
        isSent: send(frame),
        resolve(output) {
          release();
          resolve(output);
        },
        reject(reason) {
          release();
          reject(reason);
        },
      });
    });

  return {
    async add(method, input, options) {
      if (options.signal?.aborted) throw new AppError('cancelled', 'Cancelled.');
      lastId += 1;
      return start({ type: 'call', id: lastId, method, input }, method, options);
    },
    flush() {
      for (const call of pending.values()) call.isSent ||= send(call.frame);
    },
    succeed: (id, output) => take(id)?.resolve(output),
    fail: (id, code, message) => take(id)?.reject(new AppError(code, message)),
    failAll(message) {
      for (const id of [...pending.keys()]) take(id)?.reject(new AppError('unavailable', message));
    },
  };
}
