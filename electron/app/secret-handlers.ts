import { AppError } from '#contract/errors';
import type { MethodName, Output } from '#contract/methods';
import type { Handlers } from '#rpc/server';
import type { Secrets } from '#secrets/secrets';
import type { PlainSecrets } from './plain-secrets.ts';
import type { SecretMoves } from './secret-moves.ts';

type SecretHandlers = Pick<Handlers, Extract<MethodName, `secrets.${string}`>>;

/** What is asked of the home that is looked at. */
export interface SecretsOwner {
  isSample: boolean;
  secrets(): Promise<Secrets>;
  plainSecrets(): Promise<PlainSecrets>;
  secretMoves(): Promise<SecretMoves>;
}

/** Names and states go out. A value only comes in, from the one session that has the scope for it. */
export function secretHandlers(owner: () => SecretsOwner): SecretHandlers {
  let asking: Promise<Output<'secrets.state'>> | undefined;
  const ask = async () => (await owner().secrets()).state();

  return {
    // One process asks for all windows: a keychain that waits for a person would otherwise be asked in a heap.
    'secrets.state': () => {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    'secrets.list': async () => ({ secrets: (await owner().secrets()).list() }),
    'secrets.findings': async ({ project }) => ({ findings: await (await owner().plainSecrets()).list(project) }),
    'secrets.sources': async ({ id, project }) => ({
      sources: await (await owner().plainSecrets()).sources(id, project),
    }),
    'secrets.planMove': async (input) => {
      await ofRealHome(owner());
      return (await owner().secretMoves()).plan(input);
    },
    'secrets.set': async ({ plugin, variable, value }) => {
      await (await ofRealHome(owner())).set(plugin, variable, value);
      return {};
    },
    'secrets.delete': async ({ plugin, variable }) => {
      await (await ofRealHome(owner())).delete(plugin, variable);
      return {};
    },
  };
}

/** The keychain is the person's own even when the home is a copy: plugins of the same id would share their values. */
function ofRealHome({ isSample, secrets }: SecretsOwner): Promise<Secrets> {
  if (isSample) throw new AppError('forbidden', 'The sample home has no secrets: the keychain is your real one.');
  return secrets();
}
