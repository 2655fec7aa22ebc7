import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type SecretsOwner, secretHandlers } from '#app/secret-handlers';
import type { SessionScope } from '#contract/define';
import type { MethodName } from '#contract/methods';
import { runCall } from '#rpc/handlers';
import { createSecrets } from '#secrets/secrets';
import { memoryKeychain } from '#test/helpers/memory-keychain';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { sampleHandlers } from '../rpc/sample-handlers.ts';

const value = 'only-in-never-out';
const name = { plugin: 'claude-code:mcp/echo@user', variable: 'TOKEN' };

function served(isSample = false) {
  const dataFolder = join(temporaryFolder(), 'data');
  mkdirSync(dataFolder);
  const kept = new Map<string, string>();
  const open = memoryKeychain(kept);
  let probes = 0;
  const secrets = createSecrets({
    keychain: async (request, limit) => {
      if (request.kind === 'probe') probes += 1;
      return open(request, limit);
    },
    ...{ dataFolder, now: () => new Date(0) },
  });
  const notAsked = () => Promise.reject(new Error('not asked here'));
  const owner: SecretsOwner = {
    ...{ isSample, secrets: () => Promise.resolve(secrets) },
    ...{ plainSecrets: notAsked, secretMoves: notAsked },
  };
  const handlers = sampleHandlers(secretHandlers(() => owner));
  const call = (method: MethodName, input: unknown, scopes: readonly SessionScope[]) =>
    runCall(handlers, method, input, { signal: new AbortController().signal, scopes: new Set(scopes) });
  return { call, kept, probes: () => probes };
}

const browser = ['read', 'control'] as const;
const desktop = ['read', 'control', 'secrets'] as const;

test('a value comes in from the desktop window alone, and no answer has it', async () => {
  const { call, kept } = served();
  await expect(call('secrets.set', { ...name, value }, browser)).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.not.stringContaining(value),
  });
  expect(kept.size).toBe(0);
  expect(await call('secrets.set', { ...name, value }, desktop)).toEqual({});
  expect([...kept.values()]).toEqual([value]);
  const list = await call('secrets.list', {}, ['read']);
  expect(list).toEqual({ secrets: [{ ...name, created: '1970-01-01T00:00:00.000Z' }] });
});

test('a session that only reads deletes nothing, one with control does', async () => {
  const { call, kept } = served();
  await call('secrets.set', { ...name, value }, desktop);
  await expect(call('secrets.delete', name, ['read'])).rejects.toMatchObject({ code: 'forbidden' });
  expect(kept.size).toBe(1);
  await call('secrets.delete', name, browser);
  expect(kept.size).toBe(0);
  await expect(call('secrets.delete', name, browser)).rejects.toMatchObject({ code: 'not_found' });
});

test('wrong input is refused without repeating it', async () => {
  const { call, kept } = served();
  for (const input of [{ ...name, value: 7 }, { ...name, value, more: value }, { value }, value, null]) {
    await expect(call('secrets.set', input, desktop)).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.not.stringContaining(value),
    });
  }
  await expect(call('secrets.set', { ...name, value: 'a\0b' }, desktop)).rejects.toMatchObject({ code: 'bad_request' });
  expect(kept.size).toBe(0);
});

test('with the sample home nothing is stored in the real keychain, nor removed from it', async () => {
  const { call, kept } = served(true);
  await expect(call('secrets.set', { ...name, value }, desktop)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(call('secrets.delete', name, desktop)).rejects.toMatchObject({ code: 'forbidden' });
  expect(kept.size).toBe(0);
});

test('many who look at the same moment ask the keychain once', async () => {
  const { call, probes } = served();
  await Promise.all(Array.from({ length: 20 }, () => call('secrets.state', {}, ['read'])));
  expect(probes()).toBe(1);
  await call('secrets.state', {}, ['read']);
  expect(probes()).toBe(2);
});
