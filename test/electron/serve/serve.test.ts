import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Emit } from '#app/app';
import { contractVersion } from '#contract/contract-version';
import { protocolVersion } from '#contract/wire';
import { webSocketTransport } from '#renderer/connect/web-socket-transport.ts';
import { createClient } from '#rpc/client';
import { type ServeOptions, type Serving, startServe } from '#serve/serve';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { emptyChanged, sampleHandlers } from '../rpc/sample-handlers.ts';
import { reached } from '../rpc/transport-suite.ts';
import { ask, dawdle, upgradeLines } from './raw-http.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function builtPage(): string {
  const folder = temporaryFolder();
  const page = join(folder, 'renderer');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><p>page</p>');
  writeFileSync(join(page, 'assets', 'main-x1.js'), 'export {};');
  writeFileSync(join(page, 'assets', 'main-x1.js.map'), 'source map');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  symlinkSync(join(folder, 'secret.js'), join(page, 'assets', 'linked.js'));
  return page;
}

async function serve(options: Partial<ServeOptions> = {}) {
  const emits = new Set<Emit>();
  const logged: string[] = [];
  const app = {
    handlers: sampleHandlers(),
    subscribe(emit: Emit) {
      emits.add(emit);
      return () => emits.delete(emit);
    },
  };
  const serving: Serving = await startServe(app, {
    port: 0,
    host: '127.0.0.1',
    readOnly: false,
    rendererDir: builtPage(),
    version: '1.2.3',
    log: (message) => logged.push(message),
    ...options,
  });
  stops.push(() => serving.close());
  const url = new URL(serving.url);
  const emit: Emit = (event, payload) => {
    for (const each of emits) each(event, payload);
  };
  const token = url.hash.replace('#token=', '');
  return { ...serving, emit, emits, logged, token, authority: url.host, port: Number(url.port) };
}

function dial(authority: string, origin = `http://${authority}`, path = '/rpc'): WebSocket {
  const socket = new WebSocket(`ws://${authority}${path}`, { headers: { origin } });
  stops.push(() => socket.terminate());
  return socket;
}

function browser(served: { authority: string }, token: string | undefined) {
  const connect = () => webSocketTransport(dial(served.authority) as never);
  const client = createClient(connect, token === undefined ? {} : { token });
  stops.push(() => client.close());
  return client;
}

const hello = { type: 'hello', protocol: protocolVersion, contract: contractVersion };
const get = (port: number, target = '/', headers: string[] = [`Host: 127.0.0.1:${port}`]) =>
  ask(port, [`GET ${target} HTTP/1.1`, ...headers, 'Connection: close']);

