import { expect, openPlugins, test } from './gatehouse-test.ts';

/** Times slower than this machine: what a busy laptop does to a page. */
const slowness = 8;

test('a click meets its row however fast it follows the mouse and however slow the page is', async ({
  page,
  corpus,
}) => {
  await openPlugins(page, corpus.url);
  const rows = page.getByRole('grid', { name: 'Plugins' }).getByRole('row');
  const boxes = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => (await rows.nth(index + 3).boundingBox()) ?? undefined),
  );
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  const missed: string[] = [];
  for (const share of [0.1, 0.55, 0.75])
    for (const box of boxes) {
      if (box === undefined) continue;
      await page.evaluate(() => {
        document.body.dataset['clicks'] = '0';
        document.addEventListener('click', () => (document.body.dataset['clicks'] = '1'), {
          once: true,
          capture: true,
        });
      });
      const [x, y] = [box.x + box.width * share * 0.6, box.y + box.height / 2];
      // All three at once, as a hand does that knows the place.
      await Promise.all([page.mouse.move(x, y), page.mouse.down(), page.mouse.up()]);
      const got = await page.evaluate(async () => {
        await new Promise((done) => setTimeout(done, 50));
        return document.body.dataset['clicks'];
      });
      if (got !== '1') missed.push(`${x},${y}`);
    }
  expect(missed).toEqual([]);
});
