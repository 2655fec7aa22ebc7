import { decodeText, meaningOf } from './config-text.ts';
import { valueAt } from './config-value.ts';
import { type FindSecrets, hideInOperation, hideValues, type SecretPlace, secretsIn } from './hidden-values.ts';
import type { Intent } from './journal.ts';

/**
 * An intent as the journal may hold it: a marker stands in place of each secret in its texts. Only a secret that a write
 * takes out of the file without having put it into the keychain stays, because an undo would lose it.
 */
export function kept(find: FindSecrets, intent: Intent): Intent {
  const { format } = intent;
  const [before = null, after = null] = [intent.before, intent.after].map(textOf);
  const [old, next] = [secretsIn(format, before, find), secretsIn(format, after, find)];
  if (old.length + next.length === 0) return intent;
  const meaning = after === null ? undefined : meaningOf(format, after);
  const moved = movedBy(intent).map((path) => JSON.stringify(path));
  const canBeHad = ({ path, value }: SecretPlace) =>
    intent.kind !== 'guard' || valueAt(meaning, path) === value || moved.includes(JSON.stringify(path));
  const hidden = old.filter(canBeHad);
  const hide = (text: string | null, own: readonly SecretPlace[]) =>
    text === null ? null : Buffer.from(hideValues(format, text, () => own, [...hidden, ...next]));
  return {
    ...intent,
    before: hide(before, hidden),
    after: hide(after, next),
    operation: hideInOperation(intent.operation, [...hidden, ...next]),
  };
}

/** What leaves a table that is otherwise only changed has gone to the keychain first. */
function movedBy({ operation }: Intent): (string | number)[][] {
  if (operation?.kind !== 'set-keys') return [];
  const { path, below = [] } = operation;
  return below.filter(({ value }) => value === undefined).map((each) => [...path, ...each.path]);
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : (decodeText(bytes) ?? '');
}
