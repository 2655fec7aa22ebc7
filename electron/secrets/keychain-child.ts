import type * as Keytar from 'keytar';

/**
 * The program that talks to the operating system's keychain, in a process of its own: a native call can wait for a
 * person's prompt for ever, and with a locked keyring libsecret has been seen to end the whole process. It answers one
 * request over its channel and is then ended by whoever started it. It writes nothing to any output.
 */

/** What a keychain is asked. `account` is `<plugin id>/<VARIABLE>`. */
export type KeychainRequest =
  | { kind: 'probe' }
  | { kind: 'get'; accounts: readonly string[] }
  | { kind: 'set'; account: string; value: string }
  | { kind: 'delete'; account: string };

/** `values` are those found, in the order of the accounts; null where there is none. */
export type KeychainAnswer =
  | { ok: true; values: readonly (string | null)[] }
  | { ok: false; state: 'locked' | 'none'; why: string };

const SERVICE = 'gatehouse';
/** No plugin has this id. It says whether the keychain really keeps things; its value is no secret. */
const CHECK = { account: 'gatehouse-check', value: 'This entry shows that Gatehouse can use the keychain.' };

type Keychain = typeof Keytar;

process.once('message', (request: KeychainRequest) => {
  void answer(request).then((said) => process.send?.(said));
});
// Whoever asked is gone. An ordinary exit would wait for the thread that hangs in the native call.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

async function answer(request: KeychainRequest): Promise<KeychainAnswer> {
  try {
    // A missing libsecret throws here, a missing service at the first call.
    // A CommonJS module: built into another it shows its functions under `default` alone.
    const keychain = (await import('keytar')).default;
    process.send?.('asking');
    const known = await keychain.getPassword(SERVICE, CHECK.account);
    const locked = known === CHECK.value ? undefined : await whyNothingIsKept(keychain);
    if (locked !== undefined) return { ok: false, state: 'locked', why: locked };
    return { ok: true, values: await carryOut(keychain, request) };
  } catch (error) {
    return { ok: false, state: 'none', why: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * A locked keyring answers "no such entry" instead of failing (gnome-keyring 42 through libsecret), so only an entry
 * that comes back proves that it is open. Undefined when it does.
 */
async function whyNothingIsKept(keychain: Keychain): Promise<string | undefined> {
  try {
    await keychain.setPassword(SERVICE, CHECK.account, CHECK.value);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const kept = await keychain.getPassword(SERVICE, CHECK.account);
  return kept === CHECK.value ? undefined : 'What is stored does not come back.';
}

async function carryOut(keychain: Keychain, request: KeychainRequest): Promise<(string | null)[]> {
  if (request.kind === 'probe') return [];
  if (request.kind === 'get') {
    const values: (string | null)[] = [];
    // One after the other: several prompts at once would bury each other.
    for (const account of request.accounts) values.push(await keychain.getPassword(SERVICE, account));
    return values;
  }
  if (request.kind === 'set') await keychain.setPassword(SERVICE, request.account, request.value);
  else await keychain.deletePassword(SERVICE, request.account);
  return [await keychain.getPassword(SERVICE, request.account)];
}
