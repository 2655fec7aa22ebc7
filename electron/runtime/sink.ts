import type { Writable } from 'node:stream';

/** Where lines go. */
export interface Sink {
  write(bytes: Buffer | string): void;
  /** Held back until `release`, so that many lines become one write. */
  hold(): void;
  release(): void;
  isFull(): boolean;
  whenEmpty(go: () => void): void;
}

export function sink(stream: Writable): Sink {
  let isFull = false;
  const waiting: (() => void)[] = [];
  const empty = (): void => {
    isFull = false;
    for (const go of waiting.splice(0)) go();
  };
  stream.on('drain', empty);
  // Whoever reads it is gone; its end is told elsewhere.
  stream.on('error', empty);
  stream.on('close', empty);
  return {
    write(bytes) {
      if (stream.writable && !stream.write(bytes)) isFull = true;
    },
    hold: () => stream.cork(),
    release: () => stream.uncork(),
    isFull: () => isFull,
    whenEmpty: (go) => {
      waiting.push(go);
    },
  };
}

export interface SwitchedSink extends Sink {
  /** From now on lines wait. */
  disconnect(): void;
  /** Lines that waited go there first. */
  connect(next: Sink): void;
}

/** A sink whose end can be replaced. While there is none it is full, so no more waits than one chunk and what was asked before. */
export function switchedSink(first: Sink): SwitchedSink {
  let target: Sink | undefined = first;
  let queue: (Buffer | string)[] = [];
  const waiting: (() => void)[] = [];
  return {
    write(bytes) {
      if (target === undefined) queue.push(Buffer.from(bytes));
      else target.write(bytes);
    },
    hold: () => target?.hold(),
    release: () => target?.release(),
    isFull: () => target?.isFull() ?? true,
    whenEmpty(go) {
      if (target === undefined) waiting.push(go);
      else target.whenEmpty(go);
    },
    disconnect() {
      target = undefined;
    },
    connect(next) {
      target = next;
      const held = queue;
      queue = [];
      for (const bytes of held) next.write(bytes);
      for (const go of waiting.splice(0)) go();
    },
  };
}
