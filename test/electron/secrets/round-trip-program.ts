// Run inside a session bus of its own; prints what it saw as JSON. argv: data folder, what to do.
import { AppError } from '#contract/errors';
import { systemKeychain } from '#secrets/keychain';
import { createSecrets } from '#secrets/secrets';

const [dataFolder = '', action = ''] = process.argv.slice(2);
// On a busy machine an answer may take longer than a person should wait; only where somebody is waited for it must not.
const probeMs = process.env['TEST_PROBE_MS'] === undefined ? 60_000 : Number(process.env['TEST_PROBE_MS']);
const secrets = createSecrets({ keychain: systemKeychain(), dataFolder, now: () => new Date(), probeMs });
const plugin = 'claude-code:plugin:weather@market';

async function roundTrip(): Promise<unknown> {
  const values = JSON.parse(process.env['TEST_VALUES'] ?? '[]') as string[];
  const same: boolean[] = [];
  for (const [at, value] of values.entries()) {
    await secrets.set(plugin, `VALUE_${at}`, value);
    same.push((await secrets.secretsFor(plugin, [`VALUE_${at}`]))[`VALUE_${at}`] === value);
  }
  await secrets.set(plugin, 'VALUE_0', 'replaced');
  const replaced = (await secrets.secretsFor(plugin))['VALUE_0'];
  const other = await secrets.secretsFor('another-plugin');
  await secrets.delete(plugin, 'VALUE_0');
  const left = Object.keys(await secrets.secretsFor(plugin));
  return { same, replaced, other, left, names: secrets.list(), state: await secrets.state() };
}

async function refusal(work: Promise<unknown>): Promise<unknown> {
  try {
    return { done: await work };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message };
    throw error;
  }
}

if (action === 'round-trip') console.log(JSON.stringify(await roundTrip()));
else if (action === 'store') await secrets.set(plugin, 'VALUE', 'kept before');
else {
  const state = await secrets.state();
  // A prompt would be waited for a minute: what is refused is asked only where there is none.
  const set = state.state === 'waiting' ? null : await refusal(secrets.set(plugin, 'OTHER', 'tell-no-one'));
  const get = state.state === 'waiting' ? null : await refusal(secrets.secretsFor(plugin));
  console.log(JSON.stringify({ state, set, get, names: secrets.list() }));
}
