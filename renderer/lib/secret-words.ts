import type { KeychainState } from '#contract/secrets';

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
