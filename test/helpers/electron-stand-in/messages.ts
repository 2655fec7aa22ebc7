/** What the main script's process says to the one that shows its window in Chromium. */
export type FromMain =
  | { type: 'window'; options: Record<string, unknown>; preload: string }
  | { type: 'load'; id: number; url: string }
  | { type: 'post'; channel: string; ports: number[] }
  | { type: 'port'; port: number; data: unknown }
  | { type: 'port-closed'; port: number }
  | { type: 'reload' }
  | { type: 'destroy' }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'told'; what: unknown[] }
  /** Something of Electron was used that the stand-in does not have: the test fails. */
  | { type: 'unknown'; name: string };

/** What happens in Chromium, or what a test does from outside of the window. */
export type ToMain =
  | { type: 'loaded'; id: number; failure?: string }
  | { type: 'ipc'; channel: string; url: string; isMainFrame: boolean }
  | { type: 'port'; port: number; data: unknown }
  | { type: 'port-closed'; port: number }
  | { type: 'ask'; id: number; what: Question }
  | { type: 'do'; what: Deed };

export type Question =
  | { of: 'page'; url: string; method: string }
  | { of: 'request'; url: string }
  | { of: 'navigation'; url: string; event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect' }
  | { of: 'new-window'; url: string }
  | { of: 'download'; url: string }
  | { of: 'permission'; permission: string };

export type Deed =
  | { event: 'second-instance'; argv: string[] }
  | { event: 'open-url'; url: string }
  | { event: 'tray-click' }
  | { event: 'menu'; menu: 'application' | 'tray'; label: string }
  | { event: 'notification-click' }
  | { event: 'close' }
  | { event: 'resize'; bounds: Bounds }
  | { event: 'gone' }
  | { event: 'quit' };

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}
