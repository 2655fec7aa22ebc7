/**
 * Stands in for the module `electron` in the main script's process. It is not Electron: it has the few calls that our desktop
 * entry uses and fails on any other, and Chromium, driven by the test, is its window. What is told to the desktop (menu, tray,
 * notifications, login) is handed to the test.
 */
import { EventEmitter } from 'node:events';
import type { Bounds, Deed, FromMain, PageAnswer, Question, ToMain } from './messages.ts';
import { StrictEvents, strict } from './strict.ts';

function send(message: FromMain): void {
  process.send?.(message);
}
const tell = (...what: unknown[]) => send({ type: 'told', what });
const unknown = (name: string): never => {
  send({ type: 'unknown', name });
  throw new Error(`The stand-in for Electron has no ${name}.`);
};

type Listener = (...all: unknown[]) => void;
type MenuItem = { label?: string; role?: string; click?: () => void; submenu?: MenuItem[]; [more: string]: unknown };

/* The window */

class Session extends StrictEvents<'will-download'> {
  permission: ((contents: unknown, permission: string, answer: (is: boolean) => void) => void) | undefined;
  before: ((details: { url: string }, answer: (what: { cancel: boolean }) => void) => void) | undefined;
  webRequest = strict(
    'webRequest',
    {
      onBeforeRequest: (listener: NonNullable<Session['before']>) => {
        this.before = listener;
      },
    },
    unknown,
  );
  constructor() {
    super('session', ['will-download'], unknown);
  }
  setPermissionRequestHandler(handler: NonNullable<Session['permission']>) {
    this.permission = handler;
  }
  setPermissionCheckHandler(handler: () => boolean) {
    tell('permission checks', handler());
  }
  setDevicePermissionHandler(handler: () => boolean) {
    tell('device permissions', handler());
  }
}

const contentsEvents = [
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'render-process-gone',
  'unresponsive',
  'responsive',
] as const;

