import type { Transport } from '#rpc/transport';

/** Over a MessagePort of the browser side. */
export function portTransport(port: MessagePort): Transport {
  let closed = false;
  let closedListener = () => {};
  const shut = () => {
    if (closed) return;
    closed = true;
    closedListener();
  };
  port.addEventListener('close', shut);
  return {
    send(frame) {
      if (!closed) port.postMessage(frame);
    },
    onMessage(listener) {
      // Only text is a frame; anything else fails to parse, which ends the session.
      port.addEventListener('message', ({ data }) => listener(typeof data === 'string' ? data : ''));
      port.start();
    },
    onClose(listener) {
      closedListener = listener;
      if (closed) listener();
    },
    close() {
      port.close();
      shut();
    },
  };
}
