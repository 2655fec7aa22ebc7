import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectNoAxeViolations, openPlugins, rowNamed, test } from './gatehouse-test.ts';

test('shows every plugin of both agents, needs attention first, and finds one by its name', async ({
  page,
  corpus,
}) => {
  await openPlugins(page, corpus.url);
  await expect(page.getByText(/of 1[5-9]\d need attention/)).toBeVisible();
  const first = page.getByRole('grid', { name: 'Plugins' }).getByRole('row').nth(1);
  await expect(first).toContainText('Needs attention');
  await page.keyboard.press('/');
  await page.keyboard.type('context7');
  await expect(rowNamed(page, 'context7')).toHaveCount(2);
  await expect(page.getByRole('row').filter({ hasText: 'telegram' })).toHaveCount(0);
  await expect(page).toHaveURL(/q=context7/);
  await page.reload();
  await expect(rowNamed(page, 'context7')).toHaveCount(2);
});

test('a filter that finds nothing says so and can be cleared', async ({ page, corpus }) => {
  await openPlugins(page, corpus.url);
  await page.getByLabel('Filter plugins').fill('nothing-is-called-this');
  await expect(page.getByText(/nothing-is-called-this/)).toBeVisible();
  await page.getByRole('button', { name: 'Clear', exact: false }).first().click();
  await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('row').nth(5)).toBeVisible();
  await expect(page.getByLabel('Filter plugins')).toHaveValue('');
});

test('the inspector says who decides, from which line, and what the plugin brings', async ({ page, corpus }) => {
  await openPlugins(page, corpus.url);
  await page.getByLabel('Filter plugins').fill('hookify');
  await rowNamed(page, 'hookify').click();
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByText('Who decides')).toBeVisible();
  await expect(inspector.getByText(/settings\.json:\d+/).first()).toBeVisible();
  await expect(inspector.getByText('PreToolUse').first()).toBeVisible();
});

test('a switch shows its diff, is written after the yes, verified, and put back to the first bytes', async ({
  page,
  corpus,
}) => {
  const settings = join(corpus.home, '.claude', 'settings.json');
  const before = readFileSync(settings, 'utf8');
  await openPlugins(page, corpus.url);
  await page.getByLabel('Filter plugins').fill('playwright');
  const row = rowNamed(page, 'playwright');
  await expect(row.getByRole('switch')).toBeChecked();
  await row.getByRole('switch').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('"playwright@claude-plugins-official": true,')).toBeVisible();
  await expect(dialog.getByText('"playwright@claude-plugins-official": false,')).toBeVisible();
  expect(readFileSync(settings, 'utf8')).toBe(before);
  await dialog.getByRole('button', { name: /Write change/ }).click();
  await expect(row.getByRole('switch')).not.toBeChecked();
  await expect(row).toContainText('Disabled');
  expect(readFileSync(settings, 'utf8')).toBe(
    before.replace('"playwright@claude-plugins-official": true', '"playwright@claude-plugins-official": false'),
  );
  await page.keyboard.press('u');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Write change/ })
    .click();
  await expect(row.getByRole('switch')).toBeChecked();
  expect(readFileSync(settings, 'utf8')).toBe(before);
});

test('cancelling writes nothing', async ({ page, corpus }) => {
  const config = join(corpus.home, '.codex', 'config.toml');
  const before = readFileSync(config, 'utf8');
  await openPlugins(page, corpus.url);
  await page.getByLabel('Filter plugins').fill('compound-engineering');
  await rowNamed(page, 'compound-engineering').getByRole('switch').first().click();
  await expect(page.getByRole('dialog')).toContainText('enabled = false');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(readFileSync(config, 'utf8')).toBe(before);
});

test('a change made outside appears by itself', async ({ page, corpus }) => {
  const settings = join(corpus.home, '.claude', 'settings.json');
  await openPlugins(page, corpus.url);
  await page.getByLabel('Filter plugins').fill('telegram');
  const row = rowNamed(page, 'telegram');
  await expect(row.getByRole('switch')).toBeChecked();
  writeFileSync(
    settings,
    readFileSync(settings, 'utf8').replace(
      '"telegram@claude-plugins-official": true',
      '"telegram@claude-plugins-official": false',
    ),
  );
  await expect(row.getByRole('switch')).not.toBeChecked();
});

test('a project picked decides in its own view, and the choice is in the address', async ({ page, corpus }) => {
  await openPlugins(page, corpus.url);
  await page.getByRole('button', { name: /User scope/ }).click();
  await page.getByRole('menuitemradio', { name: /shop-api/ }).click();
  await expect(page).toHaveURL(/project=/);
  await page.getByLabel('Filter plugins').fill('postgres');
  await expect(rowNamed(page, 'postgres')).toContainText('Enabled');
  await page.getByLabel('Filter plugins').fill('hookify');
  await rowNamed(page, 'hookify').getByRole('switch').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: /Local/ })).toBeChecked();
  await expect(dialog.getByText(/No effect: .* overrules it/).first()).toBeVisible();
});

test('the keyboard alone moves, inspects, switches and puts back', async ({ page, corpus }) => {
  await openPlugins(page, corpus.url);
  await page.keyboard.press('/');
  await page.keyboard.type('serena');
  await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('row')).toHaveCount(3);
  await page.keyboard.press('Enter');
  await expect(rowNamed(page, 'serena')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByRole('button', { name: /Write change/ })).toBeFocused();
  await expect(page.getByRole('button', { name: /Write change/ })).toHaveAttribute('aria-disabled', 'false');
  await page.keyboard.press('Enter');
  await expect(rowNamed(page, 'serena').getByRole('switch')).not.toBeChecked();
  await page.keyboard.press('u');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByRole('button', { name: /Write change/ })).toHaveAttribute('aria-disabled', 'false');
  await page.keyboard.press('Enter');
  await expect(rowNamed(page, 'serena').getByRole('switch')).toBeChecked();
});

test('enter after a filter lands on a row, also when a folded group was active before', async ({ page, corpus }) => {
  await openPlugins(page, corpus.url);
  await expect(page.getByText(/of 1[5-9]\d need attention/)).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/folded=.*attention/);
  await page.keyboard.press('/');
  await page.keyboard.type('serena');
  await page.keyboard.press('Enter');
  await expect(rowNamed(page, 'serena')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('serena');
  await expect(page).toHaveURL(/folded=.*attention/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing with the inspector and the dialog open, ${colorScheme}`, async ({ page, corpus }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openPlugins(page, corpus.url);
    await expectNoAxeViolations(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible();
    await expectNoAxeViolations(page);
    await page.getByLabel('Filter plugins').fill('playwright');
    await rowNamed(page, 'playwright').getByRole('switch').click();
    await expect(page.getByRole('button', { name: /Write change/ })).toHaveAttribute('aria-disabled', 'false');
    await expectNoAxeViolations(page);
  });
}

test('a file that is named opens in the editor at its line, and it says so when there is none', async ({
  page,
  corpus,
}) => {
  await openPlugins(page, corpus.url);
  await page.getByLabel('Filter plugins').fill('hookify');
  await rowNamed(page, 'hookify').click();
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector
    .getByRole('button', { name: /^Open .*settings\.json:\d+ in your editor$/ })
    .first()
    .click();
  // Nothing is opened on the screen of whoever runs the tests: they have no display.
  await expect(page.getByText(/no display to open an editor on. It is .*settings\.json:\d+\./)).toBeVisible();
});
