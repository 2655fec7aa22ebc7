import type { SessionScope } from '#contract/define';
import { AppError } from '#contract/errors';
import type { MethodName } from '#contract/methods';
import type { ServerFrame } from '#contract/wire';
import { callFailure, describeFailure } from './call-failure.ts';
import { timeoutOf, tookTooLong } from './call-timeout.ts';
import { type Handlers, isMethod, runCall } from './handlers.ts';
import { createController } from './signal.ts';
import type { After } from './timers.ts';

export interface RunningCalls {
  /** False when a call of that number is running already. */
  start(id: number, method: string, input: unknown): boolean;
  /** Answers `cancelled` at once; unknown numbers are calls already answered. */
  cancel(id: number): void;
  /** Aborts every call without an answer. */
  stopAll(): void;
}

export interface RunningCallsOptions {
  handlers: Handlers;
  scopes: ReadonlySet<SessionScope>;
  inFlight: number;
  after: After;
  log: (message: string) => void;
  answer: (frame: ServerFrame) => void;
}

/** The calls of one session that have no answer yet. Each is answered once: by its end, a cancellation or its timeout. */
export function createRunningCalls(options: RunningCallsOptions): RunningCalls {
  const stops = new Map<number, (reason: AppError) => void>();

  const answerFailure = (id: number, failure: unknown) => {
    const { code, message } = callFailure(failure);
    options.answer({ type: 'error', id, code, message });
  };

  const run = (id: number, method: MethodName, input: unknown) => {
    const controller = createController();
    const settle = (answer: () => void) => {
      forgetTimeout();
      if (stops.delete(id)) answer();
    };
    const stop = (reason: AppError) => {
      settle(() => answerFailure(id, reason));
      controller.abort(reason);
    };
    const forgetTimeout = options.after(timeoutOf(method), () => stop(tookTooLong(method)));
    stops.set(id, stop);
    runCall(options.handlers, method, input, { signal: controller.signal, scopes: options.scopes }).then(
      (output) => settle(() => options.answer({ type: 'ok', id, output })),
      (failure: unknown) => {
        const isNews = !controller.signal.aborted && callFailure(failure).isBug;
        if (isNews) options.log(`${method} failed: ${describeFailure(failure)}`);
        settle(() => answerFailure(id, failure));
      },
    );
  };

  return {
    start(id, method, input) {
      if (stops.has(id)) return false;
      if (!isMethod(method)) answerFailure(id, new AppError('bad_request', 'There is no such method.'));
      else if (stops.size >= options.inFlight) answerFailure(id, tooMany());
      else run(id, method, input);
      return true;
    },
    cancel(id) {
      stops.get(id)?.(new AppError('cancelled', 'Cancelled by the caller.'));
    },
    stopAll() {
      const gone = new AppError('cancelled', 'The connection is gone.');
      for (const stop of [...stops.values()]) stop(gone);
    },
  };
}

function tooMany(): AppError {
  return new AppError('unavailable', 'Too many calls at once. Wait for one to finish.');
}
