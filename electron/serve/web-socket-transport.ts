import type { WebSocket } from 'ws';
import type { Transport } from '#rpc/transport';

/** Over the server's end of a WebSocket. Binary messages are no frames and end the connection. */
export function serverSocketTransport(socket: WebSocket): Transport {
  return {
    send(frame) {
      if (socket.readyState === socket.OPEN) socket.send(frame);
    },
    onMessage(listener) {
      socket.on('message', (data, isBinary) => {
        if (isBinary || !Buffer.isBuffer(data)) socket.close(1003);
        else listener(data.toString('utf8'));
      });
    },
    onClose(listener) {
      if (socket.readyState === socket.CLOSED) listener();
      else socket.once('close', () => listener());
    },
    close: () => socket.close(1000),
  };
}
