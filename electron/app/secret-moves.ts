import type { Change, PlanOutcome } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Input } from '#contract/methods';
import type { Secrets } from '#secrets/secrets';
import type { Guards } from './guards.ts';
import type { PlainSecrets, ValuedSecret } from './plain-secrets.ts';

type Wanted = Input<'secrets.planMove'>;

/** Moves a secret out of a file: its server is guarded, and gets the value from the keychain at its start. */
export interface SecretMoves {
  /** Reads and shows, writes nothing. Throws AppError `not_found` when no such secret stands in a file as plain text. */
  plan(wanted: Wanted): Promise<PlanOutcome>;
  /**
   * Carries out a plan, whatever made it. For one of a move the value is in the keychain, and read back, before the file is
   * changed; when the file is not changed, it leaves the keychain again. Throws what `changes.apply` throws, `conflict` when
   * the keychain holds another value, `unavailable` when it cannot be used.
   */
  apply(planId: string): Promise<Change>;
}

export interface SecretMovesOptions {
  plainSecrets: PlainSecrets;
  guards: Pick<Guards, 'plan' | 'apply'>;
  secrets: Pick<Secrets, 'list' | 'set' | 'delete' | 'read'>;
}

export function createSecretMoves({ plainSecrets, guards, secrets }: SecretMovesOptions): SecretMoves {
  const planned = new Map<string, { wanted: Wanted; fileHash: string }>();
  const isKept = ({ plugin, variable }: Wanted) =>
    secrets.list().some((each) => each.plugin === plugin && each.variable === variable);

  /** Whether it is new there. Verified by reading it back. */
  const keep = async (wanted: Wanted, value: string): Promise<boolean> => {
    const { plugin, variable } = wanted;
    if (!isKept(wanted)) {
      await secrets.set(plugin, variable, value);
      return true;
    }
    if ((await secrets.read(plugin, variable)) === value) return false;
    const message = `The keychain holds another value for ${variable} of ${plugin}. Delete the one that is wrong: there with "gatehouse secrets delete", or in the file by hand.`;
    throw new AppError('conflict', message);
  };

  return {
    async plan(wanted) {
      const { plugin, server, variable, project } = wanted;
      const found = plainSecrets.find(wanted, project);
      if (found === undefined) {
        const message = `No plain-text secret ${variable} of "${server}" of ${plugin} stands in a file. "gatehouse secrets find" lists what does.`;
        throw new AppError('not_found', message);
      }
      const { finding } = found;
      if (!finding.canMove) {
        return { ok: false, refusal: { code: 'cannot-move', reason: finding.advice ?? '', options: [] } };
      }
      const outcome = await guards.plan(plugin, server, finding.project ?? project, {
        env: [variable],
        says: [
          `The value of ${variable} goes to the keychain of this machine first; then it leaves ${finding.file}. Copies of that file, and of backups, may still hold it.`,
        ],
      });
      if (!outcome.ok) return outcome;
      planned.set(outcome.plan.planId, { wanted, fileHash: outcome.plan.fileHash });
      return outcome;
    },
    async apply(planId) {
      const move = planned.get(planId);
      if (move === undefined) return guards.apply(planId);
      planned.delete(planId);
      const { wanted, fileHash } = move;
      const found = plainSecrets.find(wanted, wanted.project);
      if (found === undefined || found.fileHash !== fileHash) {
        throw new AppError('conflict', 'The file changed since the change was shown. Look at the new diff first.');
      }
      const isNew = await keep(wanted, found.value);
      try {
        const change = await guards.apply(planId);
        if (!change.applied && isNew) await takeBack(wanted, found);
        return change;
      } catch (error) {
        if (isNew) await takeBack(wanted, found);
        throw error;
      }
    },
  };

  /** Only while the file still holds the value: a failure after the write must not lose it. */
  async function takeBack(wanted: Wanted, { value }: ValuedSecret): Promise<void> {
    if (plainSecrets.find(wanted, wanted.project)?.value !== value) return;
    await secrets.delete(wanted.plugin, wanted.variable);
  }
}
