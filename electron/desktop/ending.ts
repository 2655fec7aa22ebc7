import { app, type BrowserWindow, dialog } from 'electron';
import type { App } from '#app/app';
import { raise } from './window.ts';

export function log(message: string): void {
  console.error(message);
}

/** The app lives as long as its window; quitting waits until nothing is half done. */
export function endTogether(window: BrowserWindow, gatehouse: Pick<App, 'close'>): void {
  app.on('second-instance', () => raise(window));
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    gatehouse.close().then(() => app.exit(0), giveUp);
  });
}

/** The one place where a failure ends the app: in the log and before the user's eyes. */
export function giveUp(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  log(`Gatehouse cannot go on: ${error instanceof Error ? error.stack : reason}`);
  dialog.showErrorBox('Gatehouse cannot go on', reason);
  app.exit(1);
}
