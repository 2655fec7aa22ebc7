import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { type StandIn, type StandInOptions, startStandIn } from '../helpers/electron-stand-in/stand-in-window.ts';

const root = join(import.meta.dirname, '..', '..');

interface Fixtures {
  folder: string;
  /** The built desktop entry on the sample home, in the stand-in for Electron with this page as its window. */
  start(args: readonly string[], more?: Partial<StandInOptions>): Promise<StandIn>;
}

export const test = base.extend<Fixtures>({
  folder: async ({ browserName }, use) => {
    const folder = mkdtempSync(join(tmpdir(), `gatehouse-desktop-${browserName}-`));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  },
  start: async ({ page, folder }, use) => {
    const started: StandIn[] = [];
    await use(async (args, more = {}) => {
      const standIn = await startStandIn(page, {
        folder: root,
        args: [...args, '--data', join(folder, 'data')],
        ...more,
      });
      started.push(standIn);
      return standIn;
    });
    for (const each of started) await each.quit();
  },
});

export async function expectRows(page: Page): Promise<void> {
  await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('switch').nth(3)).toBeVisible();
}

export { expect };
