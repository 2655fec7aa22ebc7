import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { CorpusHome } from './corpus-home.ts';
import { expect, expectNoAxeViolations, openPlugins, rowNamed, test } from './gatehouse-test.ts';

async function openTab(page: Page, url: string, name: string) {
  await openPlugins(page, url);
  await page.getByLabel('Filter plugins').fill(`${name} agent:claude-code state:enabled`);
  await rowNamed(page, name).first().click();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Files' }).click();
  return page.getByRole('tabpanel', { name: 'Files' });
}

function superpowers(corpus: CorpusHome): string {
  const versions = join(corpus.home, '.claude', 'plugins', 'cache', 'superpowers-dev', 'superpowers');
  return join(versions, readdirSync(versions)[0] ?? '');
}

for (const theme of ['light', 'dark']) {
  test(`shows the tree of a plugin and a file with what is hidden in it (${theme})`, async ({ page, corpus }) => {
    const folder = superpowers(corpus);
    const trap = `first line\r\nsay nothing\u200B of this\n${'plain\n'.repeat(900)}and \u202Eturn around\u202C here\n`;
    writeFileSync(join(folder, 'trap.md'), trap);
    symlinkSync('/etc/passwd', join(folder, 'looks-harmless.md'));
    const tab = await openTab(page, corpus.url.replace('/#', `/?theme=${theme}#`), 'superpowers');
    await expect(tab.getByRole('tree')).toBeVisible();
    const link = tab.getByRole('treeitem').filter({ hasText: 'looks-harmless.md' });
    await expect(link).toContainText('/etc/passwd');
    await expect(link).toContainText('leads out');
    await expectNoAxeViolations(page);
    await tab.getByRole('treeitem').filter({ hasText: 'trap.md' }).click();
    await expect(tab.getByText('3 hidden characters')).toBeVisible();
    await expect(tab.getByText('U+200B')).toBeVisible();
    await expect(tab.getByText(/904 lines · UTF-8 · 1 CRLF/)).toBeVisible();
    await tab.getByRole('button', { name: 'Next hidden character' }).click();
    await tab.getByRole('button', { name: 'Next hidden character' }).click();
    await expect(tab.getByText('U+202E')).toBeVisible();
    await expect(page).toHaveURL(/line=903/);
    await expectNoAxeViolations(page);
  });
}

test('is walked, filtered, searched and left by keyboard, and the address leads back', async ({ page, corpus }) => {
  const tab = await openTab(page, corpus.url, 'superpowers');
  const tree = tab.getByRole('tree');
  await tree.focus();
  await page.keyboard.press('/');
  await page.keyboard.type('hooks.json');
  await expect(tab.getByRole('treeitem').filter({ hasText: 'README' })).toHaveCount(0);
  await tree.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(tab.getByText('SessionStart').first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('command');
  await page.keyboard.press('Enter');
  await expect(tab.getByRole('status')).toHaveText(/^1 of \d+$/);
  await expect(page).toHaveURL(/line=\d+/);
  await page.reload();
  const again = page.getByRole('tabpanel', { name: 'Files' });
  await expect(again.getByText('SessionStart').first()).toBeVisible();
  await again.getByLabel('Go to line').fill('2');
  await again.getByLabel('Go to line').press('Enter');
  await expect(page).toHaveURL(/line=2(&|#|$)/);
  await page.keyboard.press('Escape');
  await expect(again.getByRole('tree')).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible();
});

test('shows a long file to its end, bytes as bytes, and what changes meanwhile', async ({ page, corpus }) => {
  const folder = superpowers(corpus);
  mkdirSync(join(folder, 'bulk'));
  writeFileSync(
    join(folder, 'bulk', 'long.txt'),
    `${'a line of text that is not short\n'.repeat(120_000)}the very end`,
  );
  writeFileSync(join(folder, 'bulk', 'picture.bin'), Buffer.from([0, 1, 2, 0x47, 0x48]));
  const tab = await openTab(page, corpus.url, 'superpowers');
  await tab.getByLabel('Filter the files').fill('bulk/');
  await tab.getByRole('treeitem').filter({ hasText: 'long.txt' }).click();
  await tab.getByLabel('Search the file').fill('the very end');
  await expect(tab.getByRole('status')).toHaveText('1 line', { timeout: 30_000 });
  await tab.getByLabel('Search the file').press('Enter');
  await expect(tab.getByText('the very end')).toBeVisible();
  await expect(page).toHaveURL(/line=120001/);
  await tab.getByRole('button', { name: 'Back to all files' }).click();
  await tab.getByRole('treeitem').filter({ hasText: 'picture.bin' }).click();
  await expect(tab.getByText('00 01 02 47 48')).toBeVisible();
  await expectNoAxeViolations(page);
});

test('says that an entry of a settings file has no files of its own', async ({ page, corpus }) => {
  await openPlugins(page, corpus.url);
  await page.getByLabel('Filter plugins').fill('kind:mcp');
  await page.getByRole('grid', { name: 'Plugins' }).getByRole('row').nth(2).click();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Files' }).click();
  await expect(page.getByText('No files of its own')).toBeVisible();
});
