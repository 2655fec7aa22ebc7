import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Core, createCore } from '#app/core';
import type { Keychain } from '#secrets/keychain';
import { memoryKeychain } from '#test/helpers/memory-keychain';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const value = 'q8ZtP2vLw9r4Nd0mKxJ7';
const other = 'W5nB8cV2xZ7lK1jH4gF9';
/** In arguments: the guarded server needs it at its start, so its guard keeps it. */
const argument = 'N7mQ2pR9sT4vW6xY1zA3';
const claude = 'claude-code:mcp/db@user';
const codexId = 'codex:mcp/db@user';

const claudeText = `{
  "numStartups": 3,
  "mcpServers": {
    "db": {
      "type": "stdio",
      "command": "node",
      "args": ["db.js", "--api-key", "${argument}"],
      "env": {
        "DB_TOKEN": "${value}",
        "MODE": "fast"
      }
    },
    "far": { "type": "http", "url": "https://far.test/mcp", "headers": { "X-Api-Key": "${other}" } }
  },
  "projects": {}
}
`;
const codexText = `# mine
model = "o"

[mcp_servers.db]
command = "node" # kept
args = ["db.js"]

[mcp_servers.db.env]
DB_TOKEN = "${value}" # the key
MODE = "fast"

[shell_environment_policy]
set = { SHOP_SECRET = "${other}" }
`;

async function place(more: { keychain?: (kept: Map<string, string>) => Keychain } = {}) {
  const home = join(temporaryFolder(), 'home');
  const data = join(home, 'gatehouse');
  const project = join(home, 'shop');
  for (const each of [join(home, '.claude'), join(home, '.codex'), project]) mkdirSync(each, { recursive: true });
  const state = join(home, '.claude.json');
  const config = join(home, '.codex', 'config.toml');
  writeFileSync(state, claudeText.replace('"projects": {}', `"projects": { ${JSON.stringify(project)}: {} }`));
  writeFileSync(config, codexText);
  writeFileSync(join(home, '.claude', 'settings.json'), JSON.stringify({ env: { GH_TOKEN: other, DEBUG: '1' } }));
  const shop = { mcpServers: { shop: { command: 'node', env: { SHOP_API_KEY: other } } } };
  writeFileSync(join(project, '.mcp.json'), JSON.stringify(shop));
  const kept = new Map<string, string>();
  const keychain = (more.keychain ?? memoryKeychain)(kept);
  const logged: string[] = [];
  const open = async (): Promise<Core> => {
    const core = await createCore({
      ...{ home, data, keychain, isSample: false, watch: false, asked: 'terminal' as const },
      log: (message) => logged.push(message),
    });
    onTestFinished(() => core.close());
    return core;
  };
  const core = await open();
  return { home, data, project, state, config, kept, logged, open, core };
}

type Place = Awaited<ReturnType<typeof place>>;

async function planMove({ core }: Place, plugin: string) {
  const outcome = await (await core.secretMoves()).plan({ plugin, server: 'db', variable: 'DB_TOKEN', project: null });
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  return outcome.plan;
}

async function move(at: Place, plugin: string) {
  const plan = await planMove(at, plugin);
  return { plan, change: await (await at.core.guards()).apply(plan.planId) };
}

async function undo(core: Core, id: string) {
  const changes = await core.changes();
  const outcome = await changes.planUndo(id);
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  return { plan: outcome.plan, put: () => changes.apply(outcome.plan.planId) };
}

function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .filter((file) => readFileSync(file).includes(text));
}

