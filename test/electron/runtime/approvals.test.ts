import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDoors } from '#app/approval-doors';
import { type Approvals, openApprovals } from '#app/approvals';
import { createPermissions } from '#app/permissions';
import { runApprovals } from '#app/run-approvals';
import type { ApprovalDoor } from '#contract/approvals';
import type { Decision } from '#contract/policy';
import type { ApprovalQuestion } from '#runtime/gate';
import { eventually } from '#test/helpers/eventually';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const about = { plugin: 'claude-code:mcp/db@user', server: 'db', agent: 'claude-code', project: '/work' } as const;
const ask: Decision = { effect: 'ask', by: 'rule', rule: 'r1', reason: 'Your rule r1 wants a yes for it.' };

function question(tool = 'drop', args = '{"table":"users"}'): ApprovalQuestion {
  return { tool, args, session: 's1', decision: ask };
}

function asker(data: string) {
  const clean = (text: string) => ({ text, size: Buffer.byteLength(text), redactions: {} });
  return runApprovals({ data, about, clean, now: Date.now });
}

async function app(data: string, waitMs?: number): Promise<Approvals> {
  const opened = await openApprovals({
    ...{ data, log: (message) => expect.fail(message), now: () => new Date() },
    ...(waitMs === undefined ? {} : { waitMs }),
  });
  onTestFinished(() => opened.close());
  return opened;
}

async function firstId(approvals: Approvals): Promise<string> {
  await eventually(() => expect(approvals.list()).not.toEqual([]));
  return approvals.list()[0]?.id ?? '';
}

const place = () => join(temporaryFolder(), 'data');
const never = new AbortController().signal;

describe('a call that needs a yes', () => {
  test.runIf(process.getuid?.() === 0)('is not allowed always where the machine wants a yes each time', async () => {
    const data = place();
    mkdirSync(data, { recursive: true });
    const systemPolicy = join(data, '..', 'system.json');
    writeFileSync(systemPolicy, JSON.stringify({ v: 1, rules: [{ id: 'corp', effect: 'ask' }] }), { mode: 0o644 });
    const options = { data, systemPolicy, log: (message: string) => expect.fail(message), now: () => new Date() };
    const approvals = await openApprovals(options);
    onTestFinished(() => approvals.close());
    const decision = asker(data)(question(), never);
    const id = await firstId(approvals);
    await expect(approvals.answer(id, 'always')).rejects.toMatchObject({ code: 'forbidden' });
    expect(approvals.list()).toHaveLength(1);
    await approvals.answer(id, 'once');
    expect(await decision).toMatchObject({ effect: 'allow' });
    expect(existsSync(join(data, 'policy.json'))).toBe(false);
  });

  test('is shown with everything it wants, and made once it is allowed', async () => {
    const data = place();
    const approvals = await app(data);
    const seen: number[] = [];
    approvals.onChanged((waiting) => seen.push(waiting.length));
    const decision = asker(data)(question(), never);
    const id = await firstId(approvals);
    expect(approvals.list()).toMatchObject([
      { ...about, tool: 'drop', args: '{"table":"users"}', session: 's1', reason: ask.reason, rule: 'r1' },
    ]);
    await approvals.answer(id, 'once');
    expect(await decision).toEqual({ effect: 'allow', by: 'approval', rule: 'r1', reason: 'You allowed this call.' });
    expect(approvals.list()).toEqual([]);
    await expect(approvals.answer(id, 'once')).rejects.toThrow(/does not wait any more/);
    expect(seen).toEqual([1, 0]);
  });

  test('is denied by a no, by time, and when nobody is there', async () => {
    const data = place();
    expect(await asker(data)(question(), never)).toMatchObject({ effect: 'deny', by: 'no-app' });
    const approvals = await app(data);
    const denied = asker(data)(question(), never);
    await approvals.answer(await firstId(approvals), 'deny');
    expect(await denied).toMatchObject({ effect: 'deny', by: 'approval' });
    await approvals.close();
    const late = await app(data, 30);
    expect(await asker(data)(question(), never)).toMatchObject({ effect: 'deny', by: 'timeout' });
    expect(late.list()).toEqual([]);
  });

  test('allowed for a session is not asked again in it, and only this tool', async () => {
    const data = place();
    const approvals = await app(data);
    const run = asker(data);
    const first = run(question(), never);
    await approvals.answer(await firstId(approvals), 'session');
    expect(await first).toMatchObject({ effect: 'allow' });
    expect(await run(question(), never)).toMatchObject({ effect: 'allow', by: 'approval' });
    const other = run(question('other'), never);
    await approvals.answer(await firstId(approvals), 'deny');
    expect(await other).toMatchObject({ effect: 'deny' });
  });

  test('allowed always becomes a rule about this tool, as narrow as the one that asked', async () => {
    const data = place();
    const permissions = createPermissions({ data, now: () => new Date() });
    await permissions.setRule({ effect: 'ask', plugin: about.plugin, project: '/work' });
    const approvals = await app(data);
    const decision = asker(data)(question(), never);
    await approvals.answer(await firstId(approvals), 'always');
    expect(await decision).toMatchObject({ effect: 'allow' });
    expect(permissions.read().rules.at(-1)).toMatchObject({
      ...{ effect: 'allow', plugin: about.plugin, server: 'db', tool: 'drop', project: '/work' },
    });
  });

  test('that its agent takes back goes away', async () => {
    const data = place();
    const approvals = await app(data);
    const control = new AbortController();
    const decision = asker(data)(question(), control.signal);
    await firstId(approvals);
    control.abort();
    await eventually(() => expect(approvals.list()).toEqual([]));
    expect(await decision).toMatchObject({ effect: 'deny' });
  });

  test('is asked of every open app, and the first answer counts', async () => {
    const data = place();
    const [one, two] = [await app(data), await app(data)];
    const decision = asker(data)(question(), never);
    await firstId(one);
    await two.answer(await firstId(two), 'once');
    expect(await decision).toMatchObject({ effect: 'allow' });
    await eventually(() => expect(one.list()).toEqual([]));
  });

  test('stays one of many: a hundred at once are each answered by themselves', async () => {
    const data = place();
    const approvals = await app(data);
    const run = asker(data);
    const decisions = Array.from({ length: 100 }, (_, index) => run(question(`tool${index}`), never));
    await eventually(() => expect(approvals.list()).toHaveLength(100));
    for (const { id, tool } of approvals.list()) await approvals.answer(id, tool.endsWith('7') ? 'once' : 'deny');
    const effects = (await Promise.all(decisions)).map(({ effect }) => effect);
    expect(effects.filter((effect) => effect === 'allow')).toHaveLength(10);
  });
});

