import { describe, expect, test } from 'vitest';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import { echoServers } from '#test/helpers/echo-servers';
import { eventually } from '#test/helpers/eventually';
import { clientInfo } from '#test/helpers/mcp-process';
import { notRun } from '#test/helpers/not-run-list';

const lacking = await createSandbox(sandboxHost('/none', '/none/data')).lacking();
if (lacking !== undefined) notRun('many servers through gatehouse run', `${lacking.reason} ${lacking.remedy}`);

const SERVERS = 50;
const CALLS = 5;

const many = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => of(at));

describe.runIf(lacking === undefined)('gatehouse run under load', () => {
  test('fifty servers at once: each call is recorded once, and nothing is left', { timeout: 600_000 }, async () => {
    const at = echoServers(SERVERS);
    const sessions = at.names.map(async (name) => {
      const server = at.run(name);
      await server.request('initialize', clientInfo);
      await server.request('tools/list');
      const messages = many(CALLS, (index) => `${name} ${index}`);
      // All of one server at once, and all servers with them.
      expect(await Promise.all(messages.map((message) => server.call('echo', { message })))).toEqual(messages);
      return server;
    });
    const servers = await Promise.all(sessions);
    expect(at.files('runs')).toHaveLength(SERVERS);
    expect(await Promise.all(servers.map((server) => server.end()))).toEqual(servers.map(() => 0));
    await eventually(() => expect(at.processes()).toEqual([]));
    expect(at.files('runs')).toEqual([]);
    const all = at.names.flatMap((name) =>
      many(CALLS, (index) => ({ message: `${name} ${index}`, server: name, outcome: 'ok' })),
    );
    const kept = await at.kept();
    expect(kept).toMatchObject(all.toSorted((a, b) => a.message.localeCompare(b.message)));
    expect(kept).toHaveLength(all.length);
    // Taken in, they are not needed any more.
    expect(at.files('spool')).toEqual([]);
  });

  test('a thousand calls under way at once are each answered and recorded once', { timeout: 120_000 }, async () => {
    const at = echoServers();
    const server = at.run();
    await server.request('initialize', clientInfo);
    const messages = many(1_000, (index) => `call ${String(index).padStart(4, '0')}`);
    expect(await Promise.all(messages.map((message) => server.call('echo', { message })))).toEqual(messages);
    await server.end();
    expect((await at.kept()).map(({ message, outcome }) => `${message} ${outcome}`)).toEqual(
      messages.map((message) => `${message} ok`),
    );
  });

  test('killed with calls under way: its server ends with it, and what was answered is recorded', {
    timeout: 120_000,
  }, async () => {
    const at = echoServers();
    const server = at.run();
    await server.request('initialize', clientInfo);
    const messages = many(20, (index) => `answered ${String(index).padStart(2, '0')}`);
    for (const message of messages) await server.call('echo', { message });
    const waiting = server.call('wait', { message: 'under way' }).catch(() => 'gone');
    // It is under way once a later call was answered.
    await server.call('echo', { message: 'later' });
    server.child.kill('SIGKILL');
    expect(await waiting).toBe('gone');
    await eventually(() => expect(at.processes()).toEqual([]));
    const kept = (await at.kept()).map(({ message, outcome }) => `${message}: ${outcome}`);
    expect(kept).toEqual([...messages, 'later'].map((message) => `${message}: ok`).concat('under way: unknown'));
  });
});
