import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeGuard } from '#app/guard-files';
import { permissionHandlers } from '#app/permission-handlers';
import { followPermissions } from '#app/permission-watch';
import { createPermissions } from '#app/permissions';
import { toolPinsFor } from '#app/tool-pins';
import type { SessionScope } from '#contract/define';
import { AppError } from '#contract/errors';
import type { CallDetail } from '#contract/history';
import type { Input, MethodName, Output } from '#contract/methods';
import { nothingProvided, type Plugin } from '#contract/plugin';
import type { History } from '#history/history';
import { runCall } from '#rpc/handlers';
import { eventually } from '#test/helpers/eventually';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { sampleHandlers } from '../rpc/sample-handlers.ts';

const id = 'claude-code:mcp/db@user';
const db: Plugin = {
  ...{ id, agent: 'claude-code', kind: 'mcp', name: 'db', installs: [], problems: [], switch: { can: true } },
  effective: { state: 'enabled', enabled: true, decidedBy: { scope: 'user', reason: 'There.' }, layers: [] },
  provides: { ...nothingProvided, mcpServers: 1 },
  components: [{ kind: 'mcp-server', name: 'db' }],
};

function place(options: { isSample?: boolean; systemRules?: object[]; call?: Partial<CallDetail> } = {}) {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const systemPolicy = join(folder, 'system.json');
  if (options.systemRules !== undefined) {
    writeFileSync(systemPolicy, JSON.stringify({ v: 1, rules: options.systemRules }), { mode: 0o644 });
  }
  let changes = 0;
  const row = {
    ...{ id: 7, type: 'tool', at: 0, agent: 'claude-code', session: 's', plugin: id, server: 'db', tool: 'drop' },
    ...{ outcome: 'denied', source: 'runtime', preview: '', name: 'mcp__db__drop', callId: 'c', redactions: [] },
    ...{ attribution: 'explicit', candidates: [], children: [] },
    ...options.call,
  } as CallDetail;
  const ask = ((_method: string, input: { id: number }) =>
    input.id === 7
      ? Promise.resolve(row)
      : Promise.reject(new AppError('not_found', 'No such call.'))) as History['ask'];
  const handlers = sampleHandlers(
    permissionHandlers(() => ({
      ...{ data, systemPolicy, isSample: options.isSample === true, history: () => Promise.resolve({ ask }) },
      describe: (wanted) =>
        wanted === id ? Promise.resolve(db) : Promise.reject(new AppError('not_found', 'Nothing.')),
      plugins: () => Promise.resolve([db, { ...db, id: 'codex:skill/x@user', provides: nothingProvided }]),
      changed: () => (changes += 1),
    })),
  );
  const call = <M extends MethodName>(
    method: M,
    input: Input<M>,
    scopes: readonly SessionScope[] = ['read', 'control'],
  ): Promise<Output<M>> =>
    runCall(handlers, method, input, { signal: new AbortController().signal, scopes: new Set(scopes) }) as Promise<
      Output<M>
    >;
  const saw = (tools: Record<string, object>, isStrict = false) =>
    toolPinsFor({
      data,
      plugin: id,
      server: 'db',
      isStrict: () => isStrict,
      now: () => new Date(0),
      say: () => {},
    }).saw(
      new Map(
        Object.entries(tools).map(([name, more]) => [
          name,
          { hash: JSON.stringify(more), definition: { name, ...more } },
        ]),
      ),
    );
  const view = async () => {
    const { servers } = await call('permissions.view', { id, project: null, folder: null });
    const [server] = servers;
    if (server === undefined) throw new Error('No server.');
    return server;
  };
  return { folder, data, ask: call, saw, view, changes: () => changes };
}

const reading = { description: 'Reads.', annotations: { readOnlyHint: true } };

