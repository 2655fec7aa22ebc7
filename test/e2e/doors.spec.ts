import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, expectNoAxeViolations, openPlugins, rowNamed, test } from './gatehouse-test.ts';
import { startServed } from './served.ts';

test('with no agent the screen says where it looked and opens the sample', async ({ page }) => {
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-empty-'));
  const served = await startServed(['--home', home]);
  try {
    await page.goto(served.url);
    await expect(
      page.getByText(join(home, '.claude'), { exact: false }).or(page.getByText('~/.claude')).first(),
    ).toBeVisible();
    await expectNoAxeViolations(page);
    await page.getByRole('button', { name: /sample/i }).click();
    await expect(rowNamed(page, 'release-notes').first()).toBeVisible();
    await expect(page.getByText('Sample home')).toBeVisible();
  } finally {
    await served.stop();
    rmSync(home, { recursive: true });
  }
});

test('a read-only session locks every switch and says so', async ({ page }) => {
  const served = await startServed(['--sample', '--read-only']);
  try {
    await openPlugins(page, served.url);
    await expect(page.getByText('Read-only')).toBeVisible();
    await expect(rowNamed(page, 'test-watch').getByRole('switch')).toHaveAttribute('aria-disabled', 'true');
  } finally {
    await served.stop();
  }
});

test('the token leaves the address at once, and a wrong one is refused in words', async ({ page }) => {
  const served = await startServed(['--sample']);
  try {
    await openPlugins(page, served.url);
    expect(page.url()).not.toContain('token');
    const { origin } = new URL(served.url);
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(`${origin}/#token=${'x'.repeat(43)}`);
    await page.reload();
    await expect(page.getByRole('grid', { name: 'Plugins' })).toHaveCount(0);
    await expect(page.getByText(/address|token|terminal/i).first()).toBeVisible();
  } finally {
    await served.stop();
  }
});

test('when the program ends the rows stay and the switches lock', async ({ page }) => {
  const served = await startServed(['--sample']);
  await openPlugins(page, served.url);
  // Chromium itself logs each refused connection of the attempts that follow.
  page.removeAllListeners('console');
  await served.stop();
  await expect(page.getByText(/Not connected, trying again/)).toBeVisible();
  await expect(rowNamed(page, 'test-watch')).toBeVisible();
  await expect(rowNamed(page, 'test-watch').getByRole('switch')).toHaveAttribute('aria-disabled', 'true');
});
