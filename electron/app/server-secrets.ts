import { join } from 'node:path';
import { secretsFileName } from '#contract/secrets';
import { isThere } from '#platform/private-files';

/** What the keychain holds for a plugin's servers. It is asked only when something was stored: every start would pay for it. */
export async function serverSecrets(data: string, plugin: string): Promise<Record<string, string>> {
  if (!isThere(join(data, secretsFileName))) return {};
  const { createSecrets } = await import('#secrets/secrets');
  const { systemKeychain } = await import('#secrets/keychain');
  return createSecrets({ keychain: systemKeychain(), dataFolder: data, now: () => new Date() }).secretsFor(plugin);
}