class Contents extends StrictEvents<(typeof contentsEvents)[number]> {
  mainFrame = { url: 'about:blank' };
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  readonly #session = new Session();
  session = strict('session', this.#session, unknown);
  rules = this.#session;
  constructor() {
    super('webContents', contentsEvents, unknown);
  }
  setWindowOpenHandler(handler: NonNullable<Contents['openHandler']>) {
    this.openHandler = handler;
  }
  postMessage(channel: string, _message: null, ports: FarPort[]) {
    for (const port of ports) port.leaves();
    send({ type: 'post', channel, ports: ports.map(({ id }) => id) });
  }
  reload() {
    send({ type: 'reload' });
  }
}

const windowEvents = [
  'ready-to-show',
  'closed',
  'close',
  'resize',
  'move',
  'maximize',
  'unmaximize',
  'show',
  'hide',
] as const;
let theWindow: Window | undefined;
let loads = 0;
const loading = new Map<number, (failure: string | undefined) => void>();

interface WindowOptions extends Partial<Bounds> {
  webPreferences?: { preload?: string };
  [more: string]: unknown;
}

class Window extends StrictEvents<(typeof windowEvents)[number]> {
  readonly #contents = new Contents();
  webContents = strict('webContents', this.#contents, unknown);
  inner = this.#contents;
  bounds: Bounds;
  isShown = false;
  isMax = false;
  isGone = false;
  constructor(options: WindowOptions) {
    super('BrowserWindow', windowEvents, unknown);
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    const { webPreferences = {}, ...look } = options;
    send({ type: 'window', options: { ...look, webPreferences }, preload: webPreferences.preload ?? '' });
  }
  async loadURL(url: string) {
    const id = ++loads;
    this.#contents.mainFrame.url = url;
    send({ type: 'load', id, url });
    const failure = await new Promise<string | undefined>((resolve) => loading.set(id, resolve));
    if (failure !== undefined) throw new Error(failure);
    this.emit('ready-to-show');
  }
  show() {
    this.isShown = true;
    tell('show');
    this.emit('show');
  }
  hide() {
    this.isShown = false;
    tell('hide');
    this.emit('hide');
  }
  focus() {
    tell('focus');
  }
  restore() {
    tell('restore');
  }
  maximize() {
    this.isMax = true;
    tell('maximize');
  }
  close() {
    let isKept = false;
    this.emit('close', { preventDefault: () => (isKept = true) });
    if (!isKept) this.destroy();
  }
  destroy() {
    if (this.isGone) return;
    this.isGone = true;
    send({ type: 'destroy' });
    this.emit('closed');
    // As in Electron: not when quitting closed them.
    if (!theApp.isQuitting) theApp.emit('window-all-closed');
  }
  isDestroyed = () => this.isGone;
  isFocused = () => this.isShown;
  isMinimized = () => false;
  isMaximized = () => this.isMax;
  isFullScreen = () => false;
  isVisible = () => this.isShown;
  getNormalBounds = () => this.bounds;
}

export const BrowserWindow = new Proxy(Window, {
  construct: (target, all) => {
    theWindow = new target(all[0] as WindowOptions);
    return strict('BrowserWindow', theWindow, unknown);
  },
  get: (target, key) => (key === 'prototype' ? target.prototype : unknown(`BrowserWindow.${String(key)}`)),
});

/* The program */

const appEvents = ['second-instance', 'window-all-closed', 'will-quit', 'before-quit', 'open-url', 'activate'] as const;

class App extends StrictEvents<(typeof appEvents)[number]> {
  isPackaged = process.env['STAND_IN_PACKAGED'] === 'true';
  name = 'Gatehouse';
  constructor() {
    super('app', appEvents, unknown);
  }
  getVersion = () => process.env['STAND_IN_VERSION'] ?? '9.9.9';
  enableSandbox() {
    tell('sandbox');
  }
  requestSingleInstanceLock = () => process.env['STAND_IN_SECOND'] !== 'true';
  async whenReady() {
    tell('ready');
  }
  isQuitting = false;
  quit() {
    this.isQuitting = true;
    this.emit('before-quit');
    if (theWindow !== undefined && !theWindow.isGone) theWindow.destroy();
    let waits = false;
    this.emit('will-quit', { preventDefault: () => (waits = true) });
    tell('quit', waits ? 'waits' : 'at once');
    if (!waits) process.exit(0);
  }
  exit(code: number) {
    tell('exit', code);
    // What was told must be on its way before the process goes.
    process.send?.({ type: 'told', what: ['gone'] }, () => process.exit(code));
  }
  setLoginItemSettings(settings: object) {
    tell('login', settings);
  }
  getLoginItemSettings = () => ({ wasOpenedAtLogin: false });
  setAsDefaultProtocolClient(scheme: string) {
    tell('protocol client', scheme);
    return true;
  }
  setAppUserModelId(id: string) {
    tell('app id', id);
  }
}

const theApp = new App();
export const app = strict('app', theApp, unknown);

/* What belongs to the desktop */

export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false }, unknown);
export const dialog = strict('dialog', { showErrorBox: (...all: string[]) => tell('error box', ...all) }, unknown);
export const screen = strict(
  'screen',
  { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
  unknown,
);
const image = { resize: () => image, setTemplateImage: () => {}, isEmpty: () => false };
export const nativeImage = strict(
  'nativeImage',
  { createFromPath: (path: string) => (tell('image', path), image) },
  unknown,
);

const menus: Record<'application' | 'tray', MenuItem[]> = { application: [], tray: [] };
export const Menu = strict(
  'Menu',
  {
    buildFromTemplate: (items: MenuItem[]) => ({ items }),
    setApplicationMenu: ({ items }: { items: MenuItem[] }) => {
      menus.application = items;
      tell('menu', labelsOf(items));
    },
  },
  unknown,
);

let theTray: TrayIcon | undefined;
class TrayIcon extends StrictEvents<'click'> {
  constructor() {
    super('Tray', ['click'], unknown);
    tell('tray');
  }
  setToolTip(text: string) {
    tell('tray tip', text);
  }
  setTitle(text: string) {
    tell('tray title', text);
  }
  setContextMenu({ items }: { items: MenuItem[] }) {
    menus.tray = items;
    tell('tray menu', labelsOf(items));
  }
  destroy() {
    theTray = undefined;
    tell('tray gone');
  }
}
export const Tray = new Proxy(TrayIcon, {
  construct: (target) => {
    theTray = new target();
    return strict('Tray', theTray, unknown);
  },
});

let lastNotification: Message | undefined;
class Message extends StrictEvents<'click' | 'close'> {
  static isSupported = () => true;
  constructor(text: { title: string; body: string }) {
    super('Notification', ['click', 'close'], unknown);
    tell('notification', text);
  }
  show() {}
  close() {}
}
export const Notification = new Proxy(Message, {
  construct: (target, all) => {
    lastNotification = new target(all[0] as { title: string; body: string });
    return strict('Notification', lastNotification, unknown);
  },
});

function labelsOf(items: readonly MenuItem[]): string[] {
  return items.flatMap(({ label, role, submenu = [] }) => [label ?? role ?? '-', ...labelsOf(submenu)]);
}

function itemCalled(items: readonly MenuItem[], label: string): MenuItem | undefined {
  for (const item of items) {
    if (item.label === label) return item;
    const below = itemCalled(item.submenu ?? [], label);
    if (below !== undefined) return below;
  }
  return undefined;
}

/* Pages, ports and messages */

let answerPage: ((request: { url: string; method: string }) => Response | Promise<Response>) | undefined;
export const protocol = strict(
  'protocol',
  {
    registerSchemesAsPrivileged: (schemes: unknown) => tell('schemes', schemes),
    handle(scheme: string, answer: NonNullable<typeof answerPage>) {
      tell('protocol', scheme);
      answerPage = answer;
    },
  },
  unknown,
);

const ipc = new EventEmitter();
export const ipcMain = strict(
  'ipcMain',
  { on: (channel: string, listener: Listener) => ipc.on(channel, listener) },
  unknown,
);

const ports = new Map<number, NearPort>();
let lastPort = 0;

/** The main side's end; its other end is a real MessagePort in Chromium. */
class NearPort extends StrictEvents<'message' | 'close'> {
  readonly id: number;
  #early: unknown[] | undefined = [];
  constructor(id: number) {
    super('MessagePortMain', ['message', 'close'], unknown);
    this.id = id;
    ports.set(id, this);
  }
  postMessage(data: unknown) {
    send({ type: 'port', port: this.id, data });
  }
  start() {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const data of early) this.emit('message', { data });
  }
  takes(data: unknown) {
    if (this.#early === undefined) this.emit('message', { data });
    else this.#early.push(data);
  }
  close() {
    if (!ports.delete(this.id)) return;
    send({ type: 'port-closed', port: this.id });
    this.emit('close');
  }
}

class FarPort {
  readonly id: number;
  #left = false;
  constructor(id: number) {
    this.id = id;
  }
  leaves() {
    if (this.#left) throw new Error('A port is handed over once.');
    this.#left = true;
  }
}

export class MessageChannelMain {
  port1: NearPort;
  port2: FarPort;
  constructor() {
    lastPort += 1;
    this.port1 = strict('MessagePortMain', new NearPort(lastPort), unknown);
    this.port2 = new FarPort(lastPort);
  }
}

/* What comes from Chromium and from the test */

async function decide(question: Question): Promise<unknown> {
  const contents = theWindow?.inner;
  switch (question.of) {
    case 'page': {
      const response = await answerPage?.(question);
      if (response === undefined) return undefined;
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: Object.fromEntries(response.headers), body } satisfies PageAnswer;
    }
    case 'request': {
      let isCancelled = false;
      contents?.rules.before?.({ url: question.url }, ({ cancel }) => (isCancelled = cancel));
      return isCancelled;
    }
    case 'navigation': {
      let isPrevented = false;
      contents?.emit(question.event, { url: question.url, preventDefault: () => (isPrevented = true) });
      return isPrevented;
    }
    case 'new-window':
      return contents?.openHandler?.({ url: question.url }).action;
    case 'download': {
      let isPrevented = false;
      contents?.rules.emit(
        'will-download',
        { preventDefault: () => (isPrevented = true) },
        { getURL: () => question.url },
      );
      return isPrevented;
    }
    case 'permission': {
      let isGranted = true;
      contents?.rules.permission?.(contents, question.permission, (is) => (isGranted = is));
      return isGranted;
    }
  }
}

function happen(deed: Deed): void {
  switch (deed.event) {
    case 'second-instance':
      return void theApp.emit('second-instance', {}, deed.argv, '/', undefined);
    case 'open-url':
      return void theApp.emit('open-url', { preventDefault: () => {} }, deed.url);
    case 'tray-click':
      return void theTray?.emit('click');
    case 'menu': {
      const item = itemCalled(menus[deed.menu], deed.label);
      if (item?.click === undefined) unknown(`menu item "${deed.label}"`);
      return item?.click?.();
    }
    case 'notification-click':
      return void lastNotification?.emit('click');
    case 'close':
      return theWindow?.close();
    case 'resize':
      if (theWindow !== undefined) theWindow.bounds = deed.bounds;
      return void theWindow?.emit('resize');
    case 'gone':
      return void theWindow?.inner.emit('render-process-gone', {}, { reason: 'crashed' });
    case 'quit':
      return theApp.quit();
  }
}

process.on('message', (message: ToMain) => {
  switch (message.type) {
    case 'loaded':
      loading.get(message.id)?.(message.failure);
      return;
    case 'ipc': {
      const contents = theWindow?.webContents;
      const frame = theWindow?.inner.mainFrame ?? { url: '' };
      // Electron says where the frame is now: the page changes its own address.
      if (message.isMainFrame) frame.url = message.url;
      ipc.emit(message.channel, { sender: contents, senderFrame: message.isMainFrame ? frame : { url: message.url } });
      return;
    }
    case 'port':
      ports.get(message.port)?.takes(message.data);
      return;
    case 'port-closed':
      ports.get(message.port)?.close();
      return;
    case 'ask':
      void decide(message.what).then((value) => send({ type: 'answer', id: message.id, value }));
      return;
    case 'do':
      happen(message.what);
  }
});
process.on('disconnect', () => process.exit(1));
