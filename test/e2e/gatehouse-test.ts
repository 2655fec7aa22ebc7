import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { sharedFolder, whyNoShared } from '../helpers/shared-folder.ts';
import { type CorpusHome, corpusHome } from './corpus-home.ts';
import { openDoor } from './door.ts';

interface Fixtures {
  /** The corpus homes, served; at least 150 rows. */
  corpus: CorpusHome & { url: string };
}

/** A test fails when the page logs an error. */
export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    await use(page);
    expect(errors).toEqual([]);
  },
  corpus: async ({ page }, use, info) => {
    const shared = sharedFolder();
    info.skip(shared === undefined, whyNoShared);
    if (shared === undefined) return;
    const home = corpusHome(shared, 170);
    const served = await openDoor(page, ['--home', home.home, '--data', home.data]);
    await use({ ...home, url: served.url });
    // The page would try to reach the program that is about to end, and log each attempt.
    await page.close();
    await served.stop();
    home.remove();
  },
});

export async function openPlugins(page: Page, url: string): Promise<void> {
  await page.goto(url);
  // Rows that only keep the place of those to come have no switch.
  await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('switch').nth(3)).toBeVisible();
}

/** The row whose name starts with `name`. */
export function rowNamed(page: Page, name: string) {
  return page.getByRole('grid', { name: 'Plugins' }).getByRole('row').filter({ hasText: name });
}

export async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

export { expect };
