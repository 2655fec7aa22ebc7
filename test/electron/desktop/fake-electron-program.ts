/** Stands in for Electron where its runtime is not to be had: it writes down what it is told, and plays one page. */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

export const told: unknown[][] = [];
const tell = (...all: unknown[]) => void told.push(all);

type Answer = (request: { url: string; method: string }) => Response;
let answerPage: Answer | undefined;
let giveFarPort: (port: MessagePort) => void = () => {};
/** The page's end of the port, once it was handed over. */
export const farPort = new Promise<MessagePort>((resolve) => {
  giveFarPort = resolve;
});
/** What the page was answered. */
export const pages: Response[] = [];

class Contents extends EventEmitter {
  mainFrame = { url: 'app://gatehouse/' };
  session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: () => tell('permission requests'),
    setPermissionCheckHandler: () => tell('permission checks'),
    setDevicePermissionHandler: () => tell('device permissions'),
    webRequest: { onBeforeRequest: () => tell('requests') },
  });
  setWindowOpenHandler() {
    tell('new windows');
  }
  postMessage(channel: string, _message: null, ports: MessagePort[]) {
    tell('post', channel, ports.length);
    const [port] = ports;
    if (port !== undefined) giveFarPort(port);
  }
}

export class BrowserWindow extends EventEmitter {
  webContents = new Contents();
  constructor(options: { webPreferences: object }) {
    super();
    tell('window', options.webPreferences);
    app.window = this;
  }
  async loadURL(url: string) {
    tell('load', url);
    if (answerPage !== undefined) pages.push(answerPage({ url, method: 'GET' }));
    ipcMain.emit('gatehouse:ask-for-port', { sender: this.webContents, senderFrame: this.webContents.mainFrame });
  }
  show() {}
  focus() {}
  isFocused() {
    return true;
  }
  isMinimized() {
    return false;
  }
}

class FakeApp extends EventEmitter {
  isPackaged = false;
  window: BrowserWindow | undefined;
  ended: () => void = () => {};
  getVersion = () => '9.9.9';
  enableSandbox = () => tell('sandbox');
  requestSingleInstanceLock = () => true;
  whenReady = async () => tell('ready');
  quit() {
    let waits = false;
    this.emit('will-quit', { preventDefault: () => (waits = true) });
    tell('quit', waits ? 'waits' : 'at once');
  }
  exit(code: number) {
    tell('exit', code);
    this.ended();
  }
}

export const app = new FakeApp();
export const ipcMain = new EventEmitter();
export class Notification extends EventEmitter {
  static isSupported() {
    tell('notifications');
    return true;
  }
  show() {}
  close() {}
}

export const nativeTheme = { shouldUseDarkColors: false };
export const dialog = { showErrorBox: (...all: unknown[]) => tell('error box', ...all) };
export const Menu = { buildFromTemplate: () => ({}), setApplicationMenu: () => tell('menu') };
export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown) => tell('schemes', schemes),
  handle(scheme: string, answer: Answer) {
    tell('protocol', scheme);
    answerPage = answer;
  },
};

class MainPort extends EventEmitter {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }
  postMessage(message: unknown) {
    this.#port.postMessage(message);
  }
  start() {
    this.#port.on('message', (data) => this.emit('message', { data }));
  }
  close() {
    this.#port.close();
  }
}

export class MessageChannelMain {
  port1: MainPort;
  port2: MessagePort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MainPort(port1);
    this.port2 = port2;
  }
}
