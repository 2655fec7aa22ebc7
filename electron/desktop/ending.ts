import { app, type BrowserWindow, dialog } from 'electron';
import type { App } from '#app/app';
import { raise } from './window.ts';

export function log(message: string): void {
  console.error(message);
}

/** The app lives as long as its window; quitting waits until nothing is half done. Returns whether it is quitting. */
export function endTogether(window: BrowserWindow, gatehouse: Pick<App, 'close'>): () => boolean {
  let isQuitting = false;
  app.on('before-quit', () => {
    isQuitting = true;
  });
  app.on('activate', () => raise(window));
  app.on('second-instance', () => raise(window));
  app.on('window-all-closed', () => app.quit());
  let isEnding = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    // Quitting again while it ends must not end it twice.
    if (isEnding) return;
    isEnding = true;
    gatehouse.close().then(() => app.exit(0), giveUp);
  });
  return () => isQuitting;
}

/** The one place where a failure ends the app: in the log and before the user's eyes. */
export function giveUp(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  log(`Gatehouse cannot go on: ${error instanceof Error ? error.stack : reason}`);
  dialog.showErrorBox('Gatehouse cannot go on', reason);
  app.exit(1);
}
