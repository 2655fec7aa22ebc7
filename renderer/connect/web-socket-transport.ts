import type { Transport } from '#rpc/transport';

/** Waits until the socket is open; rejects when it closes before. */
export function openWebSocket(url: string): Promise<Transport> {
  return webSocketTransport(new WebSocket(url));
}

export function webSocketTransport(socket: WebSocket): Promise<Transport> {
  return new Promise((resolve, reject) => {
    // Frames can follow the opening at once, so the transport listens from the start.
    const transport = wrap(socket);
    socket.addEventListener('open', () => resolve(transport));
    socket.addEventListener('close', () => reject(new Error('The connection could not be made.')));
  });
}

function wrap(socket: WebSocket): Transport {
  const early: string[] = [];
  let listener = (frame: string): void => {
    early.push(frame);
  };
  socket.addEventListener('message', ({ data }) => {
    // The main side sends text only; anything else fails to parse, which ends the session.
    listener(typeof data === 'string' ? data : '');
  });
  return {
    send(frame) {
      if (socket.readyState === 1) socket.send(frame);
    },
    onMessage(each) {
      listener = each;
      for (const frame of early.splice(0)) each(frame);
    },
    onClose(each) {
      if (socket.readyState === 3) each();
      else socket.addEventListener('close', each, { once: true });
    },
    close: () => socket.close(),
  };
}
