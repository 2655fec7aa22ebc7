import { MessageChannel } from 'node:worker_threads';
import { portTransport } from '#renderer/connect/port-transport.ts';
import { describeRpcOver } from '../../electron/rpc/transport-suite.ts';

describeRpcOver('a message port', async () => ({
  async pair() {
    const { port1, port2 } = new MessageChannel();
    // Node's ports are the browser's in everything the transport uses.
    return { client: portTransport(port1 as never), server: portTransport(port2 as never) };
  },
  async stop() {},
}));
