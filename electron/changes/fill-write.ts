import { AppError } from '#contract/errors';
import { decodeText } from './config-text.ts';
import { fillOperation, fillValues } from './hidden-values.ts';
import { variableOf } from './plan-undo.ts';
import type { PlannedWrite } from './planned-write.ts';
import type { Path } from './splice.ts';

/** The keychain, as far as an undo needs it. */
export interface KeptSecrets {
  /** Variables of a plugin that it is known to hold. */
  names(plugin: string): Promise<readonly string[]>;
  /** Throws AppError `unavailable` when it cannot be used, `not_found` when it has lost the value. */
  value(plugin: string, variable: string): Promise<string>;
}

/**
 * The write with the secrets it puts back, read from the keychain only now: after the yes, and before anything is written.
 * Throws AppError `unavailable` when the keychain cannot be used, and `not_found` when it has lost one.
 */
export async function fillWrite(write: PlannedWrite, secrets: KeptSecrets | undefined): Promise<PlannedWrite> {
  const { unfilled = [], after, plan, format } = write;
  if (unfilled.length === 0 || after === null) return write;
  if (secrets === undefined) throw new AppError('unavailable', 'Secrets cannot be put back here.');
  const values = new Map<string, string>();
  for (const path of unfilled) {
    values.set(JSON.stringify(path), await secrets.value(plan.id, variableOf(path)));
  }
  const valueOf = (path: Path) => values.get(JSON.stringify(path));
  return {
    ...write,
    after: Buffer.from(fillValues(format, decodeText(after) ?? '', valueOf).text),
    operation: fillOperation(write.operation, valueOf),
    ...(write.mark === undefined
      ? {}
      : { mark: { ...write.mark, operation: fillOperation(write.mark.operation, valueOf) } }),
  };
}
