import { join } from 'node:path';
import { type Page, test } from '@playwright/test';
import { startStandIn } from '../helpers/electron-stand-in/stand-in-window.ts';
import { type Served, startServed } from './served.ts';

const root = join(import.meta.dirname, '..', '..');

export interface Door extends Served {
  /** Everything the page was told since it was opened. */
  frames: readonly string[];
}

/** Whether this run's scenarios go through the desktop entry, in the stand-in for Electron. */
export function isDesktop(): boolean {
  return test.info().project.name === 'desktop';
}

/**
 * The built program behind the door of this run, with the arguments and environment it is given: `serve`, or the desktop entry
 * with this page as its window. The page can be opened at `url`.
 */
export async function openDoor(
  page: Page,
  args: readonly string[],
  more: Readonly<Record<string, string | undefined>> = {},
): Promise<Door> {
  if (isDesktop()) {
    const { pid, quit, delivered } = await startStandIn(page, { folder: root, args, env: more });
    // The window may go to its own address again.
    return { url: 'https://gatehouse/#', pid, stop: quit, frames: delivered };
  }
  const frames: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => void frames.push(payload.toString()));
  });
  return { ...(await startServed(args, more)), frames };
}
