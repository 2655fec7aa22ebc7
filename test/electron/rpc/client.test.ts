import { describe, expect, it } from 'vitest';
import { contractVersion } from '#contract/contract-version';
import { protocolVersion, type ServerFrame } from '#contract/wire';
import { createClient } from '#rpc/client';
import { memoryPair } from '#rpc/memory-transport';
import type { After } from '#rpc/timers';
import type { Transport } from '#rpc/transport';

/** Time that passes only when told. */
function manualTime() {
  const waiting = new Map<number, { at: number; run: () => void }>();
  let now = 0;
  let last = 0;
  const after: After = (milliseconds, run) => {
    last += 1;
    const id = last;
    waiting.set(id, { at: now + milliseconds, run });
    return () => waiting.delete(id);
  };
  const pass = async (milliseconds: number) => {
    now += milliseconds;
    for (const [id, { at, run }] of [...waiting]) {
      if (at > now) continue;
      waiting.delete(id);
      run();
    }
    await settle();
  };
  const pauses = () => [...waiting.values()].map(({ at }) => at - now);
  return { after, pass, pauses };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const welcome: ServerFrame = {
  type: 'welcome',
  protocol: protocolVersion,
  contract: contractVersion,
  version: '1',
  scopes: ['read'],
};

/** A client whose connections are answered by hand; `isDown` makes the next attempts fail. */
function setup(token?: string) {
  const time = manualTime();
  const servers: { transport: Transport; heard: unknown[]; say(frame: object): Promise<unknown> }[] = [];
  const link = { isDown: false };
  const connect = async () => {
    if (link.isDown) throw new Error('down');
    const [near, far] = memoryPair();
    const heard: unknown[] = [];
    far.onMessage((text) => heard.push(JSON.parse(text)));
    const say = (frame: object) => {
      far.send(JSON.stringify(frame));
      return settle();
    };
    servers.push({ transport: far, heard, say });
    return near;
  };
  const client = createClient(connect, {
    after: time.after,
    random: () => 1,
    ...(token === undefined ? {} : { token }),
  });
  const server = (index = servers.length - 1) => {
    const found = servers[index];
    if (found === undefined) throw new Error('The client has not connected.');
    return found;
  };
  return { client, time, servers, server, link };
}

describe('the client', () => {
  it('says hello with the versions and the token, and nothing before the welcome', async () => {
    const { client, server } = setup('secret');
    const call = client.call('inventory.rescan', {});
    await settle();
    const hello = { type: 'hello', protocol: protocolVersion, contract: contractVersion, token: 'secret' };
    expect(server().heard).toEqual([hello]);
    await server().say(welcome);
    expect(server().heard).toEqual([hello, { type: 'call', id: 1, method: 'inventory.rescan', input: {} }]);
    await server().say({ type: 'ok', id: 1, output: {} });
    expect(await call).toEqual({});
  });

  it.each([
    ['another contract', { ...welcome, contract: 'other' }, 'stale'],
    ['another protocol', { ...welcome, protocol: 99 }, 'stale'],
    ['a bye for being stale', { type: 'bye', code: 'stale', message: '' }, 'stale'],
    ['a bye for a wrong token', { type: 'bye', code: 'refused', message: '' }, 'refused'],
  ] as const)('ends at %s and does not come back', async (_what, frame, expected) => {
    const { client, server, servers, time } = setup();
    await settle();
    await server().say(frame);
    expect(client.state()).toBe(expected);
    await time.pass(60_000);
    expect(servers.length).toBe(1);
    await expect(client.call('app.info', {})).rejects.toMatchObject({ code: 'unavailable' });
  });

  it.each([
    ['what is no frame', 'oops'],
    ['an answer before the welcome', { type: 'ok', id: 1, output: {} }],
    ['a frame with an extra key', { ...welcome, more: true }],
  ])('leaves a server that says %s', async (_what, frame) => {
    const { client, server } = setup();
    await settle();
    if (typeof frame === 'string') server().transport.send(frame);
    else await server().say(frame);
    await settle();
    expect(client.state()).toBe('waiting');
  });

  it('waits longer after each failed attempt, up to ten seconds, and starts over once welcomed', async () => {
    const { client, server, time, link } = setup();
    await settle();
    link.isDown = true;
    server().transport.close();
    await settle();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const [pause = 0] = time.pauses();
      pauses.push(pause);
      await time.pass(pause);
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    link.isDown = false;
    await time.pass(10_000);
    await server().say(welcome);
    expect(client.state()).toBe('open');
    server().transport.close();
    await settle();
    expect(time.pauses()).toEqual([250]);
  });

  it('tells its state at once and at each change', async () => {
    const { client, server, time } = setup();
    const states: string[] = [];
    client.onState((state) => states.push(state));
    await settle();
    await server().say(welcome);
    server().transport.close();
    await settle();
    await time.pass(250);
    await server().say(welcome);
    client.close();
    expect(states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open', 'closed']);
  });

  it('gives a server up that never says welcome', async () => {
    const { client, time } = setup();
    await settle();
    await time.pass(10_000);
    expect(client.state()).toBe('waiting');
  });

  it('gives a call up that waits too long for a connection, without sending it later', async () => {
    const { client, server, time } = setup();
    await settle();
    const call = client.call('app.info', {}, { timeoutMs: 1_000 });
    await settle();
    await Promise.all([expect(call).rejects.toMatchObject({ code: 'unavailable' }), time.pass(1_000)]);
    await server().say(welcome);
    expect(server().heard.length).toBe(1);
  });

  it('cancels a call that is aborted, and never sends one that was aborted before', async () => {
    const { client, server } = setup();
    await settle();
    await server().say(welcome);
    const controller = new AbortController();
    const call = client.call('app.info', {}, { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.call('app.info', {}, { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await settle();
    expect(server().heard.slice(1)).toEqual([
      { type: 'call', id: 1, method: 'app.info', input: {} },
      { type: 'cancel', id: 1 },
    ]);
  });

  it('passes over answers to calls it has given up', async () => {
    const { client, server } = setup();
    await settle();
    await server().say(welcome);
    await server().say({ type: 'ok', id: 99, output: {} });
    await server().say({ type: 'error', id: 98, code: 'conflict', message: 'x' });
    expect(client.state()).toBe('open');
  });

  it('hears nothing from a connection it has left, and stays closed', async () => {
    const { client, server, servers, time } = setup();
    await settle();
    client.close();
    await server().say(welcome);
    await time.pass(60_000);
    expect(client.state()).toBe('closed');
    expect(servers.length).toBe(1);
  });

  it('tells a listener nothing after it was taken away', async () => {
    const { client, server } = setup();
    const heard: unknown[] = [];
    const stop = client.on('app.homeChanged', (payload) => heard.push(payload));
    await settle();
    await server().say(welcome);
    const event = { type: 'event', event: 'app.homeChanged', payload: { home: '/a', isSample: false } };
    await server().say(event);
    stop();
    await server().say(event);
    expect(heard).toEqual([event.payload]);
  });
});
