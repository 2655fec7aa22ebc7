import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { refuseUpgrade } from './request-rules.ts';

export interface SocketDoorOptions {
  /** `127.0.0.1:port` or `[::1]:port`. */
  authority: string;
  maxSockets: number;
  /** Of one message, in bytes; a larger one closes the socket with 1009 before it is in memory. */
  maxMessageBytes: number;
  /** A socket that does not answer one beat by the next is ended. */
  heartbeatMs: number;
  onSocket(socket: WebSocket): void;
  log(message: string): void;
}

export interface SocketDoor {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** Lets sockets in that may come in, keeps count of them and notices those that died silently. */
export function createSocketDoor(options: SocketDoorOptions): SocketDoor {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxMessageBytes,
    perMessageDeflate: false,
  });
  const silent = new WeakSet<WebSocket>();

  const beat = () => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      if (socket.readyState === socket.OPEN) socket.ping();
    }
  };
  const timer = setInterval(beat, options.heartbeatMs);
  timer.unref();

  const accept = (socket: WebSocket) => {
    socket.on('pong', () => silent.delete(socket));
    socket.on('error', (error) => options.log(`a window's socket failed: ${error.message}`));
    options.onSocket(socket);
  };

  return {
    upgrade(request, socket, head) {
      // Reset by the other side while it is being refused: nothing is left to do.
      socket.on('error', () => socket.destroy());
      const refusal = refuseUpgrade(request, options.authority);
      if (refusal !== undefined) return refuse(socket, refusal.status);
      if (server.clients.size >= options.maxSockets) return refuse(socket, 503);
      server.handleUpgrade(request, socket, head, accept);
    },
    close() {
      clearInterval(timer);
      server.close();
      for (const socket of server.clients) socket.terminate();
    },
  };
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
