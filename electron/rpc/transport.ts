/**
 * A way to pass frames to the other side and hear from it, in order. A frame is JSON text on every transport: message
 * ports and sockets then behave alike, and one limit counts for all.
 */
export interface Transport {
  /** Does nothing once closed. */
  send(frame: string): void;
  /** Set once, before the first frame is sent; frames that came earlier are delivered then. */
  onMessage(listener: (frame: string) => void): void;
  /** Called once, whichever side closed, also when it was closed before. */
  onClose(listener: () => void): void;
  /** Frames sent before still arrive. Closing twice is fine. */
  close(): void;
}

/** Opens one connection; rejects when there is none to be had. */
export type Connect = () => Promise<Transport>;
