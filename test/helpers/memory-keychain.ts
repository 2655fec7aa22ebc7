import type { Keychain } from '#secrets/keychain';

/** A keychain that is always open; what it keeps is in `kept`, by account. */
export function memoryKeychain(kept: Map<string, string>): Keychain {
  return (request) => {
    if (request.kind === 'probe') return Promise.resolve({ ok: true, values: [] });
    const accounts = request.kind === 'get' ? request.accounts : [request.account];
    if (request.kind === 'set') kept.set(request.account, request.value);
    if (request.kind === 'delete') kept.delete(request.account);
    return Promise.resolve({ ok: true, values: accounts.map((each) => kept.get(each) ?? null) });
  };
}
