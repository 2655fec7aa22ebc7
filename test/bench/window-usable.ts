import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { findChromium, howToGetChromium } from '#test/helpers/chromium';
import { median, notRun, type Row, row, shown } from './row.ts';
import { serveHome } from './served-process.ts';

export interface WindowUsableOptions {
  program: string;
  home: string;
  count: number;
  folder: string;
  runs: number;
  limitMs: number;
}

const ROWS = 20;

/** From the start of `gatehouse serve` until a page has painted 20 rows. The browser itself runs before. */
export async function windowUsable(options: WindowUsableOptions): Promise<Row[]> {
  const { count, limitMs } = options;
  const budget = `≤ ${limitMs} ms`;
  const name = `window usable from process start, served, ${count} plugins`;
  const electron = notRun('window usable from process start, Electron', budget, "It needs Electron's runtime.");
  const executablePath = findChromium();
  if (executablePath === undefined) return [notRun(name, budget, howToGetChromium), electron];
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.platform !== 'linux',
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const times: Opening[] = [];
    for (let turn = 0; turn <= options.runs; turn += 1) {
      const time = await opening(browser, options);
      // The first one warms the browser.
      if (turn > 0) times.push(time);
    }
    const [painted, served] = [median(times.map((each) => each.painted)), median(times.map((each) => each.served))];
    const figures = { paintedMs: painted, servedMs: served };
    return [
      row(name, { value: painted, limit: limitMs, unit: 'ms' }, `address after ${shown(served)} ms`, figures),
      electron,
    ];
  } finally {
    await browser.close();
  }
}

interface Opening {
  served: number;
  painted: number;
}

async function opening(browser: Browser, options: WindowUsableOptions): Promise<Opening> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const start = performance.now();
  const process = await serveHome(options.program, options.home, join(options.folder, 'data-window'));
  const served = performance.now() - start;
  try {
    await page.goto(process.url, { waitUntil: 'commit' });
    // Asked at each frame; the frame after the one that has them is one that shows them.
    await page.waitForFunction((rows) => document.querySelectorAll('[role="grid"] [role="row"]').length > rows, ROWS);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))));
    return { served, painted: performance.now() - start };
  } finally {
    await context.close();
    await process.stop();
  }
}