describe('a browser with the address that was printed', () => {
  it('gets the page with strict headers and without the token', async () => {
    const { port, token } = await serve();
    const answer = await get(port);
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('<p>page</p>') });
    expect(answer.body).not.toContain(token);
    expect(answer.head).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(answer.head).toContain("frame-ancestors 'none'");
    expect(answer.head).toContain('x-content-type-options: nosniff');
    expect(answer.head).toContain('cache-control: no-store');
  });

  it('gets the files of the page, and keeps its own words in the query', async () => {
    const { port } = await serve();
    expect(await get(port, '/assets/main-x1.js')).toMatchObject({ status: 200, body: 'export {};' });
    expect(await get(port, '/?project=%2Fhome%2Fada')).toMatchObject({ status: 200 });
  });

  it('reads, switches and hears what changes', async () => {
    const served = await serve();
    expect(served.token).toMatch(/^[\w-]{43}$/);
    const client = browser(served, served.token);
    const heard: unknown[] = [];
    client.on('inventory.changed', (payload) => heard.push(payload));
    expect(await client.call('app.info', {})).toMatchObject({ canSwitch: true, canSetSecrets: false });
    expect(client.session()?.scopes).toEqual(new Set(['read', 'control']));
    served.emit('inventory.changed', emptyChanged);
    expect(await client.call('changes.apply', { planId: 'p' })).toMatchObject({ applied: true });
    expect(heard).toEqual([emptyChanged]);
  });

  it('only reads when serving read-only', async () => {
    const served = await serve({ readOnly: true });
    const client = browser(served, served.token);
    expect(await client.call('app.info', {})).toMatchObject({ canSwitch: false, canSetSecrets: false });
    await expect(client.call('changes.apply', { planId: 'p' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is told when Gatehouse closes, and nothing listens afterwards', async () => {
    const served = await serve();
    const client = browser(served, served.token);
    await reached(client, 'open');
    const waiting = reached(client, 'waiting');
    await served.close();
    await waiting;
    expect(served.emits.size).toBe(0);
    await expect(get(served.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('works over IPv6 as well', async () => {
    const served = await serve({ host: '::1' });
    expect(served.url).toMatch(/^http:\/\/\[::1\]:\d+\/#token=/);
    const client = browser(served, served.token);
    expect(await client.call('app.info', {})).toMatchObject({ version: '1.2.3' });
  });
});

describe('where it listens', () => {
  it.each(['0.0.0.0', '::', 'localhost', '192.168.1.2', '127.0.0.2', ''])('refuses to serve on "%s"', async (host) => {
    await expect(serve({ host })).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('says so when the port is taken or the page was not built', async () => {
    const { port } = await serve();
    await expect(serve({ port })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(serve({ rendererDir: temporaryFolder() })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(serve({ rendererDir: '/nowhere/at/all' })).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a hostile request', () => {
  it.each([
    ['another name for this machine', (port: number) => [`Host: evil.example:${port}`]],
    ['localhost, which is a name too', (port: number) => [`Host: localhost:${port}`]],
    ['another port', () => ['Host: 127.0.0.1:1']],
    ['two hosts', (port: number) => [`Host: 127.0.0.1:${port}`, 'Host: evil.example']],
    ['another origin', (port: number) => [`Host: 127.0.0.1:${port}`, 'Origin: http://evil.example']],
    ['an opaque origin', (port: number) => [`Host: 127.0.0.1:${port}`, 'Origin: null']],
    ['our address as https', (port: number) => [`Host: 127.0.0.1:${port}`, `Origin: https://127.0.0.1:${port}`]],
    ['two origins', (port: number) => [`Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port}`, 'Origin: null']],
    ['a part loaded by another site', (port: number) => [`Host: 127.0.0.1:${port}`, 'Sec-Fetch-Site: cross-site']],
    [
      'a frame of another site',
      (port: number) => [
        `Host: 127.0.0.1:${port}`,
        'Sec-Fetch-Site: cross-site',
        'Sec-Fetch-Mode: navigate',
        'Sec-Fetch-Dest: iframe',
      ],
    ],
  ])('with %s is refused', async (_what, headers) => {
    const { port } = await serve();
    const answer = await get(port, '/', headers(port));
    expect(answer.status).toBe(403);
    expect(answer.body).not.toContain('page</p>');
    expect(answer.head).toContain("default-src 'none'");
  });

  it('without a host is refused', async () => {
    const { port } = await serve();
    expect((await ask(port, ['GET / HTTP/1.1', 'Connection: close'])).status).toBe(400);
    expect((await ask(port, ['GET / HTTP/1.0'])).status).toBe(403);
  });

  it('lets the redirect file lead to the page', async () => {
    const { port } = await serve();
    const visit = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];
    expect((await get(port, '/', [`Host: 127.0.0.1:${port}`, ...visit])).status).toBe(200);
  });

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets\\..\\..\\secret.js',
    '/..%5csecret.js',
    '//secret.js',
    '/assets/linked.js',
    '/assets/main-x1.js.map',
    '/assets',
    '/assets/',
    '/index.html',
    '/__proto__',
    '/rpc',
    '/%00',
  ])('for %s gets nothing', async (target) => {
    const { port } = await serve();
    const answer = await get(port, target);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  it('with an absolute address or a method that writes is refused', async () => {
    const { port } = await serve();
    expect((await get(port, 'http://evil.example/')).status).toBe(400);
    const post = ['POST / HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Content-Length: 0'];
    expect((await ask(port, post)).status).toBe(405);
    expect((await ask(port, [`OPTIONS / HTTP/1.1`, `Host: 127.0.0.1:${port}`])).status).toBe(405);
  });

  it.each(['token', 'TOKEN', 't%6Fken', 'a=b&token'])('with the token in the query as %s is refused', async (name) => {
    const { port, token } = await serve();
    expect((await get(port, `/?${name}=${token}`)).status).toBe(400);
  });

  it('that never ends is cut off', async () => {
    const { port } = await serve({ limits: { requestMs: 50 } });
    await dawdle(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: `).ended;
    await dawdle(port, 'GET /rpc HT').ended;
  });

  it('with a giant head is refused', async () => {
    const { port } = await serve();
    const answer = await get(port, '/', [`Host: 127.0.0.1:${port}`, `X: ${'x'.repeat(20_000)}`]);
    expect(answer.status).toBe(431);
  });
});

describe('a hostile socket', () => {
  it.each([
    ['another site', { Origin: 'http://evil.example' }, '/rpc', 403],
    ['no origin', { Origin: undefined }, '/rpc', 403],
    ['an opaque origin', { Origin: 'null' }, '/rpc', 403],
    ['another host', { Host: 'evil.example' }, '/rpc', 403],
    ['a rebound name in both', { Host: 'evil.example', Origin: 'http://evil.example' }, '/rpc', 403],
    ['another path', {}, '/', 404],
    ['the token in the query', {}, '/rpc?token=x', 400],
    ['any query', {}, '/rpc?x', 404],
  ])('with %s is refused before anything is upgraded', async (_what, change, target, status) => {
    const { port } = await serve();
    expect((await ask(port, upgradeLines(port, change, target))).status).toBe(status);
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { token: 'x'.repeat(43) }],
    ['an empty token', { token: '' }],
  ])('with %s hears why and nothing else', async (_what, given) => {
    const { authority } = await serve();
    const socket = dial(authority);
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    await once(socket, 'open');
    socket.send(JSON.stringify({ ...hello, ...given }));
    socket.send(JSON.stringify({ type: 'call', id: 1, method: 'app.info', input: {} }));
    await once(socket, 'close');
    expect(heard.map((text) => JSON.parse(text))).toMatchObject([{ type: 'bye', code: 'refused' }]);
    expect(heard.length).toBe(1);
  });

  it('that calls before hello is closed', async () => {
    const { authority, token } = await serve();
    const socket = dial(authority);
    await once(socket, 'open');
    const answer = once(socket, 'message');
    socket.send(JSON.stringify({ type: 'call', id: 1, method: 'app.info', input: { token } }));
    expect(JSON.parse(String((await answer)[0]))).toMatchObject({ type: 'bye', code: 'bad_frame' });
    await once(socket, 'close');
  });

  it('that says nothing is closed', async () => {
    const { authority } = await serve({ limits: { helloMs: 20 } });
    const socket = dial(authority);
    const [data] = await once(socket, 'message');
    expect(JSON.parse(String(data))).toMatchObject({ type: 'bye', code: 'late' });
  });

  it('that sends a giant or a binary message is closed', async () => {
    const { authority, logged } = await serve({ limits: { frameLength: 1_000 } });
    const giant = dial(authority);
    await once(giant, 'open');
    giant.send('x'.repeat(5_000));
    expect((await once(giant, 'close'))[0]).toBe(1009);
    expect(logged.length).toBe(1);
    const binary = dial(authority);
    await once(binary, 'open');
    binary.send(Buffer.from(JSON.stringify(hello)));
    expect((await once(binary, 'close'))[0]).toBe(1003);
  });

  it('beyond the number of sockets is refused, and let in once one has gone', async () => {
    const { authority, port } = await serve({ limits: { sockets: 2 } });
    const sockets = [dial(authority), dial(authority)];
    for (const socket of sockets) await once(socket, 'open');
    expect((await ask(port, upgradeLines(port))).status).toBe(503);
    const [first] = sockets;
    first?.close();
    if (first !== undefined) await once(first, 'close');
    await expect
      .poll(async () => {
        const next = dial(authority);
        return Promise.race([once(next, 'open').then(() => 'open'), once(next, 'error').then(() => 'refused')]);
      })
      .toBe('open');
  });

  it('beyond the number of connections is dropped', async () => {
    const { port } = await serve({ limits: { connections: 2, requestMs: 60_000 } });
    const held = [dawdle(port, 'GET'), dawdle(port, 'GET')];
    for (const { socket } of held) {
      if (socket.connecting) await once(socket, 'connect');
    }
    await dawdle(port, 'GET').ended;
    for (const { socket } of held) socket.destroy();
  });

  it('that died silently is noticed', async () => {
    const served = await serve({ limits: { heartbeatMs: 20 } });
    const socket = new WebSocket(`ws://${served.authority}/rpc`, {
      headers: { origin: `http://${served.authority}` },
      autoPong: false,
    });
    stops.push(() => socket.terminate());
    await once(socket, 'open');
    expect((await once(socket, 'close'))[0]).toBe(1006);
  });
});
