// Hands out one secret as a start of its server does; prints only a hash of it. argv: data folder, plugin, variable.
import { createHash } from 'node:crypto';
import { systemKeychain } from '#secrets/keychain';
import { createSecrets } from '#secrets/secrets';

const [dataFolder = '', plugin = '', variable = ''] = process.argv.slice(2);
const secrets = createSecrets({ keychain: systemKeychain(), dataFolder, now: () => new Date() });
const { [variable]: value = '' } = await secrets.secretsFor(plugin);
console.log(createHash('sha256').update(value).digest('hex'));
