import { readFileSync } from 'node:fs';
import { isDesktop } from './door.ts';
import { expect, expectNoAxeViolations, openPlugins, test } from './gatehouse-test.ts';

for (const theme of ['light', 'dark']) {
  test(`shows all of a report before it is saved (${theme})`, async ({ page, corpus }) => {
    await openPlugins(page, corpus.url.replace('/#', `/?theme=${theme}#`));
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByRole('button', { name: 'Report a problem…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Report a problem' });
    await expect(dialog.getByText('"gatehouse": {')).toBeVisible({ timeout: 60_000 });
    await expectNoAxeViolations(page);
    await dialog.getByLabel('Without names of plugins and files').check();
    await expect(dialog.getByText(/^\d+ lines$|^[\d,]+ lines$/)).toBeVisible({ timeout: 60_000 });
    if (!isDesktop()) {
      const saved = page.waitForEvent('download');
      await dialog.getByRole('button', { name: 'Save…' }).click();
      const text = readFileSync(await (await saved).path(), 'utf8');
      expect(JSON.parse(text).gatehouse.door).toBe('serve');
      expect(text).not.toContain('superpowers');
      expect(text).not.toContain(corpus.home);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });
}
