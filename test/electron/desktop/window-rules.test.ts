import { describe, expect, it } from 'vitest';
import { grantNothing, keepToPage, type RuledContents, type RuledSession } from '#desktop/window-rules';

type Listener = (event: { url: string; preventDefault(): void }) => void;

function ruledContents() {
  const listeners = new Map<string, Listener>();
  let openHandler: () => { action: string } = () => ({ action: 'allow' });
  const contents: RuledContents = {
    on: (event: string, listener: Listener) => listeners.set(event, listener),
    setWindowOpenHandler: (handler) => {
      openHandler = handler;
    },
  };
  keepToPage(contents);
  const isPrevented = (event: string, url: string) => {
    let prevented = false;
    listeners.get(event)?.({ url, preventDefault: () => (prevented = true) });
    return prevented;
  };
  return { isPrevented, opened: () => openHandler() };
}

function ruledSession() {
  const asked: boolean[] = [];
  const cancelled = new Map<string, boolean>();
  let downloads: (event: { preventDefault(): void }, item: { getURL(): string }) => void = () => {};
  let request: Parameters<RuledSession['setPermissionRequestHandler']>[0] = () => {};
  let check = () => true;
  let device = () => true;
  let before: Parameters<RuledSession['webRequest']['onBeforeRequest']>[0] = () => {};
  const session: RuledSession = {
    on: (_event, listener) => (downloads = listener),
    setPermissionRequestHandler: (handler) => (request = handler),
    setPermissionCheckHandler: (handler) => (check = handler),
    setDevicePermissionHandler: (handler) => (device = handler),
    webRequest: { onBeforeRequest: (listener) => (before = listener) },
  };
  grantNothing(session);
  return {
    ask(permission: string) {
      request(undefined, permission, (isGranted) => asked.push(isGranted));
      return asked.at(-1);
    },
    check: () => check(),
    device: () => device(),
    download(url: string) {
      let prevented = false;
      downloads({ preventDefault: () => (prevented = true) }, { getURL: () => url });
      return prevented;
    },
    isCancelled(url: string) {
      before({ url }, ({ cancel }) => cancelled.set(url, cancel));
      return cancelled.get(url);
    },
  };
}

describe('the window', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('stays on its page at %s', (event) => {
    const { isPrevented } = ruledContents();
    for (const url of [
      'https://example.org/',
      'file:///etc/passwd',
      'app://other/',
      'app://gatehouse.evil/',
      'app://gatehouse/assets/x.svg',
      'javascript:alert(1)',
      'data:text/html,x',
      '',
    ]) {
      expect(isPrevented(event, url), url).toBe(true);
    }
    for (const url of ['app://gatehouse/', 'app://gatehouse/?project=/x', 'app://gatehouse/#plugins']) {
      expect(isPrevented(event, url), url).toBe(false);
    }
  });

  it('opens no second window and embeds none', () => {
    const { isPrevented, opened } = ruledContents();
    expect(opened()).toEqual({ action: 'deny' });
    expect(isPrevented('will-attach-webview', 'app://gatehouse/')).toBe(true);
  });

  it('is granted no permission and no device, and saves only what it made itself', () => {
    const session = ruledSession();
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'anything new']) {
      expect(session.ask(permission), permission).toBe(false);
    }
    expect([session.check(), session.device()]).toEqual([false, false]);
    for (const url of ['https://example.org/x', 'blob:https://example.org/x', 'app://gatehouse/x', 'data:text/csv,x']) {
      expect(session.download(url), url).toBe(true);
    }
    expect(session.download('blob:app://gatehouse/4f6e')).toBe(false);
  });

  it.each([
    ['app://gatehouse/assets/main.js', false],
    ['data:image/png;base64,AAAA', false],
    ['data:text/html,x', true],
    ['https://example.org/pixel.png', true],
    ['http://127.0.0.1:8080/', true],
    ['file:///etc/passwd', true],
    ['app://other/x.js', true],
  ])('loads %s only when it is ours', (url, isCancelled) => {
    expect(ruledSession().isCancelled(url)).toBe(isCancelled);
  });
});
