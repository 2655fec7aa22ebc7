/**
 * The closed set of failures that may cross the wire. Anything else is a bug and crosses as `internal`.
 * - `bad_request`: the input does not fit the schema; asking again the same way fails again
 * - `not_found`: no such plugin, change or plan
 * - `forbidden`: the session lacks the scope, or a rule refuses the action
 * - `conflict`: the file changed since it was shown, or the action no longer applies
 * - `unavailable`: something this needs is missing now (disk full, lock held, connection gone)
 * - `cancelled`: the caller asked to stop
 */
export const errorCodes = [
  'bad_request',
  'not_found',
  'forbidden',
  'conflict',
  'unavailable',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An expected failure. `message` is for people: what happened and what to do next, never a secret. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}