describe('nobody else', () => {
  /** A socket in the place of the app's, told of by a door file like the app's. */
  async function fakeApp(data: string, reply: (line: string) => object | undefined): Promise<string[]> {
    const folder = temporaryFolder();
    const heard: string[] = [];
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      createInterface({ input: socket }).on('line', (line) => {
        heard.push(line);
        const answer = reply(line);
        if (answer !== undefined) socket.write(`${JSON.stringify(answer)}\n`);
      });
    });
    const path = join(folder, 's');
    await new Promise<void>((resolve) => {
      server.listen(path, resolve);
    });
    onTestFinished(() => void server.close());
    const door: ApprovalDoor = { v: 1, path, token: randomBytes(32).toString('hex'), pid: process.pid };
    mkdirSync(join(data, 'doors'), { recursive: true });
    writeFileSync(join(data, 'doors', `${randomUUID()}.json`), JSON.stringify(door));
    return heard;
  }

  test('can say yes: a socket that does not know the token hears neither the call nor the token', async () => {
    const data = place();
    const nonce = randomBytes(32).toString('hex');
    const heard = await fakeApp(data, () => ({ nonce, proof: randomBytes(32).toString('hex'), answer: 'once' }));
    expect(await asker(data)(question(), never)).toMatchObject({ effect: 'deny', by: 'no-app' });
    const answers = await fakeApp(data, () => ({ answer: 'always' }));
    expect(await asker(data)(question(), never)).toMatchObject({ effect: 'deny', by: 'no-app' });
    expect([...heard, ...answers].join()).not.toMatch(/drop|users/);
  });

  test('can ask or answer: a client without the token is shut out, whatever it sends', async () => {
    const data = place();
    const approvals = await app(data);
    const [door] = openDoors(data);
    const nonce = randomBytes(32).toString('hex');
    const wrong = { id: randomUUID(), ...about, tool: 'x', reason: '', at: 1 };
    for (const first of [{ nonce }, { answer: 'once' }, 'text', { nonce: '' }]) {
      const socket = connect(door?.path ?? '');
      socket.on('error', () => undefined);
      socket.resume();
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.write(`${JSON.stringify(first)}\n${JSON.stringify({ proof: nonce, question: wrong })}\n`);
      await closed;
    }
    expect(approvals.list()).toEqual([]);
  });

  test('on this machine can open the door or read of it', async () => {
    const data = place();
    await app(data);
    const [name = ''] = readdirSync(join(data, 'doors'));
    const file = join(data, 'doors', name);
    const { path } = JSON.parse(readFileSync(file, 'utf8')) as ApprovalDoor;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(data, 'doors')).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });
});

test('a door whose app was killed is taken away, and one that cannot be made is said', async () => {
  const data = place();
  mkdirSync(join(data, 'doors'), { recursive: true });
  const gone: ApprovalDoor = { v: 1, path: '/nowhere/s', token: 'x', pid: 2 ** 22 + 1 };
  writeFileSync(join(data, 'doors', 'a.json'), JSON.stringify(gone));
  writeFileSync(join(data, 'doors', 'b.json'), '{');
  expect(openDoors(data)).toEqual([]);
  expect(existsSync(join(data, 'doors', 'a.json'))).toBe(false);
  const approvals = await app(data);
  expect(openDoors(data)).toHaveLength(1);
  await approvals.close();
  expect(openDoors(data)).toEqual([]);
  if (process.getuid?.() === 0) return;
  const said: string[] = [];
  chmodSync(data, 0o500);
  const closed = await openApprovals({
    data: join(data, 'sub'),
    log: (each) => said.push(each),
    now: () => new Date(),
  });
  expect(said.join()).toContain('Nobody can be asked');
  await closed.close();
});