describe('what is seen of one plugin', () => {
  test('each tool with its class, what would be decided of it, and by what', async () => {
    const { ask, saw, view } = place();
    expect(await view()).toMatchObject({ server: 'db', isGuarded: false, tools: [], gone: [] });
    saw({ read: reading, drop: { description: 'Drops.' } });
    await ask('permissions.setRule', { effect: 'deny', plugin: id, server: 'db', tool: 'drop' });
    const server = await view();
    expect(server.seenAt).toBe('1970-01-01T00:00:00.000Z');
    expect(server.tools).toMatchObject([
      { name: 'drop', class: 'writes', decision: { effect: 'deny', by: 'rule', rule: 'r1' } },
      {
        name: 'read',
        class: 'reads',
        annotations: { readOnlyHint: true },
        decision: { effect: 'allow', by: 'default' },
      },
    ]);
    expect(server.others.writes).toMatchObject({ effect: 'allow', by: 'default' });
    expect(server.cage).toContain('Reaches no host.');
    await expect(
      ask('permissions.view', { id: 'codex:mcp/none@user', project: null, folder: null }),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('a tool that changed comes first, with what changed, and is accepted as it was shown or not at all', async () => {
    const { ask, saw, view } = place();
    saw({ read: reading, list: {}, old: {} });
    saw({ read: { ...reading, description: 'Reads and sends.' }, list: {}, added: {} });
    const [first, second, third] = (await view()).tools;
    expect(first).toMatchObject({ name: 'added', held: { why: 'new', changes: [], whenAccepted: 'allow' } });
    expect(second).toMatchObject({
      name: 'read',
      decision: { effect: 'deny', by: 'held' },
      held: { why: 'changed', changes: [{ part: 'description', before: 'Reads.', after: 'Reads and sends.' }] },
    });
    expect(third).not.toHaveProperty('held');
    expect((await view()).gone).toEqual(['old']);
    const shown = { name: 'read', hash: second?.hash ?? '' };
    saw({ read: { description: 'Again another.' }, list: {}, added: {} });
    const accept = { plugin: id, server: 'db', tools: [shown] };
    await expect(ask('permissions.accept', accept)).rejects.toMatchObject({ code: 'conflict' });
    const now = (await view()).tools.find(({ name }) => name === 'read');
    await ask('permissions.accept', { ...accept, tools: [{ name: 'read', hash: now?.hash ?? '' }] });
    expect((await view()).tools.filter(({ held }) => held !== undefined).map(({ name }) => name)).toEqual(['added']);
  });

  test('what a stranger wrote is cut, names like __proto__ are names, and a broken file is a sentence', async () => {
    const { ask, data, saw, view } = place();
    saw({ long: { description: 'x'.repeat(50_000) }, ['__proto__']: {} }, true);
    const { tools: shown } = await view();
    expect(shown.find(({ name }) => name === 'long')?.description?.length).toBeLessThan(2_100);
    for (const { name, hash } of shown) {
      await ask('permissions.accept', { plugin: id, server: 'db', tools: [{ name, hash }] });
    }
    expect((await view()).tools.every(({ held }) => held === undefined)).toBe(true);
    const pins = join(data, 'tools');
    for (const name of readdirSync(pins)) writeFileSync(join(pins, name), '{');
    expect(await view()).toMatchObject({ tools: [], problem: expect.stringContaining('Move it away') });
  });

  test('whether its agent starts it through Gatehouse', async () => {
    const { data, view } = place();
    mkdirSync(data);
    writeGuard(data, {
      v: 1,
      plugin: id,
      server: 'db',
      at: '2026-01-01T00:00:00.000Z',
      change: null,
      project: null,
    });
    expect(await view()).toMatchObject({ isGuarded: true });
  });
});

test('the matrix counts the tools of each class by what is decided of them', async () => {
  const { ask, saw } = place();
  saw({ read: reading, drop: {}, write_a: {}, mystery: {} });
  await ask('permissions.setRule', { effect: 'deny', plugin: id, tool: 'drop' });
  await ask('permissions.setDefault', { class: 'unknown', effect: 'ask' });
  const { rows, defaults } = await ask('permissions.matrix', { project: null });
  expect(defaults).toEqual({ reads: 'allow', writes: 'allow', unknown: 'ask' });
  expect(rows).toMatchObject([
    {
      ...{ plugin: id, server: 'db', rules: 1, held: 0, isKnown: true },
      cells: {
        reads: { tools: { allow: 1, ask: 0, deny: 0 } },
        writes: { tools: { allow: 1, ask: 0, deny: 1 }, others: { effect: 'allow' }, isManaged: false },
        unknown: { tools: { allow: 0, ask: 1, deny: 0 } },
      },
    },
  ]);
});

test('strict holds the tools of a server at first sight too', async () => {
  const { ask, saw, view, data } = place();
  await ask('permissions.setStrict', { isStrict: true });
  saw({ read: reading }, createPermissions({ data, now: () => new Date() }).read().strict);
  expect((await view()).tools).toMatchObject([{ name: 'read', held: { why: 'new', changes: [] } }]);
});

describe('changing rules', () => {
  test('writes the policy, says what was replaced, and tells that it changed', async () => {
    const { ask, data, changes } = place();
    const rule = { plugin: id, server: 'db', tool: 'drop' };
    expect(await ask('permissions.setRule', { effect: 'deny', ...rule })).toEqual({
      rule: expect.objectContaining({ id: 'r1', effect: 'deny' }),
    });
    expect(await ask('permissions.setRule', { effect: 'ask', ...rule })).toMatchObject({
      ...{ rule: { id: 'r1', effect: 'ask' }, before: { id: 'r1', effect: 'deny' } },
    });
    const text = readFileSync(join(data, 'policy.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ rules: [{ id: 'r1', effect: 'ask', ...rule }] });
    expect(await ask('permissions.removeRule', { rule: 'r1' })).toMatchObject({ rule: { effect: 'ask' } });
    expect(changes()).toBe(3);
    await expect(ask('permissions.removeRule', { rule: 'r1' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a rule names its folder as runs do, and wrong input is refused', async () => {
    const { ask, folder } = place();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const { rule } = await ask('permissions.setRule', { effect: 'ask', plugin: id, project: join(folder, 'link') });
    expect(rule.project).toBe(join(folder, 'real'));
    const wrong = [
      { effect: 'ask', project: 'relative' },
      { effect: 'ask', plugin: 'no id' },
    ] as const;
    for (const input of wrong)
      await expect(ask('permissions.setRule', input)).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('a session that only reads changes nothing, and neither does anybody in the sample home', async () => {
    const { ask, data } = place();
    const inputs: [MethodName, object][] = [
      ['permissions.setRule', { effect: 'deny', plugin: id }],
      ['permissions.removeRule', { rule: 'r1' }],
      ['permissions.setDefault', { class: 'reads', effect: 'deny' }],
      ['permissions.setStrict', { isStrict: false }],
      ['permissions.accept', { plugin: id, server: 'db', tools: [{ name: 'x', hash: 'y' }] }],
    ];
    const sample = place({ isSample: true });
    for (const [method, input] of inputs) {
      await expect(ask(method, input as never, ['read'])).rejects.toMatchObject({ code: 'forbidden' });
      await expect(sample.ask(method, input as never)).rejects.toThrow(/sample home/);
    }
    expect(() => readFileSync(join(data, 'policy.json'))).toThrow();
  });

  test('rules that cannot be read are not written over', async () => {
    const { ask, data } = place();
    mkdirSync(data);
    writeFileSync(join(data, 'policy.json'), '{');
    await expect(ask('permissions.setRule', { effect: 'allow', plugin: id })).rejects.toMatchObject({
      ...{ code: 'unavailable', message: expect.stringContaining('Move it away') },
    });
    const seen = await ask('permissions.view', { id, project: null, folder: null });
    expect(seen.problems).toHaveLength(1);
    expect(seen.servers[0]?.others.reads.effect).toBe('deny');
  });

  test.runIf(process.getuid?.() === 0)('what the machine forces is not loosened', async () => {
    const { ask, saw, view } = place({ systemRules: [{ id: 'corp', effect: 'deny', tool: 'drop', reason: 'Never.' }] });
    saw({ drop: {} });
    expect((await view()).tools).toMatchObject([{ decision: { effect: 'deny', by: 'system', rule: 'corp' } }]);
    const rule = { plugin: id, server: 'db', tool: 'drop' };
    await expect(ask('permissions.setRule', { effect: 'allow', ...rule })).rejects.toMatchObject({
      ...{ code: 'forbidden', message: expect.stringContaining('rule corp') },
    });
    await ask('permissions.setRule', { effect: 'deny', ...rule });
    const { rows } = await ask('permissions.matrix', { project: null });
    expect(rows[0]?.cells.writes.isManaged).toBe(true);
  });
});

describe('why a call was denied', () => {
  const decision = { effect: 'deny', by: 'rule', rule: 'r1', reason: 'Your rule r1 denies it.' } as const;

  test('by what then, and by what now', async () => {
    const gatehouse = { run: 'r', isCaged: true, decision, refused: [] };
    const { ask } = place({ call: { gatehouse, project: '/work' } });
    await ask('permissions.setRule', { effect: 'deny', plugin: id, server: 'db', tool: 'drop' });
    const why = await ask('permissions.why', { call: 7 });
    expect(why).toMatchObject({
      about: { plugin: id, server: 'db', tool: 'drop', agent: 'claude-code', project: '/work' },
      ...{ recorded: decision, now: { effect: 'deny', rule: 'r1' }, rules: [{ id: 'r1', tool: 'drop' }] },
    });
    await ask('permissions.removeRule', { rule: 'r1' });
    expect(await ask('permissions.why', { call: 7 })).toMatchObject({
      now: { effect: 'allow', by: 'default' },
      rules: [],
    });
    await expect(ask('permissions.why', { call: 8 })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a call that Gatehouse did not see, and one that no rule can reach', async () => {
    const unseen = await place().ask('permissions.why', { call: 7 });
    expect(unseen).not.toHaveProperty('recorded');
    expect(unseen.now?.effect).toBe('allow');
    const builtIn = place({ call: { tool: 'Bash', plugin: undefined, server: undefined } as Partial<CallDetail> });
    expect(await builtIn.ask('permissions.why', { call: 7 })).toEqual({ isGuarded: false, rules: [] });
  });
});

test('a change by somebody else is noticed', async () => {
  const { data } = place();
  let times = 0;
  const stop = followPermissions(data, () => (times += 1), 20);
  try {
    await createPermissions({ data, now: () => new Date() }).setRule({ effect: 'ask', tool: 'x' });
    await eventually(() => expect(times).toBeGreaterThan(0));
  } finally {
    stop();
  }
});
