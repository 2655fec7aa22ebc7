import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectNoAxeViolations, openPlugins, rowNamed, test } from './gatehouse-test.ts';

function settingsOf(home: string): string {
  return readFileSync(join(home, '.claude', 'settings.json'), 'utf8');
}

async function openMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sets', exact: true }).click();
}

for (const theme of ['light', 'dark']) {
  test(`what is on is saved under a name, compared, brought back with one yes, renamed and deleted, ${theme}`, async ({
    page,
    corpus,
  }) => {
    const before = settingsOf(corpus.home);
    await openPlugins(page, corpus.url.replace('/#', `/?theme=${theme}#`));
    await openMenu(page);
    await expect(page.getByRole('menu')).toContainText('No set yet');
    await expectNoAxeViolations(page);
    await page.getByRole('menuitem', { name: /Save what is on now/ }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('radio', { name: /Only these/ })).toBeChecked();
    await dialog.getByLabel('Name').fill('Work');
    await expectNoAxeViolations(page);
    await dialog.getByRole('button', { name: /^Save/ }).click();
    await expect(dialog).toHaveCount(0);
    await page.getByLabel('Filter plugins').fill('playwright');
    const row = rowNamed(page, 'playwright').first();
    await row.getByRole('switch').click();
    await dialog.getByRole('button', { name: /Write change/ }).click();
    await expect(row.getByRole('switch')).not.toBeChecked();
    await openMenu(page);
    await expect(page.getByRole('menuitem', { name: /Work/ })).toContainText('1 differs');
    await page.getByRole('menuitem', { name: /Compare/ }).click();
    await dialog.getByText('1 differs').click();
    await expect(dialog).toContainText('would be');
    await expectNoAxeViolations(page);
    await dialog.getByRole('button', { name: /Switch to it/ }).click();
    await expect(dialog).toContainText('Switch to “Work”?');
    await expect(dialog).toContainText('"playwright@claude-plugins-official": true,');
    await dialog.getByRole('button', { name: /^Write/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect(row.getByRole('switch')).toBeChecked();
    expect(settingsOf(corpus.home)).toBe(before);
    await openMenu(page);
    await page.getByRole('menuitem', { name: /Compare/ }).click();
    await dialog.getByRole('button', { name: 'Rename Work' }).click();
    await dialog.getByLabel('New name of Work').fill('Everyday');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Delete Everyday' }).click();
    await expect(dialog).toContainText('“Everyday” is deleted');
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await expect(dialog.getByRole('button', { name: 'Delete Everyday' })).toBeVisible();
    await expect(dialog).toContainText('as it is now');
  });
}

test('a selection is saved as a set, a taken name is said, and a broken file is never written over', async ({
  page,
  corpus,
}) => {
  await openPlugins(page, corpus.url);
  await page.getByLabel('Filter plugins').fill('telegram');
  await rowNamed(page, 'telegram')
    .first()
    .click({ modifiers: ['ControlOrMeta'] });
  const save = async () => {
    await page.getByRole('button', { name: 'Save as set…' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Chat');
    await page.keyboard.press('Enter');
  };
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Save as set…' }).click();
  await expect(dialog.getByRole('radio', { name: /At least these: 1 plugin/ })).toBeChecked();
  await page.keyboard.press('Escape');
  await save();
  await expect(dialog).toHaveCount(0);
  await save();
  await expect(dialog).toContainText('There is a set “Chat” already');
  await dialog.getByRole('button', { name: 'Replace it' }).click();
  await expect(dialog).toHaveCount(0);
  const path = join(corpus.data, 'sets.json');
  expect(JSON.parse(readFileSync(path, 'utf8')).sets).toMatchObject([{ name: 'Chat', mode: 'at-least' }]);
  writeFileSync(path, '{ broken');
  await openMenu(page);
  await expect(page.getByRole('menu')).toContainText('cannot be used: it is not JSON');
  await expect(page.getByRole('menuitem', { name: /Save what is on now/ })).toHaveCount(0);
  expect(readFileSync(path, 'utf8')).toBe('{ broken');
});
