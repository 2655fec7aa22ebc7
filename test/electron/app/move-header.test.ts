import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, onTestFinished, test } from 'vitest';
import { type Core, createCore } from '#app/core';
import { readGuard } from '#app/guard-files';
import { resolveRemote } from '#runtime/remote/remote-target';
import { memoryKeychain } from '#test/helpers/memory-keychain';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const token = 'q8ZtP2vLw9r4Nd0mKxJ7';
const claude = 'claude-code:mcp/far@user';
const codex = 'codex:mcp/far@user';
const stateText = `{
  "mcpServers": {
    "far": {
      "type": "http",
      "url": "https://far.test/mcp",
      "headers": { "Authorization": "Bearer ${token}", "X-Readonly": "true" }
    }
  }
}
`;
const configText = `model = "o" # mine

[mcp_servers.far]
url = "https://far.test/mcp"

[mcp_servers.far.http_headers]
Authorization = "Bearer ${token}" # the key
X-Readonly = "true"
`;

async function place() {
  const home = temporaryFolder();
  const data = join(home, 'gatehouse');
  const files: Record<string, string> = {
    [claude]: join(home, '.claude.json'),
    [codex]: join(home, '.codex', 'config.toml'),
  };
  for (const folder of [join(home, '.claude'), join(home, '.codex')]) mkdirSync(folder);
  writeFileSync(files[claude] ?? '', stateText);
  writeFileSync(files[codex] ?? '', configText);
  const kept = new Map<string, string>();
  const open = async (): Promise<Core> => {
    const core = await createCore({
      ...{ home, data, keychain: memoryKeychain(kept), isSample: false, watch: false, asked: 'terminal' as const },
      log: () => undefined,
    });
    onTestFinished(() => core.close());
    return core;
  };
  return {
    ...{ data, kept, open },
    file: (id: string) => files[id] ?? '',
    async move(id: string) {
      const core = await open();
      const outcome = await (await core.secretMoves()).plan({
        plugin: id,
        server: 'far',
        variable: 'Authorization',
        project: null,
      });
      if (!outcome.ok) throw new Error(outcome.refusal.reason);
      return (await core.guards()).apply(outcome.plan.planId);
    },
    async undo(change: string) {
      const changes = await (await open()).changes();
      const outcome = await changes.planUndo(change);
      if (!outcome.ok) throw new Error(outcome.refusal.reason);
      return changes.apply(outcome.plan.planId);
    },
    withToken: () =>
      readdirSync(data, { recursive: true, withFileTypes: true })
        .filter((each) => each.isFile())
        .map((each) => join(each.parentPath, each.name))
        .filter((file) => readFileSync(file).includes(token)),
  };
}

test.each([claude, codex])(
  'the token of %s goes to the keychain whole, its server is guarded, and it is sent as before',
  async (id) => {
    const at = await place();
    const first = readFileSync(at.file(id), 'utf8');
    const change = await at.move(id);
    expect(change).toMatchObject({ kind: 'guard', applied: true, verified: true, file: at.file(id) });
    expect([...at.kept]).toEqual([[`${id}/AUTHORIZATION`, `Bearer ${token}`]]);
    expect(readFileSync(at.file(id), 'utf8')).not.toMatch(new RegExp(`${token}|far\\.test`));
    // Neither in the journal nor in a backup or the guard.
    expect(at.withToken()).toEqual([]);
    const definition = readGuard(at.data, id, 'far')?.definition;
    if (definition === undefined) throw new Error('It has no guard.');
    const secrets = { AUTHORIZATION: `Bearer ${token}` };
    expect(resolveRemote(definition, { env: {}, secrets, project: '/' })).toMatchObject({
      target: { headers: { authorization: `Bearer ${token}`, 'x-readonly': 'true' } },
    });
    const sources = await (await (await at.open()).plainSecrets()).sources(id, null);
    expect(sources[0]).toMatchObject({ server: 'far', variable: 'AUTHORIZATION', secret: {} });
    expect(await at.undo(change.id)).toMatchObject({ applied: true, verified: true });
    expect(readFileSync(at.file(id), 'utf8')).toBe(first);
    expect(at.withToken()).toEqual([]);
  },
);

test('it is put back by meaning when the file changed elsewhere', async () => {
  const at = await place();
  const change = await at.move(codex);
  writeFileSync(at.file(codex), readFileSync(at.file(codex), 'utf8').replace('model = "o"', 'model = "p"'));
  expect(await at.undo(change.id)).toMatchObject({ applied: true });
  expect(parse(readFileSync(at.file(codex), 'utf8'))).toEqual({ ...parse(configText), model: 'p' });
  const other = await at.move(claude);
  const state = JSON.parse(readFileSync(at.file(claude), 'utf8')) as object;
  writeFileSync(at.file(claude), JSON.stringify({ ...state, more: 1 }));
  expect(await at.undo(other.id)).toMatchObject({ applied: true });
  expect(JSON.parse(readFileSync(at.file(claude), 'utf8'))).toEqual({ ...JSON.parse(stateText), more: 1 });
});
