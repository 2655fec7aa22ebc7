import type { Page } from '@playwright/test';
import { test } from './asking.ts';
import { expect, expectNoAxeViolations } from './gatehouse-test.ts';

const table = (page: Page) => page.getByRole('region', { name: 'Running' }).getByRole('table');

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a server that runs through Gatehouse is listed and can be ended, ${colorScheme}`, async ({ page, asking }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(asking.url);
    await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('switch').first()).toBeVisible();
    await page.keyboard.press('4');
    await expect(page).toHaveURL(/screen=running/);
    const row = table(page).getByRole('row').filter({ hasText: 'files' });
    await expect(row).toContainText('Caged');
    await expect(row).toContainText('Claude Code');
    await expect(row).toContainText('MB');
    await expect(page.getByText('1 server, all caged')).toBeVisible();
    await expectNoAxeViolations(page);
    await row.getByRole('button', { name: 'End files' }).click();
    await expect(page.getByRole('heading', { name: 'No server runs through Gatehouse' })).toBeVisible();
    await expectNoAxeViolations(page);
  });
}
