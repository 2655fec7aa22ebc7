import { type BrowserWindow, dialog } from 'electron';
import type { DesktopFiles } from '#app/desktop-files';

const SETTLE_MS = 500;

/** Keeps where the window is whenever it was moved; nothing is written before. */
export function keepPlace(window: BrowserWindow, files: DesktopFiles): void {
  let timer: NodeJS.Timeout | undefined;
  const keep = () => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
    files.keepWindowState({ ...window.getNormalBounds(), isMaximized: window.isMaximized() });
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, SETTLE_MS);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('maximize', soon);
  window.on('unmaximize', soon);
  window.on('close', () => timer !== undefined && keep());
  window.on('closed', () => clearTimeout(timer));
}

/** A second crash within this time is no accident. */
const AGAIN_MS = 60_000;

/** A page whose process has gone is loaded again, once; its state is in its address. */
export function bringBack(window: BrowserWindow, log: (message: string) => void): void {
  let last = -AGAIN_MS;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log(`the page has gone: ${reason}`);
    const isAgain = Date.now() - last < AGAIN_MS;
    last = Date.now();
    if (!isAgain) return window.webContents.reload();
    dialog.showErrorBox('The window has stopped twice', 'Choose View, Reload to try again. What was running goes on.');
  });
  window.webContents.on('unresponsive', () => log('the page does not answer'));
}
