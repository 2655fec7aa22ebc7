import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import { openWebSocket } from '#renderer/connect/web-socket-transport.ts';
import { serverSocketTransport } from '#serve/web-socket-transport';
import { describeRpcOver } from '../../electron/rpc/transport-suite.ts';

describeRpcOver('a WebSocket', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    async pair() {
      const accepted: Promise<[ServerSocket]> = once(server, 'connection') as never;
      const client = openWebSocket(`ws://127.0.0.1:${port}`);
      const [socket] = await accepted;
      return { server: serverSocketTransport(socket), client: await client };
    },
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
});
