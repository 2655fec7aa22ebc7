import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme } from 'electron';
import { pageAddress } from './page-address.ts';
import { grantNothing, keepToPage } from './window-rules.ts';

/** The one window: sandboxed, without Node, under the rules. It shows itself once there is something to see. */
export function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Gatehouse',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#101214' : '#ffffff',
    webPreferences: {
      preload: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  keepToPage(window.webContents);
  grantNothing(window.webContents.session);
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Rejects when the page cannot be shown. */
export async function showPage(window: BrowserWindow, project: string | undefined): Promise<void> {
  const query = project === undefined ? '' : `?${new URLSearchParams({ project })}`;
  await window.loadURL(pageAddress + query);
}

/** Brings the window forward, when Gatehouse was started a second time. */
export function raise(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
