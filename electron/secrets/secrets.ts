import { AppError } from '#contract/errors';
import { type KeychainState, type Secret, variableSchema } from '#contract/secrets';
import type { Keychain } from './keychain.ts';
import type { KeychainRequest } from './keychain-child.ts';
import { keychainState } from './keychain-state.ts';
import { isSecret, secretIndex } from './secret-index.ts';

/** Only to say how things are: a person should not be kept waiting for that. */
const PROBE_MS = 4_000;
/** Somebody may have to type a password first. */
const CALL_MS = 60_000;
/** Windows takes 2,560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE, Win32 wincred.h), two for each UTF-16 unit. */
const LONGEST_WINDOWS = 1_280;
const LONGEST = 32_768;

/** Variables of plugins whose values lie in the keychain and nowhere else. */
export interface Secrets {
  /** Asks the keychain; about a tenth of a second when it is there, four seconds when it waits for a person. */
  state(): Promise<KeychainState>;
  /** Names, never values. Does not ask the keychain. */
  list(): Secret[];
  /** Stores or replaces. Throws AppError `bad_request` for a name or value no environment can hold, `unavailable`. */
  set(plugin: string, variable: string, value: string): Promise<void>;
  /** Throws AppError `not_found` when no such name is known, `unavailable` when the keychain cannot be used. */
  delete(plugin: string, variable: string): Promise<void>;
  /**
   * The values of all secrets of a plugin, or of `names` among them, for its environment at spawn. Notes the use.
   * Does not ask the keychain when there are none. Throws AppError `unavailable`, and `not_found` when the keychain
   * has lost one: a server never starts with half of its secrets.
   */
  secretsFor(plugin: string, names?: readonly string[]): Promise<Record<string, string>>;
  /** One value, for moving it between a file and the keychain; no use is noted. Throws as `secretsFor` does. */
  read(plugin: string, variable: string): Promise<string>;
}

export interface SecretsOptions {
  keychain: Keychain;
  dataFolder: string;
  now(): Date;
  /** Milliseconds the keychain may take to say how it is; PROBE_MS unless told. */
  probeMs?: number;
}

export function createSecrets({ keychain, dataFolder, now, probeMs = PROBE_MS }: SecretsOptions): Secrets {
  const index = secretIndex(dataFolder);

  const ask = async (request: KeychainRequest): Promise<readonly (string | null)[]> => {
    const outcome = await keychain(request, CALL_MS);
    if (outcome.ok) return outcome.values;
    const { detail, remedy } = keychainState(outcome);
    throw new AppError('unavailable', `${detail} ${remedy ?? ''}`.trim());
  };

  const noteStored = (plugin: string, variable: string) =>
    index.change((secrets) => {
      const at = now().toISOString();
      const known = secrets.find(isSecret(plugin, variable));
      const next = known === undefined ? { plugin, variable, created: at } : { ...known, replaced: at };
      return [...secrets.filter((each) => each !== known), next];
    });

  return {
    state: async () => keychainState(await keychain({ kind: 'probe' }, probeMs)),
    list: () => index.list(),
    async set(plugin, variable, value) {
      mustBeUsable(plugin, variable, value);
      // Before anything is stored: a list that cannot be read cannot take the name either.
      const isNew = !index.list().some(isSecret(plugin, variable));
      const [kept] = await ask({ kind: 'set', account: account(plugin, variable), value });
      if (kept !== value) throw new AppError('unavailable', 'The keychain did not keep the value. Try again.');
      try {
        await noteStored(plugin, variable);
      } catch (error) {
        // A value without a name would stay where nobody looks for it.
        if (isNew) await ask({ kind: 'delete', account: account(plugin, variable) });
        throw error;
      }
    },
    async delete(plugin, variable) {
      if (!index.list().some(isSecret(plugin, variable))) {
        throw new AppError('not_found', `No secret ${variable} of ${plugin} is known.`);
      }
      const [left] = await ask({ kind: 'delete', account: account(plugin, variable) });
      if (left !== null) throw new AppError('unavailable', 'The keychain still has the value. Try again.');
      await index.change((secrets) => secrets.filter((each) => !isSecret(plugin, variable)(each)));
    },
    async read(plugin, variable) {
      const [value] = await ask({ kind: 'get', accounts: [account(plugin, variable)] });
      return present(plugin, variable, value);
    },
    async secretsFor(plugin, names) {
      const known = index.list().filter((each) => each.plugin === plugin);
      const wanted = names ?? known.map((each) => each.variable);
      const variables = wanted.filter((name) => known.some((each) => each.variable === name));
      if (variables.length === 0) return {};
      const values = await ask({ kind: 'get', accounts: variables.map((each) => account(plugin, each)) });
      const found = variables.map((variable, at): [string, string] => [
        variable,
        present(plugin, variable, values[at]),
      ]);
      const at = now().toISOString();
      await index.change((secrets) =>
        secrets.map((each) =>
          each.plugin === plugin && variables.includes(each.variable) ? { ...each, lastUsed: at } : each,
        ),
      );
      return Object.fromEntries(found);
    },
  };
}

function account(plugin: string, variable: string): string {
  return `${plugin}/${variable}`;
}

function present(plugin: string, variable: string, value: string | null | undefined): string {
  if (typeof value === 'string') return value;
  throw new AppError(
    'not_found',
    `The keychain has no ${variable} of ${plugin} any more. Set it again: gatehouse secrets set ${plugin} ${variable}`,
  );
}

function mustBeUsable(plugin: string, variable: string, value: string): void {
  if (plugin === '') throw new AppError('bad_request', 'Name the plugin that gets the secret.');
  if (!variableSchema.safeParse(variable).success) {
    throw new AppError('bad_request', 'A variable is made of letters, digits and "_" and begins with no digit.');
  }
  const longest = process.platform === 'win32' ? LONGEST_WINDOWS : LONGEST;
  if (value === '') throw new AppError('bad_request', 'The value is empty. To remove a secret, delete it.');
  if (value.length > longest) throw new AppError('bad_request', `The value is longer than ${longest} characters.`);
  if (value.includes('\0') || !value.isWellFormed()) {
    throw new AppError('bad_request', 'The value has a character no environment variable can hold.');
  }
}
