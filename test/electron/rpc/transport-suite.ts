import { afterEach, describe, expect, it } from 'vitest';
import { contractVersion } from '#contract/contract-version';
import type { SessionScope } from '#contract/define';
import { AppError } from '#contract/errors';
import { protocolVersion, type ServerFrame } from '#contract/wire';
import { type Client, createClient } from '#rpc/client';
import type { Limits } from '#rpc/limits';
import { type Handlers, type RpcSession, serveRpc } from '#rpc/server';
import type { Transport } from '#rpc/transport';
import { emptyChanged, sampleHandlers, someChange } from './sample-handlers.ts';

/** Makes connections between a client and a server end; `stop` frees what it needed. */
export interface TransportPairs {
  pair(): Promise<{ client: Transport; server: Transport }>;
  stop(): Promise<void>;
}

interface Setup {
  handlers?: Partial<Handlers>;
  scopes?: readonly SessionScope[];
  limits?: Partial<Limits>;
  token?: string;
}

/** What must hold over every transport. */
export function describeRpcOver(name: string, start: () => Promise<TransportPairs>): void {
  describe(`rpc over ${name}`, () => {
    const stops: (() => void | Promise<void>)[] = [];
    afterEach(async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
    });

    const serve = async (setup: Setup) => {
      const pairs = await start();
      stops.push(() => pairs.stop());
      const sessions: RpcSession[] = [];
      const logged: string[] = [];
      const dial = async () => {
        const { client, server } = await pairs.pair();
        const session = serveRpc({
          transport: server,
          handlers: sampleHandlers(setup.handlers),
          scopes: new Set(setup.scopes ?? ['read', 'control']),
          version: '1.2.3',
          log: (message) => logged.push(message),
          ...(setup.limits === undefined ? {} : { limits: setup.limits }),
          ...(setup.token === undefined ? {} : { admit: (hello) => hello.token === setup.token }),
        });
        sessions.push(session);
        stops.push(() => session.close());
        return client;
      };
      return { dial, sessions, logged };
    };

    const open = async (setup: Setup = {}, token?: string) => {
      const served = await serve(setup);
      const client = createClient(served.dial, { random: () => 0, ...(token === undefined ? {} : { token }) });
      stops.push(() => client.close());
      return { ...served, client };
    };

    const raw = async (setup: Setup = {}) => {
      const served = await serve(setup);
      return { ...served, ...listen(await served.dial()) };
    };

    const hello = { type: 'hello', protocol: protocolVersion, contract: contractVersion };

    it('answers a call with the output of its handler', async () => {
      const { client } = await open();
      expect(await client.call('inventory.snapshot', { project: '/work dir/ü' })).toMatchObject({
        revision: 1,
        project: '/work dir/ü',
      });
    });

    it('tells the window who is there and what it may do', async () => {
      const { client } = await open({ scopes: ['read'] });
      await reached(client, 'open');
      expect(client.session()).toEqual({ version: '1.2.3', scopes: new Set(['read']) });
    });

    it('refuses an input with a key the table does not name', async () => {
      const { client } = await open();
      const input: { limit: number } = Object.assign({ limit: 1 }, { extra: true });
      await expect(client.call('changes.list', input)).rejects.toMatchObject({
        code: 'bad_request',
        message: expect.stringContaining('extra'),
      });
    });

    it('never lets a field out that the table does not name', async () => {
      const leaky = () => Object.assign({ home: '/x' }, { environment: 'SECRET=1' });
      const { client, logged } = await open({ handlers: { 'app.openSample': leaky } });
      await expect(client.call('app.openSample', {})).rejects.toMatchObject({ code: 'internal' });
      expect(logged.join()).toContain('environment');
    });

    it('refuses a call whose scope the session lacks, without calling the handler', async () => {
      let isCalled = false;
      const apply = () => {
        isCalled = true;
        return someChange;
      };
      const { client } = await open({ scopes: ['read'], handlers: { 'changes.apply': apply } });
      await expect(client.call('changes.apply', { planId: 'p' })).rejects.toMatchObject({ code: 'forbidden' });
      expect(isCalled).toBe(false);
    });

    it('passes an expected failure on, and a bug only as internal', async () => {
      const { client, logged } = await open({
        handlers: {
          'changes.apply': () => {
            throw new AppError('conflict', 'The file changed.');
          },
          'inventory.rescan': () => {
            throw new Error('password=hunter2');
          },
        },
      });
      await expect(client.call('changes.apply', { planId: 'p' })).rejects.toMatchObject({
        code: 'conflict',
        message: 'The file changed.',
      });
      const bug = await client.call('inventory.rescan', {}).catch((error: unknown) => error);
      expect(bug).toMatchObject({ code: 'internal' });
      expect(String(bug)).not.toContain('hunter2');
      expect(logged.join()).toContain('hunter2');
    });

    it('refuses a method that does not exist and keeps the session', async () => {
      const end = await raw();
      end.send(hello, { type: 'call', id: 1, method: 'constructor', input: {} });
      end.send({ type: 'call', id: 2, method: 'app.info', input: {} });
      await end.until((frames) => frames.length === 3);
      expect(end.frames).toMatchObject([
        { type: 'welcome' },
        { type: 'error', id: 1, code: 'bad_request' },
        { type: 'ok', id: 2 },
      ]);
    });

    it('aborts the handler when the caller cancels', async () => {
      const stopped = deferred();
      const begun = deferred();
      const wait: Handlers['inventory.rescan'] = (_input, { signal }) => {
        begun.resolve();
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            stopped.resolve();
            reject(new Error('stopped'));
          });
        });
      };
      const { client, logged } = await open({ handlers: { 'inventory.rescan': wait } });
      const controller = new AbortController();
      const call = client.call('inventory.rescan', {}, { signal: controller.signal });
      await begun.promise;
      controller.abort();
      await expect(call).rejects.toMatchObject({ code: 'cancelled' });
      await stopped.promise;
      expect(logged).toEqual([]);
    });

    it('gives a call up after its time and aborts its handler', async () => {
      const stopped = deferred();
      const wait: Handlers['inventory.rescan'] = (_input, { signal }) => {
        signal.addEventListener('abort', () => stopped.resolve());
        return new Promise(() => {});
      };
      const { client } = await open({ handlers: { 'inventory.rescan': wait } });
      await reached(client, 'open');
      await expect(client.call('inventory.rescan', {}, { timeoutMs: 20 })).rejects.toMatchObject({
        code: 'unavailable',
      });
      await stopped.promise;
    });

    it('refuses more calls at once than the limit, and takes the next one after', async () => {
      const gate = deferred();
      const wait = async () => {
        await gate.promise;
        return {};
      };
      const { client } = await open({ handlers: { 'inventory.rescan': wait }, limits: { inFlight: 2 } });
      const two = [client.call('inventory.rescan', {}), client.call('inventory.rescan', {})];
      await expect(client.call('app.info', {})).rejects.toMatchObject({ code: 'unavailable' });
      gate.resolve();
      expect(await Promise.all(two)).toEqual([{}, {}]);
      expect(await client.call('app.info', {})).toMatchObject({ version: '1.2.3' });
    });

    it('announces events in order, between answers', async () => {
      const { client, sessions } = await open();
      const heard: number[] = [];
      client.on('inventory.changed', ({ revision }) => heard.push(revision));
      await reached(client, 'open');
      for (const revision of [2, 3, 4]) sessions[0]?.emit('inventory.changed', { ...emptyChanged, revision });
      await client.call('app.info', {});
      expect(heard).toEqual([2, 3, 4]);
    });

    it('leaves a wrong event out and logs it', async () => {
      const { client, sessions, logged } = await open();
      const heard: unknown[] = [];
      client.on('inventory.changed', (payload) => heard.push(payload));
      await reached(client, 'open');
      sessions[0]?.emit('inventory.changed', Object.assign({ ...emptyChanged }, { secret: 'x' }));
      await client.call('app.info', {});
      expect(heard).toEqual([]);
      expect(logged.join()).toContain('inventory.changed');
    });

    it('rejects what is pending when the connection drops, connects again and works', async () => {
      const begun = deferred();
      const wait = () => {
        begun.resolve();
        return new Promise<never>(() => {});
      };
      const { client, sessions } = await open({ handlers: { 'inventory.rescan': wait } });
      const call = client.call('inventory.rescan', {});
      await begun.promise;
      sessions[0]?.close();
      await expect(call).rejects.toMatchObject({ code: 'unavailable' });
      await reached(client, 'open');
      expect(sessions.length).toBe(2);
      expect(await client.call('app.info', {})).toMatchObject({ version: '1.2.3' });
    });

    it('closes a session that takes too little of what is sent, and says so', async () => {
      const end = await raw({ limits: { unconfirmed: 2_000, confirmEvery: 200 } });
      end.send(hello);
      await end.until((frames) => frames.some((frame) => frame.type === 'welcome'));
      for (let revision = 2; revision < 200; revision += 1) {
        end.sessions[0]?.emit('inventory.changed', { ...emptyChanged, revision });
      }
      await end.closed;
      expect(end.frames.at(-1)).toMatchObject({ type: 'bye', code: 'fell_behind' });
      expect(JSON.stringify(end.frames).length).toBeLessThan(4_000);
    });

    it('keeps a session that confirms what it takes', async () => {
      const { client, sessions } = await open({ limits: { unconfirmed: 2_000, confirmEvery: 200 } });
      let last = 0;
      client.on('inventory.changed', ({ revision }) => {
        last = revision;
      });
      await reached(client, 'open');
      for (let revision = 2; revision < 100; revision += 1) {
        sessions[0]?.emit('inventory.changed', { ...emptyChanged, revision });
        await client.call('app.info', {});
      }
      expect(last).toBe(99);
      expect(sessions.length).toBe(1);
    });

    it.each([
      ['text that is no JSON', 'oops'],
      ['a frame with an extra key', JSON.stringify({ ...hello, more: 1 })],
      ['a frame of no known type', JSON.stringify({ type: 'shout' })],
      ['a call before hello', JSON.stringify({ type: 'call', id: 1, method: 'app.info', input: {} })],
    ])('closes on %s', async (_what, text) => {
      const end = await raw();
      end.sendText(text);
      await end.closed;
      expect(end.frames).toMatchObject([{ type: 'bye', code: 'bad_frame' }]);
    });

    it('closes on a second hello, a number used twice and an unasked confirmation', async () => {
      const wait = () => new Promise<never>(() => {});
      const call = { type: 'call', id: 7, method: 'inventory.rescan', input: {} };
      for (const frames of [[hello], [call, call], [{ type: 'pong', seen: 1 }]]) {
        const end = await raw({ handlers: { 'inventory.rescan': wait } });
        end.send(hello, ...frames);
        await end.closed;
        expect(end.frames).toMatchObject([{ type: 'welcome' }, { type: 'bye', code: 'bad_frame' }]);
      }
    });

    it('closes on a frame over the limit', async () => {
      const end = await raw({ limits: { frameLength: 1_000 } });
      end.send(hello, { type: 'call', id: 1, method: 'app.info', input: { text: 'x'.repeat(1_000) } });
      await end.closed;
      expect(end.frames).toMatchObject([{ type: 'welcome' }, { type: 'bye', code: 'too_large' }]);
    });

    it('closes when no hello comes in time', async () => {
      const end = await raw({ limits: { helloMs: 10 } });
      await end.closed;
      expect(end.frames).toMatchObject([{ type: 'bye', code: 'late' }]);
    });

    it('tells a window of another version that it is stale', async () => {
      const end = await raw();
      end.send({ ...hello, contract: 'older' });
      await end.closed;
      expect(end.frames).toMatchObject([{ type: 'welcome' }, { type: 'bye', code: 'stale' }]);
    });

    it('lets nobody in without the right token, and says nothing about itself', async () => {
      const { client, sessions } = await open({ token: 'right' }, 'wrong');
      await reached(client, 'refused');
      await expect(client.call('app.info', {})).rejects.toMatchObject({ code: 'unavailable' });
      expect(sessions.length).toBe(1);
      const end = await raw({ token: 'right' });
      end.send(hello);
      await end.closed;
      expect(end.frames).toMatchObject([{ type: 'bye', code: 'refused' }]);
      const { client: welcome } = await open({ token: 'right' }, 'right');
      expect(await welcome.call('app.info', {})).toMatchObject({ version: '1.2.3' });
    });
  });
}

/** Resolves once the client is in that state. */
export function reached(client: Client, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.onState((state) => {
      if (state !== wanted) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

/** The client end of a connection, spoken to by hand. */
export function listen(transport: Transport) {
  const frames: ServerFrame[] = [];
  const closed = deferred();
  let check = () => {};
  transport.onMessage((text) => {
    frames.push(JSON.parse(text));
    check();
  });
  transport.onClose(() => closed.resolve());
  return {
    frames,
    closed: closed.promise,
    hangUp: () => transport.close(),
    sendText: (text: string) => transport.send(text),
    send(...each: object[]) {
      for (const frame of each) transport.send(JSON.stringify(frame));
    },
    until(done: (frames: readonly ServerFrame[]) => boolean) {
      return new Promise<void>((resolve) => {
        check = () => {
          if (done(frames)) resolve();
        };
        check();
      });
    },
  };
}

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
