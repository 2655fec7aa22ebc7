import { isOfPage, isPage } from './page-address.ts';

interface Preventable {
  preventDefault(): void;
}

interface Navigation extends Preventable {
  url: string;
}

/** The part of Electron's WebContents that the rules need. */
export interface RuledContents {
  on(event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect', listener: (event: Navigation) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
}

/** The part of Electron's Session that the rules need. */
export interface RuledSession {
  on(event: 'will-download', listener: (event: Preventable, item: { getURL(): string }) => void): unknown;
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (isGranted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: () => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  webRequest: {
    onBeforeRequest(listener: (details: { url: string }, answer: (what: { cancel: boolean }) => void) => void): void;
  };
}

/** The window shows our page and nothing else: no other address, no second window, no embedded one. */
export function keepToPage(contents: RuledContents): void {
  const stay = (event: Navigation) => {
    if (!isPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** The page gets no permission and no device, saves nothing but what it made itself, and loads nothing that is not ours. */
export function grantNothing(session: RuledSession): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!isMadeByPage(item.getURL())) event.preventDefault();
  });
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url) }));
}

/** An export is put together in the page; Chromium asks where to save it. */
function isMadeByPage(url: string): boolean {
  return url.startsWith('blob:') && isOfPage(url.slice('blob:'.length));
}

function mayLoad(url: string): boolean {
  // The developer tools are a page of Chromium's own; data: is what our policy allows for pictures.
  return isOfPage(url) || isMadeByPage(url) || url.startsWith('devtools://') || url.startsWith('data:image/');
}
