import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectRows, test } from './desktop-test.ts';
import { rowNamed } from './gatehouse-test.ts';

const inspector = 'Inspector';

test.describe('the desktop program, in a stand-in for Electron', () => {
  test('a link shows its plugin and does nothing else; anything else is refused', async ({ page, start }) => {
    const standIn = await start(['--sample']);
    await expectRows(page);
    const id = await idOfFirstRow(page);
    standIn.do({ event: 'second-instance', argv: ['gatehouse', `gatehouse://plugin/${id}`] });
    await expect(page.getByRole('complementary', { name: inspector })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`sel=${encodeURIComponent(id).replaceAll('.', '\\.')}`));
    const before = page.url();
    for (const link of [
      ...['gatehouse://settings/x', 'gatehouse://plugin/', `gatehouse://plugin/${id}?do=disable`, 'gatehouse:plugin/x'],
      ...[`gatehouse://user@plugin/${id}`, `gatehouse://plugin/${id}#x`, `gatehouse://plugin/../${id}`],
      ...['gatehouse://plugin/codex:plugin/\u202Ea@b', `gatehouse://plugin/codex:plugin/${'a'.repeat(3_000)}`],
      ...['gatehouse://plugin/codex:plugin%2Fa', 'gatehouse://plugin/other:plugin/a@b'],
    ]) {
      standIn.do({ event: 'second-instance', argv: ['gatehouse', link] });
    }
    standIn.do({ event: 'open-url', url: 'gatehouse://plugin/codex:plugin/not-here@nowhere' });
    await expect(page.getByText('The link names a plugin that is not here.')).toBeVisible();
    expect(page.url()).toBe(before);
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('keeps where the window was, and opens there again', async ({ page, start, folder }) => {
    const kept = join(folder, 'data', 'window.json');
    const standIn = await start(['--sample']);
    await expectRows(page);
    expect(existsSync(kept)).toBe(false);
    const bounds = { x: 40, y: 50, width: 1_100, height: 700 };
    standIn.do({ event: 'resize', bounds });
    await expect.poll(() => existsSync(kept)).toBe(true);
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({ ...bounds, isMaximized: false });
  });

  test('opens where it was, and at its usual size when that display is gone or the file broken', async ({
    page,
    start,
    folder,
  }) => {
    mkdirSync(join(folder, 'data'));
    const file = join(folder, 'data', 'window.json');
    writeFileSync(file, JSON.stringify({ x: 10, y: 20, width: 900, height: 600, isMaximized: true }));
    const standIn = await start(['--sample']);
    expect(windowOptions(standIn)).toMatchObject({ x: 10, y: 20, width: 900, height: 600 });
    expect(standIn.told).toContainEqual(['maximize']);
    expect(page.viewportSize()).toEqual({ width: 900, height: 600 });
  });

  for (const [what, text] of [
    ['a display that is gone', JSON.stringify({ x: 9_000, y: 20, width: 900, height: 600, isMaximized: false })],
    ['a broken file', '{"x": "left"'],
  ] as const) {
    test(`opens in the middle after ${what}`, async ({ start, folder }) => {
      mkdirSync(join(folder, 'data'));
      writeFileSync(join(folder, 'data', 'window.json'), text);
      const standIn = await start(['--sample']);
      const { x, width, height } = windowOptions(standIn);
      expect([x, width, height]).toEqual([undefined, 1_280, 860]);
    });
  }

  test('the tray says in words how much needs attention; its click and menu open the window and quit', async ({
    page,
    start,
  }) => {
    const standIn = await start(['--sample']);
    await expectRows(page);
    const tip = () => standIn.told.findLast(([what]) => what === 'tray tip')?.[1];
    await expect.poll(tip).toMatch(/^Gatehouse: \d+ plugins need attention$/);
    const attention = await page
      .getByRole('button', { name: /Needs attention/ })
      .first()
      .textContent();
    expect(String(tip())).toContain(` ${/\d+/.exec(attention ?? '')?.[0]} plugins`);
    const before = standIn.told.filter(([what]) => what === 'focus').length;
    standIn.do({ event: 'tray-click' });
    await expect.poll(() => standIn.told.filter(([what]) => what === 'focus').length).toBe(before + 1);
    standIn.do({ event: 'menu', menu: 'application', label: 'Activity' });
    await expect(page).toHaveURL(/screen=activity/);
    standIn.do({ event: 'menu', menu: 'application', label: 'Keys' });
    await expect(page.getByRole('dialog')).toBeVisible();
    standIn.do({ event: 'menu', menu: 'tray', label: 'Quit Gatehouse' });
    expect(await standIn.ended).toBe(0);
  });

  test('closing hides the window when that was chosen, and ends Gatehouse when not', async ({
    page,
    start,
    folder,
  }) => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'desktop.json'), JSON.stringify({ closeToTray: true }));
    const standIn = await start(['--sample']);
    await expectRows(page);
    standIn.do({ event: 'close' });
    await expect.poll(() => standIn.told.at(-1)).toEqual(['hide']);
    standIn.do({ event: 'tray-click' });
    await expect.poll(() => standIn.told.some(([what]) => what === 'focus')).toBe(true);
    await standIn.quit();
    expect(standIn.told).toContainEqual(['exit', 0]);
  });

  test('a page whose process has gone is loaded again, once', async ({ page, start }) => {
    const standIn = await start(['--sample']);
    await expectRows(page);
    await page.evaluate(() => Reflect.set(window, 'old', true));
    standIn.do({ event: 'gone' });
    await expect.poll(() => page.evaluate(() => 'old' in window).catch(() => true)).toBe(false);
    await expectRows(page);
    standIn.do({ event: 'gone' });
    await expect.poll(() => standIn.told.some(([what]) => what === 'error box')).toBe(true);
  });

  test('at login it begins hidden, with its tray', async ({ page, start, folder }) => {
    const standIn = await start(['--sample', '--hidden']);
    await expectRows(page);
    expect(standIn.told.map(([what]) => what)).toContain('tray');
    expect(standIn.told.map(([what]) => what)).not.toContain('show');
    expect(existsSync(join(folder, 'data')) ? readdirSync(join(folder, 'data')) : []).toEqual([]);
    expect(await rowNamed(page, '').count()).toBeGreaterThan(3);
  });
});

function windowOptions(standIn: { told: unknown[][] }): Record<string, unknown> {
  return (standIn.told.find(([what]) => what === 'window')?.[1] ?? {}) as Record<string, unknown>;
}

async function idOfFirstRow(page: Page): Promise<string> {
  const rows = page.getByRole('grid', { name: 'Plugins' }).locator('[id^="row:"]');
  return (await rows.first().getAttribute('id'))?.slice('row:'.length) ?? '';
}
