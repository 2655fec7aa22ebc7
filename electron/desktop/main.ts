import { join } from 'node:path';
import { app, type BrowserWindow, ipcMain, MessageChannelMain, Notification, protocol, screen } from 'electron';
import { type App, createApp, type Emit } from '#app/app';
import { openDesktopFiles } from '#app/desktop-files';
import { shippedResources } from '#app/shipped-resources';
import type { Asked } from '#contract/desktop';
import { noticeApprovals } from './approval-notices.ts';
import { linkAmong, linkScheme, pluginOfLink } from './deep-link.ts';
import { createDesktopPort, type KeptDesktop } from './desktop-port.ts';
import { endTogether, giveUp, log } from './ending.ts';
import { handOverPort } from './hand-over.ts';
import { setMenu } from './menu.ts';
import { pageScheme } from './page-address.ts';
import { servePage } from './page-protocol.ts';
import { readStartOptions } from './start-options.ts';
import { showTray } from './tray.ts';
import { createWindow, raise, showPage } from './window.ts';
import { serveWindow } from './window-session.ts';
import { bringBack, keepPlace } from './window-state.ts';

// Counted from out/main.
const root = join(import.meta.dirname, '..', '..');
const resources = join(root, 'resources');
const version = app.getVersion();

// These must be said before the app is ready.
app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true } }]);

if (app.requestSingleInstanceLock()) start().catch(giveUp);
else app.quit();

async function start(): Promise<void> {
  const args = process.argv.slice(app.isPackaged ? 1 : 2);
  const { project, isHidden: isAsked, ...options } = readStartOptions(args);
  // macOS passes no arguments to what it starts at login.
  const isHidden = isAsked || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
  // macOS may say it before there is a window.
  let early = linkAmong(args);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    early = url;
  });
  const files = openDesktopFiles(options.data, log);
  const desktop = createDesktopPort(files);
  const [gatehouse] = await Promise.all([
    createApp({ ...options, resources: shippedResources(root), door: 'desktop', desktop, version, log }),
    app.whenReady().then(() => servePage(protocol, join(root, 'out', 'renderer'))),
  ]);
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  const window = createWindow(files.windowState(), screen.getAllDisplays(), isHidden && desktop.state().settings.tray);
  const asks = new Set<Emit>();
  const show = (asked: Asked) => {
    raise(window);
    for (const emit of asks) emit('desktop.asked', asked);
  };
  setMenu(show);
  keepPlace(window, files);
  bringBack(window, log);
  giveItsPort(window, gatehouse, asks);
  const quitting = endTogether(window, gatehouse);
  followLinks(show);
  noticeAtDesk(window, gatehouse);
  await showPage(window, { project, plugin: early === undefined ? undefined : linked(early) });
  followTray(window, gatehouse, desktop, { show, isQuitting: quitting });
}

/** What a link names; one that is not understood is refused and logged. */
function linked(link: string): string | undefined {
  const id = pluginOfLink(link);
  // Written so that no terminal and no log viewer takes any of it for its own.
  if (id === undefined) log(`refused the link ${encodeURI(link.slice(0, 200).toWellFormed())}`);
  return id;
}

/** A link only ever shows a plugin. */
function followLinks(show: (asked: Asked) => void): void {
  const follow = (link: string) => {
    const id = linked(link);
    if (id !== undefined) show({ show: 'plugin', id });
  };
  app.on('open-url', (_event, url) => follow(url));
  app.on('second-instance', (_event, argv) => {
    const link = linkAmong(argv);
    if (link !== undefined) follow(link);
  });
}

function giveItsPort(window: BrowserWindow, gatehouse: App, asks: Set<Emit>): void {
  const subscribe: App['subscribe'] = (emit) => {
    const stop = gatehouse.subscribe(emit);
    asks.add(emit);
    return () => {
      asks.delete(emit);
      stop();
    };
  };
  const stop = handOverPort({
    ipc: ipcMain,
    contents: window.webContents,
    createChannel: () => new MessageChannelMain(),
    serve: (port) => serveWindow({ handlers: gatehouse.handlers, subscribe }, port, { version, log }),
    log,
  });
  window.on('closed', stop);
}

function noticeAtDesk(window: BrowserWindow, gatehouse: App): void {
  const stop = noticeApprovals({
    gatehouse,
    isLookedAt: () => window.isFocused(),
    raise: () => raise(window),
    create: Notification.isSupported() ? (text) => new Notification(text) : undefined,
  });
  window.on('closed', stop);
}

interface TrayRules {
  show(asked: Asked): void;
  isQuitting(): boolean;
}

/** The icon comes and goes with the setting; where it is, closing the window may mean hiding it. */
function followTray(
  window: BrowserWindow,
  gatehouse: App,
  desktop: KeptDesktop,
  { show, isQuitting }: TrayRules,
): void {
  // Whoever was quick has closed it before the page was shown.
  if (window.isDestroyed()) return;
  let hideTray: (() => void) | undefined;
  const follow = () => {
    if (desktop.state().settings.tray)
      hideTray ??= showTray({ gatehouse, resources, raise: () => raise(window), show });
    else {
      hideTray?.();
      hideTray = undefined;
      // Without the icon nobody could bring it back.
      if (!window.isDestroyed()) window.show();
    }
  };
  follow();
  desktop.onChanged(follow);
  window.on('close', (event) => {
    if (isQuitting() || hideTray === undefined || !desktop.state().settings.closeToTray) return;
    event.preventDefault();
    window.hide();
  });
  window.on('closed', () => {
    hideTray?.();
    hideTray = undefined;
  });
}
