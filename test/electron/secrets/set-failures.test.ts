import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSecrets } from '#secrets/secrets';
import { memoryKeychain } from '#test/helpers/memory-keychain';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function secretsWith() {
  const dataFolder = join(temporaryFolder(), 'data');
  mkdirSync(dataFolder);
  const kept = new Map<string, string>();
  const secrets = createSecrets({ keychain: memoryKeychain(kept), dataFolder, now: () => new Date(0) });
  return { dataFolder, kept, secrets };
}

test('with a list of names that cannot be read nothing is stored, and the file stays as it is', async () => {
  const { dataFolder, kept, secrets } = secretsWith();
  writeFileSync(join(dataFolder, 'secrets.json'), '{"v":2}');
  await expect(secrets.set('demo', 'TOKEN', 'a value')).rejects.toMatchObject({ code: 'unavailable' });
  expect(kept).toEqual(new Map());
  expect(readFileSync(join(dataFolder, 'secrets.json'), 'utf8')).toBe('{"v":2}');
});

test('a value whose name cannot be noted is taken out of the keychain again', async () => {
  const { dataFolder, kept, secrets } = secretsWith();
  writeFileSync(join(dataFolder, 'locks'), 'not a folder');
  await expect(secrets.set('demo', 'TOKEN', 'a value')).rejects.toMatchObject({ code: 'unavailable' });
  expect(kept).toEqual(new Map());
});

test('a name or value no environment can hold is refused before the keychain is asked', async () => {
  const { kept, secrets } = secretsWith();
  const wrong = [
    ['', 'TOKEN', 'value'],
    ['demo', '9TOKEN', 'value'],
    ['demo', 'TO=KEN', 'value'],
    ['demo', 'TOKEN', ''],
    ['demo', 'TOKEN', 'a\0b'],
    ['demo', 'TOKEN', '\ud800'],
    ['demo', 'TOKEN', 'x'.repeat(32_769)],
  ] as const;
  for (const [plugin, variable, value] of wrong) {
    await expect(secrets.set(plugin, variable, value)).rejects.toMatchObject({ code: 'bad_request' });
  }
  expect(kept).toEqual(new Map());
});
