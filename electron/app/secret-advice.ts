import type { SecretHolder } from '#agents/secret-values';
import { variableSchema } from '#contract/secrets';
import type { FoundSecret } from './secret-places.ts';

/** Why a secret cannot be moved to the keychain from here, and what to do instead. Undefined: it can be moved. */
export function adviceFor(
  { server, fixedBy }: Pick<SecretHolder, 'server' | 'fixedBy'>,
  { part, name }: Pick<FoundSecret, 'part' | 'name'>,
): string | undefined {
  if (server === undefined) {
    return 'Every program the agent starts gets it. Give it only to the servers that need it: store it for each of them, guard them, and take it out of this file.';
  }
  if (fixedBy !== undefined) {
    return `${fixedBy} Store it with "gatehouse secrets set", guard the server, take it out of the file, and replace it where it was issued if the file was committed.`;
  }
  if (part === 'headers') return name === 'bearer_token' ? refusedToken : undefined;
  return part === 'env' ? adviceForName(name) : elsewhere[part];
}

const refusedToken =
  'Codex refuses a token that is written here. Name the variable that has it with bearer_token_env_var, and take it out of this file.';

const elsewhere: Record<Exclude<FoundSecret['part'], 'env' | 'headers'>, string> = {
  args: 'An argument can be read by every program of yours while the server runs. If the server reads a variable instead, put it under "env"; then it can be moved.',
  url: 'It is part of an address. If the server takes it as a variable instead, put it under "env"; then it can be moved.',
};

function adviceForName(name: string): string | undefined {
  if (variableSchema.safeParse(name).success) return undefined;
  return 'The keychain hands out only variables of letters, digits and "_". Rename it if the server allows that.';
}
