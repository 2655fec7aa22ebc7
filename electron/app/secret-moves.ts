import { variableForHeader } from '#agents/secret-values';
import type { PlanOutcome } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Input } from '#contract/methods';
import type { Secrets } from '#secrets/secrets';
import type { Guards } from './guards.ts';
import type { PlainSecrets } from './plain-secrets.ts';

type Wanted = Input<'secrets.planMove'>;

/** Moves a secret out of a file: its server is guarded, and gets the value from the keychain at its start. */
export interface SecretMoves {
  /**
   * Reads and shows, writes nothing; `guards.apply` carries it out. Then the value is in the keychain, and read back, before
   * the file is changed; when the file is not changed, it leaves the keychain again. Throws AppError `not_found` when no such
   * secret stands in a file as plain text. Carrying it out throws `conflict` when the keychain holds another value, and
   * `unavailable` when it cannot be used.
   */
  plan(wanted: Wanted): Promise<PlanOutcome>;
}

export interface SecretMovesOptions {
  plainSecrets: PlainSecrets;
  guards: Pick<Guards, 'plan'>;
  secrets: Pick<Secrets, 'list' | 'set' | 'delete' | 'read'>;
}

export function createSecretMoves({ plainSecrets, guards, secrets }: SecretMovesOptions): SecretMoves {
  /** Whether it is new there. */
  const keep = async (plugin: string, variable: string, value: string): Promise<boolean> => {
    if (!secrets.list().some((each) => each.plugin === plugin && each.variable === variable)) {
      await secrets.set(plugin, variable, value);
      return true;
    }
    if ((await secrets.read(plugin, variable)) === value) return false;
    const message = `The keychain holds another value for ${variable} of ${plugin}. Delete the one that is wrong: there with "gatehouse secrets delete", or in the file by hand.`;
    throw new AppError('conflict', message);
  };

  const toKeychain = async (wanted: Wanted, fileHash: string | undefined): Promise<() => Promise<void>> => {
    const found = plainSecrets.find(wanted, wanted.project);
    if (found === undefined || found.fileHash !== fileHash) {
      throw new AppError('conflict', 'The file changed since the change was shown. Look at the new diff first.');
    }
    const { plugin, variable } = wanted;
    // A header has another name there.
    const name = found.finding.part === 'headers' ? variableForHeader(variable) : variable;
    const isNew = await keep(plugin, name, found.value);
    return async () => {
      // Only while the file still holds the value: a failure after the write must not lose it.
      if (!isNew || plainSecrets.find(wanted, wanted.project)?.value !== found.value) return;
      await secrets.delete(plugin, name);
    };
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
      let fileHash: string | undefined;
      const outcome = await guards.plan(plugin, server, finding.project ?? project, {
        env: finding.part === 'env' ? [variable] : [],
        headers: finding.part === 'headers' ? [variable] : [],
        says: [
          `The value of ${variable} goes to the keychain of this machine first; then it leaves this file. Copies of the file elsewhere, such as backups, may still hold it.`,
        ],
        first: () => toKeychain(wanted, fileHash),
      });
      if (outcome.ok) fileHash = outcome.plan.fileHash;
      return outcome;
    },
  };
}
