import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectNoAxeViolations, openPlugins, rowNamed, test } from './gatehouse-test.ts';

const names = ['playwright', 'telegram', 'serena'];

function texts(home: string): string[] {
  return [join('.claude', 'settings.json'), join('.codex', 'config.toml')].map((path) =>
    readFileSync(join(home, path), 'utf8'),
  );
}

test('several rows of both agents are switched as one change with one yes, and put back with one', async ({
  page,
  corpus,
}) => {
  const before = texts(corpus.home);
  await openPlugins(page, corpus.url);
  await page.getByLabel('Filter plugins').fill('context7');
  await expect(rowNamed(page, 'context7')).toHaveCount(2);
  await rowNamed(page, 'context7')
    .first()
    .click({ modifiers: ['ControlOrMeta'] });
  await rowNamed(page, 'context7')
    .last()
    .click({ modifiers: ['Shift'] });
  const bar = page.getByRole('toolbar', { name: 'Selection' });
  await expect(bar).toContainText('2 selected');
  await page.getByLabel('Filter plugins').fill('playwright');
  await expect(bar).toContainText('2 selected, 2 not in this list');
  await rowNamed(page, 'playwright')
    .first()
    .click({ modifiers: ['ControlOrMeta'] });
  await expect(bar).toContainText('3 selected, 2 not in this list');
  await bar.getByRole('button', { name: /^Disable/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('"playwright@claude-plugins-official": false,');
  await expect(dialog).toContainText('nothing is written yet');
  await expectNoAxeViolations(page);
  expect(texts(corpus.home)).toEqual(before);
  await dialog.getByRole('button', { name: /^Write/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(rowNamed(page, 'playwright').first().getByRole('switch')).not.toBeChecked();
  const [settings] = texts(corpus.home);
  expect(settings).toContain('"playwright@claude-plugins-official": false');
  await expectNoAxeViolations(page);
  await page.keyboard.press('u');
  await expect(dialog).toContainText(/Put back “Disable \d plugins”/);
  await dialog.getByRole('button', { name: /^Write/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(rowNamed(page, 'playwright').first().getByRole('switch')).toBeChecked();
  expect(texts(corpus.home)).toEqual(before);
  await page.keyboard.press('3');
  await expect(page.getByRole('grid', { name: 'Changes' })).toContainText(/\d plugins?/);
});

test('the keyboard alone selects, extends, takes all that is shown, acts and lets go', async ({ page, corpus }) => {
  const before = texts(corpus.home);
  await openPlugins(page, corpus.url.replace('/#', '/?theme=dark#'));
  const bar = page.getByRole('toolbar', { name: 'Selection' });
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(bar).toContainText('1 selected');
  await page.keyboard.press('Shift+J');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar).toContainText('3 selected');
  await expect(page.getByRole('row', { selected: true })).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await page.getByRole('grid', { name: 'Plugins' }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await expect(bar).toContainText(/1[5-9]\d selected/);
  await expectNoAxeViolations(page);
  await page.keyboard.press('Space');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(/\d+ plugins/);
  await expect(dialog).toContainText(/\d+ left out/);
  await expectNoAxeViolations(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(bar).toContainText(/1[5-9]\d selected/);
  expect(texts(corpus.home)).toEqual(before);
});

test('what could not be switched is said, and nothing is written', async ({ page, corpus }) => {
  const before = texts(corpus.home);
  await openPlugins(page, corpus.url);
  const bar = page.getByRole('toolbar', { name: 'Selection' });
  for (const name of names) {
    await page.getByLabel('Filter plugins').fill(name);
    await rowNamed(page, name)
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
  }
  await expect(bar).toContainText('3 selected');
  await expect(bar.getByRole('button', { name: /^Enable/ })).toHaveAttribute('aria-disabled', 'true');
  await bar.getByRole('button', { name: /^Disable/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('"telegram@claude-plugins-official": false,');
  const settings = join(corpus.home, '.claude', 'settings.json');
  writeFileSync(settings, `${before[0]}\n`);
  await dialog.getByRole('button', { name: /^Write/ }).click();
  await expect(dialog).toContainText('changed since the change was shown, so nothing was written');
  expect(readFileSync(settings, 'utf8')).toBe(`${before[0]}\n`);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('in a project all of the selected can be written to one scope', async ({ page, corpus }) => {
  const before = texts(corpus.home);
  await openPlugins(page, corpus.url);
  await page.getByRole('button', { name: /User scope/ }).click();
  await page.getByRole('menuitemradio', { name: /shop-api/ }).click();
  await page.getByLabel('Filter plugins').fill('playwright');
  await rowNamed(page, 'playwright')
    .first()
    .click({ modifiers: ['ControlOrMeta'] });
  await page
    .getByRole('toolbar', { name: 'Selection' })
    .getByRole('button', { name: /^Disable/ })
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Where each takes effect' })).toHaveAttribute('aria-pressed', 'true');
  await dialog.getByRole('button', { name: 'Local', exact: true }).click();
  await expect(dialog).toContainText('settings.local.json');
  await expectNoAxeViolations(page);
  await dialog.getByRole('button', { name: /^Write/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(rowNamed(page, 'playwright').first().getByRole('switch')).not.toBeChecked();
  expect(texts(corpus.home)).toEqual(before);
});
