import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Plugin } from '#contract/plugin';
import { type CodexRow, codexList, ourList, ownId } from './listed.ts';
import { corpusHome } from './mounted-home.ts';

/**
 * Codex lists `openai-curated` only while somebody is signed in with ChatGPT. It believes what the token says until it
 * asks the server, and there is no network: a made-up token of nobody shows what a signed-in developer would see.
 */
function madeUpLogin(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    email: 'nobody@example.invalid',
    exp: Math.floor(Date.now() / 1000) + 86_400,
    'https://api.openai.com/auth': { chatgpt_plan_type: 'plus', chatgpt_account_id: 'made-up', chatgpt_user_id: 'u' },
  };
  const token = `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.unsigned`;
  return JSON.stringify({
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: { id_token: token, access_token: token, refresh_token: 'made-up', account_id: 'made-up' },
    last_refresh: new Date().toISOString(),
  });
}

let theirs: CodexRow[];
let ours: Plugin[];

beforeAll(async () => {
  const home = corpusHome('codex-home');
  ours = (await ourList(home)).filter((row) => row.agent === 'codex' && row.kind === 'plugin');
  writeFileSync(join(home.folder, '.codex', 'auth.json'), madeUpLogin(), { mode: 0o600 });
  theirs = await codexList(home);
});

test('signed in, Codex lists every curated plugin we list without it, and no other', () => {
  const installed = ours.filter((row) => row.effective.state !== 'missing').map(ownId);
  expect(theirs.map((row) => row.pluginId).sort()).toEqual(installed.sort());
  expect(theirs.filter((row) => row.pluginId.endsWith('@openai-curated')).length).toBeGreaterThan(20);
});

test('with the same version and enabled, plugin by plugin', () => {
  const said = theirs.map((row) => [row.pluginId, row.version, row.enabled]);
  const mine = new Map(ours.map((row) => [ownId(row), row]));
  expect(
    theirs.map(({ pluginId }) => [pluginId, mine.get(pluginId)?.version, mine.get(pluginId)?.effective.enabled]),
  ).toEqual(said);
});