describe('plain secrets in config files', () => {
  test('are listed with file, line, server and what can be done, and without a value', async () => {
    const at = await place();
    const findings = await (await at.core.plainSecrets()).list(null);
    const short = findings.map(({ file, line, server, variable, part, canMove }) => [
      ...[file.slice(at.home.length + 1), line, server, variable, part, canMove],
    ]);
    expect(short).toEqual([
      ['.claude.json', 9, 'db', 'DB_TOKEN', 'env', true],
      ['.claude.json', 7, 'db', '--api-key', 'args', false],
      ['.claude.json', 13, 'far', 'X-Api-Key', 'headers', true],
      ['shop/.mcp.json', 1, 'shop', 'SHOP_API_KEY', 'env', false],
      ['.claude/settings.json', 1, undefined, 'GH_TOKEN', 'env', false],
      ['.codex/config.toml', 9, 'db', 'DB_TOKEN', 'env', true],
      ['.codex/config.toml', 13, undefined, 'SHOP_SECRET', 'env', false],
    ]);
    expect(findings.every(({ canMove, advice }) => canMove === (advice === undefined))).toBe(true);
    expect(JSON.stringify(findings)).not.toMatch(new RegExp(`${value}|${other}|${argument}`));
  });

  test('that cannot be moved are refused with what to do', async () => {
    const { core, project } = await place();
    const moves = await core.secretMoves();
    const plugin = `claude-code:mcp/shop@project:${project}`;
    const outcome = await moves.plan({ plugin, server: 'shop', variable: 'SHOP_API_KEY', project: null });
    expect(outcome).toMatchObject({ ok: false, refusal: { reason: expect.stringContaining('secrets set') } });
    const gone = { plugin: claude, server: 'db', variable: 'MODE', project: null };
    await expect(moves.plan(gone)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('moving a secret to the keychain', () => {
  test.each([claude, codexId])(
    'of %s guards its server, empties the file, and an undo brings the first bytes back',
    async (id) => {
      const at = await place();
      const file = id === claude ? at.state : at.config;
      const first = readFileSync(file, 'utf8');
      const { plan, change } = await move(at, id);
      expect(change).toMatchObject({ kind: 'guard', applied: true, verified: true, file });
      expect(plan.runs[0]).toContain('goes to the keychain');
      for (const each of [value, other, argument]) expect(JSON.stringify([plan, change])).not.toContain(each);
      expect([...at.kept]).toEqual([[`${id}/DB_TOKEN`, value]]);
      const text = readFileSync(file, 'utf8');
      expect(text).not.toContain(value);
      const read = (id === claude ? JSON.parse(text) : parse(text)) as Record<
        string,
        Record<string, { env: unknown; args: string[] }>
      >;
      const entry = read[id === claude ? 'mcpServers' : 'mcp_servers']?.['db'];
      expect(entry?.env).toEqual({ MODE: 'fast' });
      expect(entry?.args).toContain('run');
      // Not in the journal, a backup or a guard: neither this one nor the others of the file.
      expect(filesWith(at.data, value)).toEqual([]);
      expect(filesWith(at.data, other)).toEqual([]);

      // By another process, which knows nothing but the journal and the keychain.
      const back = await undo(await at.open(), change.id);
      expect(back.plan.writesSecrets).toEqual(['DB_TOKEN']);
      expect(back.plan.runs.join()).toContain('plain text');
      expect(JSON.stringify(back.plan)).not.toContain(value);
      expect(await back.put()).toMatchObject({ applied: true, verified: true });
      expect(readFileSync(file, 'utf8')).toBe(first);
      expect(filesWith(at.data, value)).toEqual([]);
      expect(at.logged.join()).not.toContain(value);
    },
  );

  test('is put back by meaning when the file changed elsewhere', async () => {
    const at = await place();
    const { change } = await move(at, codexId);
    writeFileSync(at.config, readFileSync(at.config, 'utf8').replace('model = "o"', 'model = "p"'));
    const back = await undo(at.core, change.id);
    expect(await back.put()).toMatchObject({ applied: true });
    const text = readFileSync(at.config, 'utf8');
    expect(parse(text)).toMatchObject({
      model: 'p',
      mcp_servers: { db: { command: 'node', env: { DB_TOKEN: value, MODE: 'fast' } } },
    });
  });

  test('of a guarded server takes out the value alone, and the guard stays', async () => {
    const at = await place();
    const guards = await at.core.guards();
    const guarded = await guards.plan(claude, 'db', null);
    if (!guarded.ok) throw new Error(guarded.refusal.reason);
    await guards.apply(guarded.plan.planId);
    const text = readFileSync(at.state, 'utf8');
    expect(text).toContain(value);
    const { change } = await move(at, claude);
    expect(readFileSync(at.state, 'utf8')).not.toContain(value);
    expect(guards.list().guards).toMatchObject([{ plugin: claude, definition: { passEnv: ['DB_TOKEN', 'MODE'] } }]);
    await (await undo(at.core, change.id)).put();
    expect(readFileSync(at.state, 'utf8')).toBe(text);
    expect(guards.list().guards).toHaveLength(1);
  });

  test('changes no file when the keychain does not keep the value', async () => {
    const locked: Keychain = () => Promise.resolve({ ok: false, state: 'locked', why: 'no' });
    const at = await place({ keychain: () => locked });
    const first = readFileSync(at.state, 'utf8');
    await expect(move(at, claude)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('locked'),
    });
    const forgetful = await place({ keychain: () => () => Promise.resolve({ ok: true, values: [null] }) });
    await expect(move(forgetful, claude)).rejects.toMatchObject({ code: 'unavailable' });
    expect(readFileSync(forgetful.state, 'utf8')).toContain(value);
    expect(readFileSync(at.state, 'utf8')).toBe(first);
  });

  test('takes the value out of the keychain again when the file is not changed', async () => {
    const at = await place();
    const plan = await planMove(at, claude);
    // Journal and file cannot be written together: the folder of the guards is no folder.
    mkdirSync(at.data, { recursive: true });
    writeFileSync(join(at.data, 'state.db'), '');
    chmodSync(join(at.data, 'state.db'), 0o600);
    mkdirSync(join(at.data, 'guards'));
    writeFileSync(join(at.data, 'backups'), 'in the way');
    await expect((await at.core.guards()).apply(plan.planId)).rejects.toMatchObject({ code: 'unavailable' });
    expect(readFileSync(at.state, 'utf8')).toContain(value);
    expect([...at.kept]).toEqual([]);
  });

  test('refuses when the file changed since it was shown, and touches no keychain', async () => {
    const at = await place();
    const plan = await planMove(at, claude);
    writeFileSync(at.state, readFileSync(at.state, 'utf8').replace(value, other));
    await expect((await at.core.guards()).apply(plan.planId)).rejects.toMatchObject({ code: 'conflict' });
    expect([...at.kept]).toEqual([]);
  });

  test('never replaces another value the keychain holds', async () => {
    const at = await place();
    await (await at.core.secrets()).set(claude, 'DB_TOKEN', 'stored-before-1');
    await expect(move(at, claude)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(at.state, 'utf8')).toContain(value);
    expect([...at.kept.values()]).toEqual(['stored-before-1']);
  });

  test('cannot be undone without the keychain, and says so before anything is written', async () => {
    let isOpen = true;
    const at = await place({
      keychain: (kept) => {
        const open = memoryKeychain(kept);
        return (request, limit) =>
          isOpen ? open(request, limit) : Promise.resolve({ ok: false, state: 'locked', why: 'no' });
      },
    });
    const { change } = await move(at, claude);
    const back = await undo(at.core, change.id);
    isOpen = false;
    const text = readFileSync(at.state, 'utf8');
    await expect(back.put()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('locked') });
    isOpen = true;
    await (await at.core.secrets()).delete(claude, 'DB_TOKEN');
    const outcome = await (await at.core.changes()).planUndo(change.id);
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: 'secret-gone', reason: expect.stringContaining('DB_TOKEN') },
    });
    expect(readFileSync(at.state, 'utf8')).toBe(text);
  });
});

