import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { type EchoServers, echoServers } from '#test/helpers/echo-servers';
import { eventually } from '#test/helpers/eventually';
import { clientInfo, type McpProcess } from '#test/helpers/mcp-process';
import { notRun } from '#test/helpers/not-run-list';
import { serveGatehouse } from '#test/helpers/served-gatehouse';

const lacking = await createSandbox(sandboxHost('/none', '/none/data')).lacking();
if (lacking !== undefined) notRun('gatehouse run while the app fails', `${lacking.reason} ${lacking.remedy}`);

/** Answered calls of one session, by their messages. */
async function calls(server: McpProcess, name: string, count: number): Promise<string[]> {
  const messages = Array.from({ length: count }, (_, index) => `${name} ${String(index).padStart(4, '0')}`);
  expect(await Promise.all(messages.map((message) => server.call('echo', { message })))).toEqual(messages);
  return messages;
}

async function started(at: EchoServers): Promise<McpProcess> {
  const server = at.run();
  await server.request('initialize', clientInfo);
  return server;
}

/** Another process that holds the history for itself alone, until the returned function is called. */
async function lock(at: EchoServers): Promise<() => Promise<void>> {
  const program = join(import.meta.dirname, '..', '..', 'helpers', 'locking-program.ts');
  const child = spawn(process.execPath, [program, join(at.data, 'history.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end();
    await ended;
  };
}

const messagesIn = async (at: EchoServers): Promise<string[]> => (await at.kept()).map(({ message }) => message);

describe.runIf(lacking === undefined)('what runs record while the app fails', () => {
  test.each(['before the app starts', 'while the app is open'])(
    'is neither lost nor doubled when another process holds the history %s',
    { timeout: 400_000 },
    async (when) => {
      const at = echoServers();
      const server = await started(at);
      const before = await calls(server, 'a', 50);
      expect(await messagesIn(at)).toEqual(before);
      const early = when === 'while the app is open' ? await serveGatehouse(at) : undefined;
      if (early !== undefined) {
        await eventually(async () => {
          expect(await early.client.call('history.status', {})).toMatchObject({ owner: 'this', state: 'idle' });
        }, 120_000);
      }
      const release = await lock(at);
      const app = early ?? (await serveGatehouse(at));
      const meanwhile = await calls(server, 'b', 300);
      await server.end();
      // It cannot take them in, and says why.
      await eventually(async () => {
        const said = await app.client.call('history.status', {}).catch(({ message }: Error) => ({ reason: message }));
        expect(said).toMatchObject({ reason: expect.stringContaining('another Gatehouse is writing to it') });
      }, 120_000);
      await release();
      // Nobody tells it to try again.
      await eventually(async () => {
        expect(await app.client.call('history.status', {})).toMatchObject({ state: 'idle', calls: 350 });
      }, 120_000);
      await app.kill();
      expect(await messagesIn(at)).toEqual([...before, ...meanwhile]);
    },
  );

  test('is taken in once by the next start when the app is killed while it takes it in', {
    timeout: 400_000,
  }, async () => {
    const at = echoServers();
    const all: string[] = [];
    let inTheMiddle = 0;
    // The blow is to fall between the first and the last call, which is a matter of milliseconds.
    for (let round = 0; round < 8 && inTheMiddle < 3; round += 1) {
      for (const name of ['a', 'b', 'c']) {
        const server = await started(at);
        all.push(...(await calls(server, `${round}${name}`, 400)));
        await server.end();
      }
      const app = await serveGatehouse(at);
      const left = await killedAfterFirst(at, app.kill, all.length - 1_200, all.length);
      if (left < all.length) inTheMiddle += 1;
    }
    expect(await messagesIn(at)).toEqual(all);
    expect(inTheMiddle).toBeGreaterThan(0);
    expect(at.files('spool')).toEqual([]);
  });

  test('a call that waits for a yes is denied and recorded when the app is killed', { timeout: 200_000 }, async () => {
    const at = echoServers();
    at.setRules({ tool: 'echo', effect: 'ask' });
    const app = await serveGatehouse(at);
    await eventually(() => expect(at.files('doors')).toHaveLength(1), 60_000);
    const server = await started(at);
    let asked = 0;
    let waiting: Promise<string> | undefined;
    await eventually(async () => {
      // An app that has no time to welcome a call is none to it; then it is asked again.
      waiting ??= server.call('echo', { message: `asked ${++asked}` }).finally(() => {
        waiting = undefined;
      });
      expect(await app.client.call('approvals.list', {})).toMatchObject({ approvals: [{ tool: 'echo' }] });
    }, 60_000);
    const denied = waiting;
    await app.kill();
    expect(await denied).toMatch(/^error: Gatehouse denied this call: .*Gatehouse is not open to ask for it/);
    // The door it left is no door.
    expect(await server.call('echo', { message: 'later' })).toMatch(/Gatehouse is not open to ask for it/);
    expect(await server.call('fail', { message: 'other' })).toBe('error: It failed.');
    await server.end();
    const never = Array.from({ length: asked }, (_, index) => `asked ${index + 1}`).concat('later');
    expect(await at.kept()).toMatchObject([
      ...never.map((message) => ({ message, outcome: 'denied', decision: 'no-app' })),
      { message: 'other', outcome: 'error' },
    ]);
  });
});

/** Kills the app as soon as a call above `from` is in the store; returns how many are in it then. */
async function killedAfterFirst(at: EchoServers, kill: () => Promise<void>, from: number, to: number): Promise<number> {
  const path = join(at.data, 'history.db');
  const count = (): number => {
    if (!existsSync(path)) return 0;
    const database = new DatabaseSync(path, { readOnly: true, timeout: 1_000 });
    try {
      return Number(database.prepare('SELECT count(*) AS n FROM call').get()?.['n']);
    } catch {
      // It is being made.
      return 0;
    } finally {
      database.close();
    }
  };
  await eventually(() => expect(count()).toBeGreaterThan(from), 120_000);
  await kill();
  const left = count();
  expect(left).toBeLessThanOrEqual(to);
  return left;
}
