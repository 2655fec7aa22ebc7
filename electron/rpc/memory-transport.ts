import type { Transport } from './transport.ts';

/** Two ends of one connection within this process; frames arrive later, in order. */
export function memoryPair(): [Transport, Transport] {
  const left = createEnd();
  const right = createEnd();
  return [join(left, right), join(right, left)];
}

interface End {
  hear(frame: string): void;
  shut(): void;
  isShut(): boolean;
  onMessage(listener: (frame: string) => void): void;
  onClose(listener: () => void): void;
}

function createEnd(): End {
  const early: string[] = [];
  let listener: ((frame: string) => void) | undefined;
  let closed: (() => void) | undefined;
  let shut = false;
  return {
    hear(frame) {
      if (listener === undefined) early.push(frame);
      else listener(frame);
    },
    shut() {
      if (shut) return;
      shut = true;
      closed?.();
    },
    isShut: () => shut,
    onMessage(each) {
      listener = each;
      for (const frame of early.splice(0)) each(frame);
    },
    onClose(each) {
      closed = each;
      if (shut) each();
    },
  };
}

function join(own: End, other: End): Transport {
  let isClosing = false;
  // Everything, closing included, takes the same way, so nothing overtakes a frame.
  const later = (run: () => void) => void Promise.resolve().then(run);
  return {
    send(frame) {
      if (isClosing || own.isShut()) return;
      later(() => {
        if (!other.isShut()) other.hear(frame);
      });
    },
    onMessage: own.onMessage,
    onClose: own.onClose,
    close() {
      if (isClosing) return;
      isClosing = true;
      later(() => {
        other.shut();
        own.shut();
      });
    },
  };
}
