import type { ServerFrame } from '#contract/wire';
import type { Limits } from './limits.ts';
import type { Transport } from './transport.ts';

export interface Outgoing {
  /** False when the other side has fallen too far behind; nothing was sent then. */
  send(frame: ServerFrame): boolean;
  /** False when nobody asked for this confirmation. */
  confirm(seen: number): boolean;
}

/** Counts what was sent and what the other side has taken. It asks itself, since no transport tells in the same way. */
export function createOutgoing(transport: Transport, limits: Limits): Outgoing {
  let sent = 0;
  let confirmed = 0;
  let asked: number | undefined;

  const write = (frame: ServerFrame) => {
    const text = JSON.stringify(frame);
    sent += text.length;
    transport.send(text);
  };
  const askWhenDue = () => {
    if (asked !== undefined || sent - confirmed < limits.confirmEvery) return;
    asked = sent;
    write({ type: 'ping', seen: asked });
  };

  return {
    send(frame) {
      if (sent - confirmed > limits.unconfirmed) return false;
      write(frame);
      askWhenDue();
      return true;
    },
    confirm(seen) {
      if (seen !== asked) return false;
      confirmed = seen;
      asked = undefined;
      askWhenDue();
      return true;
    },
  };
}