test('a switch in a file with plain secrets keeps none of them, and is undone to the very bytes', async () => {
  const at = await place();
  const first = readFileSync(at.config, 'utf8');
  const changes = await at.core.changes();
  const outcome = await changes.plan({ id: codexId, enable: false, project: null });
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  const change = await changes.apply(outcome.plan.planId);
  expect(change).toMatchObject({ applied: true, verified: true });
  expect(filesWith(at.data, value)).toEqual([]);
  expect(filesWith(at.data, other)).toEqual([]);
  await (await undo(await at.open(), change.id)).put();
  expect(readFileSync(at.config, 'utf8')).toBe(first);
});

describe('where the variables of a server come from', () => {
  test('is told for each of them', async () => {
    const at = await place();
    const plain = await at.core.plainSecrets();
    expect(await plain.sources(claude, null)).toMatchObject([
      { server: 'db', variable: 'DB_TOKEN', plain: { line: 9, canMove: true }, isInFile: false },
      { server: 'db', variable: 'MODE', isInFile: true },
      { server: 'db', variable: '--api-key', plain: { canMove: false } },
    ]);
    await move(at, claude);
    await (await at.core.secrets()).set(claude, 'EXTRA', 'one-more-value');
    const sources = await plain.sources(claude, null);
    expect(sources.map(({ variable }) => variable)).toEqual(['DB_TOKEN', 'MODE', 'EXTRA']);
    expect(sources[0]).toMatchObject({ secret: { variable: 'DB_TOKEN' } });
    expect(sources[0]?.plain).toBeUndefined();
    expect(sources[2]?.server).toBeUndefined();
  });

  test('is told of a remote server, whose headers are variables once it is guarded', async () => {
    const at = await place();
    const far = 'claude-code:mcp/far@user';
    const plain = await at.core.plainSecrets();
    expect(await plain.sources(far, null)).toMatchObject([{ variable: 'X-Api-Key', plain: { part: 'headers' } }]);
    const wanted = { plugin: far, server: 'far', variable: 'X-Api-Key', project: null };
    const outcome = await (await at.core.secretMoves()).plan(wanted);
    if (!outcome.ok) throw new Error(outcome.refusal.reason);
    await (await at.core.guards()).apply(outcome.plan.planId);
    expect(await plain.sources(far, null)).toMatchObject([{ variable: 'X_API_KEY', secret: {}, isPassed: true }]);
  });
});
