import type { Page } from '@playwright/test';
import { type Asking, test } from './asking.ts';
import { expect } from './gatehouse-test.ts';

const panel = (page: Page) => page.getByRole('tabpanel', { name: 'Permissions' });

async function openTools(page: Page, { url }: Asking): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('switch').first()).toBeVisible();
  await page.keyboard.press('6');
  await page.getByRole('region', { name: 'Servers' }).getByRole('button', { name: 'files' }).click();
}

test('a rule set in the window counts for a server that runs, and so does its undo', async ({ page, asking }) => {
  const { agent } = asking;
  expect(await agent.call('echo', { message: 'one' })).toBe('one');
  await openTools(page, asking);
  const echo = panel(page).getByRole('radiogroup', { name: 'Calls of echo' });
  await echo.getByRole('radio', { name: 'Deny' }).click();
  await expect(panel(page).getByText('echo is denied now.')).toBeVisible();
  await expect.poll(() => agent.call('echo', { message: 'two' })).toContain('Your rule r2 denies it.');
  await panel(page).getByRole('button', { name: 'Undo' }).click();
  await expect(echo.getByRole('radio', { name: 'Allow' })).toBeChecked();
  await expect.poll(() => agent.call('echo', { message: 'three' })).toBe('three');
  // A rule by pattern, made elsewhere, is shown with what it decides.
  await expect(panel(page).getByRole('list', { name: 'Rules that speak of it' })).toContainText(
    'write_* of any plugin',
  );
});
