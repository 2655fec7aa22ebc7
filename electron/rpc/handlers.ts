import { type z } from 'zod';
import type { SessionScope } from '#contract/define';
import { AppError } from '#contract/errors';
import { type MethodName, type Methods, methods, type Output } from '#contract/methods';
import type { Signal } from './signal.ts';

export interface CallContext {
  /** Aborted when the caller cancels, gives up or is gone. */
  signal: Signal;
  scopes: ReadonlySet<SessionScope>;
}

/** One handler for each row of the method table; a missing one does not compile. */
export type Handlers = {
  [M in MethodName]: (input: z.output<Methods[M]['input']>, context: CallContext) => Output<M> | Promise<Output<M>>;
};

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/**
 * The one place where a call is judged: scope, then input; the output is parsed too, so that no field leaves that the
 * table does not name. Throws AppError `forbidden` or `bad_request`; a wrong output is a bug and throws as such.
 */
export async function runCall(
  handlers: Handlers,
  method: MethodName,
  input: unknown,
  context: CallContext,
): Promise<unknown> {
  const row = methods[method];
  if (!context.scopes.has(row.scope)) {
    throw new AppError('forbidden', `This session may not use ${method}: it lacks the scope ${row.scope}.`);
  }
  const parsed = row.input.safeParse(input);
  if (!parsed.success) throw new AppError('bad_request', `The input of ${method} is wrong: ${inWords(parsed.error)}`);
  // The table ties name, input and handler together; the compiler cannot follow that through a variable name.
  const handler = handlers[method] as (input: unknown, context: CallContext) => unknown;
  return row.output.parse(await handler(parsed.data, context));
}

function inWords(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join('; ');
}
