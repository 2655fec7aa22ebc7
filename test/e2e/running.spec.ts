import type { Page } from '@playwright/test';
import { type Asking, test } from './asking.ts';
import { expect, expectNoAxeViolations } from './gatehouse-test.ts';

const table = (page: Page) => page.getByRole('region', { name: 'Running' }).getByRole('table');

/** Opens the Running screen, and there the log of the server. */
async function openLog(page: Page, { url }: Asking) {
  await page.goto(url);
  await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('switch').first()).toBeVisible();
  await page.keyboard.press('4');
  await table(page).getByRole('button', { name: 'files', exact: true }).click();
  const log = page.getByRole('log', { name: 'Log' });
  await expect(log).toContainText('Started in a cage');
  return log;
}

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

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the log of a server is followed, filtered and searched, ${colorScheme}`, async ({ page, asking }) => {
    await page.emulateMedia({ colorScheme });
    const log = await openLog(page, asking);
    await expect(log).toContainText(/tools\/list #\d+ ok, \d+ B, [\d.]+ ms/);
    const lines = Array.from({ length: 300 }, (_, index) => `row ${index}${index % 100 === 42 ? ' needle' : ''}\n`);
    await asking.agent.call('log', { parts: ['a \u202Ehidden mark\n', '\u001b[31mred\u001b[0m\n', ...lines] });
    const follow = page.getByRole('switch', { name: 'Follow the log' });
    await expect(follow).toBeChecked();
    await expect(log).toContainText('row 299');
    await expectNoAxeViolations(page);

    await page.keyboard.press('/');
    await page.keyboard.type('needle');
    await expect(page.getByRole('status').filter({ hasText: '3 found' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByText('3 of 3')).toBeVisible();
    await expect(log.locator('[aria-current=true]')).toContainText('row 242 needle');
    await expect(log.locator('mark').first()).toHaveText('needle');
    await expect(follow).not.toBeChecked();
    await page.keyboard.press('Escape');
    await page.keyboard.press('N');
    await expect(log.locator('[aria-current=true]')).toContainText('row 142 needle');
    await asking.agent.call('log', { parts: ['the newest line\n'] });
    await expect(page.getByText(/3\d\d lines, newest last/)).toBeVisible();
    await expect(log.locator('[aria-current=true]')).toBeInViewport();
    await page.keyboard.press('f');
    await expect(follow).toBeChecked();
    await expect(log).toContainText('the newest line');
    await expect(page).toHaveURL(/run=[0-9a-f-]{36}&log=needle/);

    await page.getByRole('button', { name: 'All lines' }).click();
    await page.getByRole('menuitemradio', { name: 'stderr' }).click();
    await expect(log).not.toContainText('tools/call');
    await log.focus();
    await page.keyboard.press('Home');
    await expect(log).toContainText('a U+202Ehidden mark');
    await expect(log.getByText('red', { exact: true })).toBeVisible();
    await expect(follow).not.toBeChecked();
    await page.reload();
    await expect(page.getByLabel('Search the log')).toHaveValue('needle');
    await expect(log).toContainText('the newest line');
    await expectNoAxeViolations(page);
    await page.keyboard.press('Escape');
    await expect(log).toBeHidden();
  });
}

test('a server that ends by itself stays listed with its last words until it is dismissed', async ({
  page,
  asking,
}) => {
  const log = await openLog(page, asking);
  await asking.fail();
  const row = table(page).getByRole('row').filter({ hasText: 'Exited with 7' });
  await expect(row).toContainText('cannot open the database');
  await expectNoAxeViolations(page);
  await row.getByRole('button', { name: 'broken', exact: true }).click();
  await expect(log).toContainText('The server ended (exit code 7).');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('Exited with 7');
  await expectNoAxeViolations(page);
  await row.getByRole('button', { name: 'Dismiss broken' }).click();
  await expect(row).toBeHidden();
  await expect(log).toBeHidden();
});
