import { AppError, type ErrorCode } from '#contract/errors';

export interface CallFailure {
  code: ErrorCode;
  message: string;
  /** Nobody meant this to happen: its cause belongs in the log, and nowhere else. */
  isBug: boolean;
}

/** What may cross the wire of a failure: an expected one as it is, a bug only as `internal`. */
export function callFailure(failure: unknown): CallFailure {
  if (failure instanceof AppError) {
    return { code: failure.code, message: failure.message, isBug: failure.code === 'internal' };
  }
  return { code: 'internal', message: 'Gatehouse failed at this. Its log says why.', isBug: true };
}

/** For the log: the failure with its stack and every cause. */
export function describeFailure(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const own = failure.stack ?? `${failure.name}: ${failure.message}`;
  return failure.cause === undefined ? own : `${own}\ncaused by ${describeFailure(failure.cause)}`;
}
