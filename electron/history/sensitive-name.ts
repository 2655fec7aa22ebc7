export type SensitiveKind = 'password' | 'secret' | 'api-key' | 'token';

/** What a name says of its value, and whether it says so strongly enough that even a UUID or a bare hash is a secret. */
export interface SensitiveName {
  kind: SensitiveKind;
  isStrong: boolean;
}

/** Words one of which every sensitive name holds, for the one pass that looks for them. Any letter case. */
export const sensitiveWords: readonly string[] = [
  ...[
    'passw',
    'passphrase',
    'passwd',
    'pwd',
    'secret',
    'token',
    'credential',
    '"auth',
    '_auth',
    '"pass',
    'passcode',
    'apikey',
  ],
  ...['api_key', 'api-key', 'access_key', 'access-key', 'accesskey', 'private_key', 'private-key', 'privatekey'],
  ...['account_key', 'account-key', 'accountkey', 'auth_key', 'auth-key', 'authkey', 'signing_key', 'signing-key'],
  ...['signingkey', 'encryption_key', 'encryption-key', 'encryptionkey', 'master_key', 'master-key', 'masterkey'],
  ...['shared_key', 'service_key', 'license_key', 'licensekey', 'integration_key', 'app_key', 'appkey', '_pass'],
];

const passwords = new Set(['password', 'passwd', 'pwd', 'passphrase', 'pass', 'passcode']);
const secrets = new Set(['secret', 'secrets', 'credential', 'credentials']);
const keyOwners = new Set(
  'api access private account auth signing encryption master shared service license integration app'.split(' '),
);
const tokenOwners = new Set('access auth api bearer refresh bot personal deploy id session oauth registry'.split(' '));
const notTokens = new Set(
  'next page continuation pagination sync cancellation max min total num cache usage'.split(' '),
);
/** What a name ends with when its value only speaks of a secret. */
const about = new Set(
  (
    'count limit type name url uri path file filename endpoint length size ttl expiry expires expiration at in usage budget ' +
    'policy ref prefix field placeholder version manager provider store arn index label title description regex pattern ' +
    'format header variable input output url location algorithm strength min max required enabled dir id rotation'
  ).split(' '),
);

/** Undefined for a name that promises no secret: `max_tokens`, `token_type`, `publicKey`, `primary_key`. */
export function sensitiveName(name: string): SensitiveName | undefined {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (about.has(last) || words.includes('public')) return undefined;
  if (words.some((word) => passwords.has(word))) return { kind: 'password', isStrong: true };
  if (words.some((word) => secrets.has(word))) return { kind: 'secret', isStrong: true };
  if (isKey(words)) return { kind: 'api-key', isStrong: true };
  if (last === 'auth') return { kind: 'token', isStrong: false };
  if (last !== 'token' || words.some((word) => notTokens.has(word))) return undefined;
  return { kind: 'token', isStrong: words.some((word) => tokenOwners.has(word)) };
}

function isKey(words: readonly string[]): boolean {
  if (words.some((word) => /^(?:api|access|private|account|auth|signing|encryption|master|license|app)key$/.test(word)))
    return true;
  return words.some((word, at) => word === 'key' && keyOwners.has(words[at - 1] ?? ''));
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
