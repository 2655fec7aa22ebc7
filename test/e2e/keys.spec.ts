import { expect, expectNoAxeViolations, openPlugins, test } from './gatehouse-test.ts';

for (const theme of ['light', 'dark']) {
  test(`lists the keys of the open screen first, on every screen (${theme})`, async ({ page, corpus }) => {
    await openPlugins(page, corpus.url.replace('/#', `/?theme=${theme}#`));
    for (const [key, first] of [
      ['7', 'Everywhere'],
      ['6', 'Rules'],
      ['5', 'Everywhere'],
      ['4', 'Running'],
      ['3', 'Changes'],
      ['2', 'Activity'],
      ['1', 'Plugins'],
    ] as const) {
      await page.keyboard.press(key);
      await page.keyboard.press('?');
      const dialog = page.getByRole('dialog', { name: 'Keys' });
      await expect(dialog.getByRole('heading', { level: 3 }).first()).toHaveText(first);
      if (key === '1') await expectNoAxeViolations(page);
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    }
  });
}
