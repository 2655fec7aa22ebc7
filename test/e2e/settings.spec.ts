import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { isDesktop, openDoor } from './door.ts';
import { expect, expectNoAxeViolations, test } from './gatehouse-test.ts';
import { startServed } from './served.ts';

/** A home whose command line may be written to, and another one beside it. */
function homes() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-settings-'));
  const [home, other, data] = [join(folder, 'home'), join(folder, 'other'), join(folder, 'data')];
  const settings = (at: string, name: string) => {
    mkdirSync(join(at, '.claude'), { recursive: true });
    writeFileSync(
      join(at, '.claude', 'settings.json'),
      JSON.stringify({ enabledPlugins: { [`${name}@harbor`]: true } }),
    );
  };
  settings(home, 'first-plugin');
  settings(other, 'second-plugin');
  return { ...{ home, other, data }, args: ['--home', home, '--data', data], env: { HOME: home }, folder };
}

async function openSettings(page: Page, url: string) {
  await page.goto(url);
  await page.getByRole('link', { name: 'Settings' }).click();
  const pane = page.getByRole('region', { name: 'Settings', exact: true });
  await expect(pane.getByRole('heading', { name: 'About' })).toBeVisible();
  return pane;
}

for (const theme of ['light', 'dark']) {
  test(`says what is found, watched and there (${theme})`, async ({ page }) => {
    const at = homes();
    const served = await openDoor(page, at.args, at.env);
    const pane = await openSettings(page, served.url.replace('/#', `/?theme=${theme}#`));
    await expect(pane.getByRole('region', { name: 'Agents' })).toContainText('1 of 2 found');
    await pane.getByRole('button', { name: 'Where it looked for Codex' }).click();
    await expect(pane.getByText('/config.toml').first()).toBeVisible();
    await expect(pane.getByRole('region', { name: 'Watching' })).toContainText(/\d+ places/);
    await expect(pane.getByRole('region', { name: 'Desktop' })).toContainText(
      isDesktop() ? 'At login' : 'in a browser',
    );
    await expectNoAxeViolations(page);
    await pane.getByRole('button', { name: 'Look now' }).click();
    await expect(pane.getByRole('status')).toHaveText(/need a look|Everything is there/, { timeout: 60_000 });
    await expect(pane.getByRole('region', { name: 'This machine' })).toContainText('sqlite');
    await expectNoAxeViolations(page);
    await page.close();
    await served.stop();
    rmSync(at.folder, { recursive: true });
  });
}

test('the theme is drawn at once, kept, and drawn before anything is asked next time', async ({ page }) => {
  const at = homes();
  const served = await openDoor(page, at.args, at.env);
  const pane = await openSettings(page, served.url);
  const root = page.locator('html');
  await pane.getByText('Dark', { exact: true }).click();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await expect.poll(() => existsSync(join(at.data, 'settings.json'))).toBe(true);
  expect(JSON.parse(readFileSync(join(at.data, 'settings.json'), 'utf8'))).toMatchObject({ theme: 'dark' });
  await page.reload();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeEnabled();
  await page.getByRole('radio', { name: 'Dark' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.getByText('As the system').click();
  await expect(root).not.toHaveAttribute('data-theme');
  await page.close();
  await served.stop();
  rmSync(at.folder, { recursive: true });
});

test('another home is added, shown and left by keyboard', async ({ page }) => {
  const at = homes();
  const served = await openDoor(page, at.args, at.env);
  const pane = await openSettings(page, served.url);
  await pane.getByLabel('Folder of another home').fill(at.other);
  await page.keyboard.press('Enter');
  await pane.getByRole('button', { name: `Show ${at.other}` }).press('Enter');
  await expect(pane.getByRole('button', { name: 'Back to the first' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('row').filter({ hasText: 'second-plugin' })).toBeVisible();
  await page.keyboard.press('7');
  await pane.getByRole('button', { name: 'Back to the first' }).press('Enter');
  await expect(pane.getByRole('button', { name: 'Back to the first' })).toHaveCount(0);
  await page.keyboard.press('1');
  await expect(page.getByRole('row').filter({ hasText: 'first-plugin' })).toBeVisible();
  await page.close();
  await served.stop();
  rmSync(at.folder, { recursive: true });
});

test('the command is installed and removed, or it says why it cannot be', async ({ page }) => {
  const at = homes();
  const served = await openDoor(page, at.args, at.env);
  const pane = await openSettings(page, served.url);
  const group = pane.getByRole('region', { name: 'Command line' });
  const file = join(at.home, '.local', 'bin', 'gatehouse');
  await expect(group).toContainText('Not installed');
  if (isDesktop()) {
    await expect(group).toContainText(/not started from a package/);
  } else {
    await group.getByRole('button', { name: 'Install' }).click();
    await expect(group).toContainText('Installed');
    expect(readFileSync(file, 'utf8')).toContain('Put here by Gatehouse');
    await group.getByRole('button', { name: 'Remove' }).click();
    await expect(group).toContainText('Not installed');
  }
  expect(existsSync(file)).toBe(false);
  await page.close();
  await served.stop();
  rmSync(at.folder, { recursive: true });
});

test('a session that only reads changes nothing', async ({ page }) => {
  const at = homes();
  const served = await startServed([...at.args, '--read-only'], at.env);
  const pane = await openSettings(page, served.url);
  await expect(pane.getByText(/This session is read-only/)).toBeVisible();
  await expect(pane.getByRole('radio', { name: 'Dark' })).toBeDisabled();
  await expect(pane.getByRole('button', { name: 'Install' })).toHaveAttribute('aria-disabled', 'true');
  expect(existsSync(join(at.data, 'settings.json'))).toBe(false);
  await page.close();
  await served.stop();
  rmSync(at.folder, { recursive: true });
});
