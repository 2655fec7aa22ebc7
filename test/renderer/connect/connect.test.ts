import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { portHandedOver } from '#contract/hand-over';
import { connect } from '#renderer/connect/connect.ts';
import { portTransport } from '#renderer/connect/port-transport.ts';
import { serveRpc } from '#rpc/server';
import type { Transport } from '#rpc/transport';
import { serverSocketTransport } from '#serve/web-socket-transport';
import { sampleHandlers } from '../../electron/rpc/sample-handlers.ts';
import { reached } from '../../electron/rpc/transport-suite.ts';

function serve(transport: Transport, token?: string) {
  return serveRpc({
    transport,
    handlers: sampleHandlers(),
    scopes: new Set(['read']),
    version: '1.2.3',
    log: () => {},
    ...(token === undefined ? {} : { admit: (hello) => hello.token === token }),
  });
}

it('uses the port handed in by the desktop window, and loads the page again when it is lost', async () => {
  let hear: (event: unknown) => void = () => {};
  let reloaded = () => {};
  const isReloaded = new Promise<void>((resolve) => {
    reloaded = resolve;
  });
  const page = {
    location: { hostname: 'gatehouse', reload: () => reloaded() },
    addEventListener: (_type: string, listener: typeof hear) => (hear = listener),
    removeEventListener: () => {},
  };
  const client = connect(page as never);
  onTestFinished(() => client.close());
  const { port1, port2 } = new MessageChannel();
  const session = serve(portTransport(port1 as never));
  hear({ source: page, data: portHandedOver, ports: [port2] });
  expect(await client.call('app.info', {})).toMatchObject({ version: '1.2.3' });
  session.close();
  await isReloaded;
});

it("uses the host's own socket with the token of the address", async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/rpc' });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => serve(serverSocketTransport(socket), 'secret'));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const location = { protocol: 'http:', host: `127.0.0.1:${port}`, hash: '#token=secret', pathname: '/', search: '' };
  const storage = { getItem: () => null, setItem: () => {} };
  const history = { state: null, replaceState: () => {} };
  const client = connect({ location, history, sessionStorage: storage } as never);
  expect(await client.call('app.info', {})).toMatchObject({ version: '1.2.3' });
  client.close();
  const stranger = connect({ location: { ...location, hash: '' }, history, sessionStorage: storage } as never);
  await reached(stranger, 'refused');
});
