import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type MainPort, mainPortTransport } from '#desktop/port-transport';
import { portTransport } from '#renderer/connect/port-transport.ts';
import { describeRpcOver } from '../rpc/transport-suite.ts';

/** Electron wraps what arrives in an event; Node hands it over bare. */
function asMainPort(port: MessagePort): MainPort {
  return {
    postMessage: (message) => port.postMessage(message),
    on(event: string, listener: (event: { data: unknown }) => void) {
      return event === 'message'
        ? port.addEventListener('message', (message) => listener(message as never))
        : port.on('close', () => listener({ data: undefined }));
    },
    start: () => port.start(),
    close: () => port.close(),
  };
}

describeRpcOver("the desktop's message port", async () => ({
  async pair() {
    const { port1, port2 } = new MessageChannel();
    return { client: portTransport(port1 as never), server: mainPortTransport(asMainPort(port2)) };
  },
  async stop() {},
}));
