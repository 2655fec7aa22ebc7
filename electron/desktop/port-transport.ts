import type { Transport } from '#rpc/transport';

/** The part of Electron's MessagePortMain that a transport needs. */
export interface MainPort {
  postMessage(message: string): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** Over the main side's end of a message port. */
export function mainPortTransport(port: MainPort): Transport {
  let isClosed = false;
  let onClosed = () => {};
  const shut = () => {
    if (isClosed) return;
    isClosed = true;
    onClosed();
  };
  port.on('close', shut);
  return {
    send(frame) {
      if (!isClosed) port.postMessage(frame);
    },
    onMessage(listener) {
      // Only text is a frame; anything else fails to parse, which ends the session.
      port.on('message', ({ data }) => listener(typeof data === 'string' ? data : ''));
      port.start();
    },
    onClose(listener) {
      onClosed = listener;
      if (isClosed) listener();
    },
    close() {
      port.close();
      shut();
    },
  };
}
