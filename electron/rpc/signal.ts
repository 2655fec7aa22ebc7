interface PlainSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
  throwIfAborted(): void;
}

/** The runtime's own AbortSignal where its types are known, and the part of it this room uses where they are not. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Real } } ? Real : PlainSignal;

interface Controller {
  readonly signal: Signal;
  abort(reason?: unknown): void;
}

declare const AbortController: new () => Controller;

export function createController(): Controller {
  return new AbortController();
}
