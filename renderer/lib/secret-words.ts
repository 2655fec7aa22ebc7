import type { KeychainState, PlainSecret, SecretSource } from '#contract/secrets';

/** What stands before the details of each state. */
export const keychainWords: Record<KeychainState['state'], string> = {
  ready: 'Keychain ready',
  locked: 'Keychain locked',
  waiting: 'Keychain waits for you',
  none: 'No keychain',
};

/** `23 Nov 2026`. */
export function dayText(at: string): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** What a finding looks like: `github-pat` is a shape, the kinds of names are words. */
export function ruleWords({ rule, part }: Pick<PlainSecret, 'rule' | 'part'>): string {
  const where = { env: 'variable', headers: 'header', args: 'argument', url: 'address' }[part];
  return `${rule.replaceAll('-', ' ')}, ${where}`;
}

export type SourceState = 'keychain' | 'plain' | 'file' | 'agent' | 'missing';

/** Where a server gets the variable from; the keychain wins over all else. */
export function sourceState({ secret, plain, isInFile, isPassed, isSetHere }: SecretSource): SourceState {
  if (plain !== undefined) return 'plain';
  if (secret !== undefined) return 'keychain';
  if (isInFile) return 'file';
  return isPassed && isSetHere ? 'agent' : 'missing';
}

export const sourceWords: Record<SourceState, string> = {
  keychain: 'In the keychain',
  plain: 'Plain text',
  file: 'In its entry',
  agent: 'From the agent',
  missing: 'Missing',
};

/** What a state means for the server. */
export const sourceHints: Record<SourceState, string> = {
  keychain: 'Handed to the server when it starts through Gatehouse.',
  plain: 'Every program of yours can read it in that file.',
  file: 'Its entry gives it a value that does not look like a secret.',
  agent: 'The agent hands it on from its own environment, where Gatehouse sees it too.',
  missing: 'It is named, and not set in the environment Gatehouse runs in; that of the agent may differ.',
};
