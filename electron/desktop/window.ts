import { join } from 'node:path';
import { app, BrowserWindow, type Display, nativeTheme } from 'electron';
import type { WindowState } from '#app/desktop-files';
import { pageAddress } from './page-address.ts';
import { placeOf } from './window-place.ts';
import { grantNothing, keepToPage } from './window-rules.ts';

/**
 * The one window: sandboxed, without Node, under the rules. It shows itself once there is something to see, unless it begins
 * hidden in the tray.
 */
export function createWindow(
  kept: WindowState | undefined,
  displays: readonly Display[],
  isHidden: boolean,
): BrowserWindow {
  const window = new BrowserWindow({
    ...placeOf(kept, displays),
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
  if (kept?.isMaximized === true && !isHidden) window.maximize();
  window.once('ready-to-show', () => !isHidden && window.show());
  return window;
}

/** The page opens with that project picked and that plugin open. Rejects when it cannot be shown. */
export async function showPage(
  window: BrowserWindow,
  { project, plugin }: { project?: string | undefined; plugin?: string | undefined },
): Promise<void> {
  const words = new URLSearchParams();
  if (project !== undefined) words.set('project', project);
  if (plugin !== undefined) words.set('sel', plugin);
  await window.loadURL(words.size === 0 ? pageAddress : `${pageAddress}?${words}`);
}

/** Brings the window forward. */
export function raise(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
