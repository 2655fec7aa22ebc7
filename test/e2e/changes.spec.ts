import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from '@playwright/test';
import { processStart } from '#platform/process-identity';
import { openDoor } from './door.ts';
import { expect, expectNoAxeViolations, test } from './gatehouse-test.ts';

const on = { 'tidy@harbor': true, 'notes@harbor': true };

/** A home with one settings file, and what its second start shows. */
function smallHome() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-drift-'));
  const home = join(folder, 'home');
  const settings = join(home, '.claude', 'settings.json');
  mkdirSync(join(home, '.claude'), { recursive: true });
  const write = (value: object) => writeFileSync(settings, `${JSON.stringify(value, undefined, 2)}\n`);
  write({ enabledPlugins: on, model: 'opus' });
  const data = join(folder, 'data');
  const args = ['--home', home, '--data', data];
  return {
    ...{ settings, write, args, data },
    read: () => readFileSync(settings, 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function openChanges(page: Page, url: string) {
  await page.goto(url);
  await page.getByRole('link', { name: 'Changes' }).click();
  return page.getByRole('grid', { name: 'Changes' });
}

/** Until the settings were looked at once: what is written before that is no change. */
async function firstLook({ data, settings }: { data: string; settings: string }): Promise<void> {
  await expect.poll(() => hasSeen(join(data, 'state.db'), settings), { timeout: 30_000 }).toBe(true);
}

function hasSeen(journal: string, file: string): boolean {
  if (!existsSync(journal)) return false;
  const database = new DatabaseSync(journal, { readOnly: true, timeout: 5_000 });
  try {
    return database.prepare('SELECT 1 FROM seen_file WHERE file = ?').get(realpathSync(file)) !== undefined;
  } catch {
    // Its tables are not made yet.
    return false;
  } finally {
    database.close();
  }
}

for (const theme of ['light', 'dark']) {
  test(`tells what another program changes while it is watched, and puts it back (${theme})`, async ({ page }) => {
    const home = smallHome();
    const served = await openDoor(page, home.args);
    const grid = await openChanges(page, served.url.replace('/#', `/?theme=${theme}#`));
    await expect(page.getByText('Nothing was changed yet')).toBeVisible();
    await firstLook(home);
    const before = home.read();
    home.write({ ...JSON.parse(before), enabledPlugins: { ...on, 'tidy@harbor': false } });
    const row = grid.getByRole('row').filter({ hasText: 'tidy' });
    await expect(row).toContainText('Another program');
    await expect(row).toContainText('Drifted');
    await row.click();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await expect(inspector.getByText('tidy@harbor was turned off.')).toBeVisible();
    await expectNoAxeViolations(page);
    await inspector.getByRole('button', { name: 'Put back…' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Write change|Put back/ })
      .click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(home.read()).toBe(before);
    await expect(inspector.getByText('Undone').first()).toBeVisible();
    await page.close();
    await served.stop();
    home.remove();
  });
}

test('tells at the next start what was changed while it was closed, and finds it by the filter', async ({
  page,
  context,
}) => {
  const home = smallHome();
  const first = await openDoor(page, home.args);
  await openChanges(page, first.url);
  await firstLook(home);
  await page.close();
  await first.stop();
  home.write({
    enabledPlugins: on,
    model: 'last',
    hooks: { Stop: [{ hooks: [{ type: 'command', command: 'curl x' }] }] },
  });
  const next = await context.newPage();
  const second = await openDoor(next, home.args);
  const grid = await openChanges(next, second.url);
  await expect(grid.getByText('Hooks on Stop were added, and 1 more')).toBeVisible();
  await next.keyboard.press('/');
  await next.keyboard.type('hooks');
  await expect(grid.getByRole('row').filter({ hasText: 'settings.json' })).toHaveCount(1);
  await next.getByRole('button', { name: /^Ours/ }).click();
  await expect(next.getByText('No change matches')).toBeVisible();
  await expectNoAxeViolations(next);
  await next.getByRole('button', { name: 'Clear the filter' }).last().click();
  await expect(grid).toBeVisible();
  await next.close();
  await second.stop();
  home.remove();
});

test('names the running sessions that keep the old state', async ({ page }) => {
  const home = smallHome();
  const sessions = join(home.settings, '..', 'sessions');
  mkdirSync(sessions);
  const session = { pid: process.pid, procStart: processStart(process.pid), sessionId: 's', cwd: '/work/shop' };
  writeFileSync(
    join(sessions, '1.json'),
    JSON.stringify({ ...session, startedAt: Date.now() - 60_000, name: 'shop-1' }),
  );
  const served = await openDoor(page, home.args);
  const grid = await openChanges(page, served.url);
  await firstLook(home);
  home.write({ enabledPlugins: { ...on, 'notes@harbor': false } });
  await grid.getByRole('row').filter({ hasText: 'notes' }).click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByText(/^1 running session began before this and keeps the old state/)).toBeVisible();
  await expect(inspector.getByText('shop-1')).toBeVisible();
  await page.getByRole('link', { name: 'Plugins' }).click();
  await page.getByRole('grid', { name: 'Plugins' }).getByRole('row').filter({ hasText: 'notes' }).click();
  await expect(inspector.getByText(/^1 running session began before the last change of it/)).toBeVisible();
  await expectNoAxeViolations(page);
  await page.close();
  await served.stop();
  home.remove();
});
