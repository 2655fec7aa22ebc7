import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';

const root = join(import.meta.dirname, '..', '..');

// Only where Electron's runtime was downloaded and a display is there (playwright.config.ts).
// A package cannot be driven: its fuses let in no inspector.
test('the real Electron shows the sample home and ends with its window', async () => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-electron-'));
  const rootless = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = ['--sample', '--data', data, ...rootless];
  const app = await _electron.launch({ args: [root, ...args] });
  try {
    const page = await app.firstWindow();
    await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('switch').nth(3)).toBeVisible();
    const versions = await app.evaluate(() => process.versions);
    console.log(`Electron ${versions['electron']}, Node ${versions.node}, SQLite ${versions['sqlite']}.`);
    const globals = await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in window));
    expect(globals).toEqual([]);
    // The history is a database of Electron's own SQLite.
    await page.getByRole('link', { name: 'Activity' }).click();
    await expect(page.getByRole('grid', { name: 'Calls', exact: true })).toBeVisible();
  } finally {
    await app.close();
    rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  }
});
