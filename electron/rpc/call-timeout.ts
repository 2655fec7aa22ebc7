import type { MethodRow } from '#contract/define';
import { AppError } from '#contract/errors';
import { type MethodName, methods } from '#contract/methods';

/** For methods whose row states no `timeoutMs`. */
const usualMs = 30_000;

/** Milliseconds. */
export function timeoutOf(method: MethodName): number {
  const row: MethodRow = methods[method];
  return row.timeoutMs ?? usualMs;
}

export function tookTooLong(method: MethodName): AppError {
  return new AppError('unavailable', `${method} took too long and was given up. What it was doing may still finish.`);
}
