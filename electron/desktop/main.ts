import { join } from 'node:path';
import { app, type BrowserWindow, ipcMain, MessageChannelMain, Notification, protocol } from 'electron';
import { type App, createApp } from '#app/app';
import { noticeApprovals } from './approval-notices.ts';
import { endTogether, giveUp, log } from './ending.ts';
import { handOverPort } from './hand-over.ts';
import { setMenu } from './menu.ts';
import { pageScheme } from './page-address.ts';
import { servePage } from './page-protocol.ts';
import { readStartOptions } from './start-options.ts';
import { createWindow, raise, showPage } from './window.ts';
import { serveWindow } from './window-session.ts';

// Counted from out/main.
const root = join(import.meta.dirname, '..', '..');
const version = app.getVersion();

// These two must be said before the app is ready.
app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true } }]);

if (app.requestSingleInstanceLock()) start().catch(giveUp);
else app.quit();

async function start(): Promise<void> {
  const { project, ...options } = readStartOptions(process.argv.slice(app.isPackaged ? 1 : 2));
  const [gatehouse] = await Promise.all([
    createApp({ ...options, resources: join(root, 'resources'), door: 'desktop', version, log }),
    app.whenReady().then(() => servePage(protocol, join(root, 'out', 'renderer'))),
  ]);
  setMenu();
  const window = createWindow();
  giveItsPort(window, gatehouse);
  endTogether(window, gatehouse);
  noticeAtDesk(window, gatehouse);
  await showPage(window, project);
}

function giveItsPort(window: BrowserWindow, gatehouse: App): void {
  const stop = handOverPort({
    ipc: ipcMain,
    contents: window.webContents,
    createChannel: () => new MessageChannelMain(),
    serve: (port) => serveWindow(gatehouse, port, { version, log }),
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
