import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import type { Client } from '#rpc/client';
import { findChromium, howToGetChromium } from '#test/helpers/chromium';
import { largeHome } from '#test/helpers/large-home';
import { writeTree } from './history-import.ts';
import { notRun, quantile, type Row, row, shown } from './row.ts';
import { connectTo, serveHome } from './served-process.ts';

export interface WindowImportingOptions {
  program: string;
  folder: string;
  /** Of transcripts, in MB. */
  megabytes: number;
}

const PLUGINS = 150;
const LIMIT_MS = 50;
/** Between two keys, and between two rounds of questions. */
const PACE_MS = 80;
/** Of the same window at rest, once all is taken in. */
const REST_MS = 8_000;

const names = {
  keys: 'window while transcripts are taken in: key → painted, p95',
  frames: 'window while transcripts are taken in: frame time, p95',
  answers: 'window while transcripts are taken in: question → answer, p95',
} as const;

interface Felt {
  keys: number[];
  frames: number[];
  answers: number[];
}

/**
 * A window on a home that is taken in for the first time: the Activity list follows what arrives, keys move through it,
 * and the questions a window asks are asked beside it. Then the same at rest, to tell what the import costs.
 */
export async function windowImporting({ program, folder, megabytes }: WindowImportingOptions): Promise<Row[]> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    return Object.values(names).map((name) => notRun(name, `≤ ${LIMIT_MS} ms`, howToGetChromium));
  }
  const { home } = largeHome(join(folder, 'window-import'), PLUGINS);
  writeTree(home, megabytes);
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.platform !== 'linux',
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const served = await serveHome(program, home, join(folder, 'data-window-import'));
  const client = connectTo(served.url);
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    await page.goto(served.url);
    await page.locator('[role="grid"] [role="row"]').nth(5).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('grid', { name: 'Calls' }).getByRole('row').nth(5).waitFor();
    const busy = await feel(page, client, async () => (await client.call('history.status', {})).state === 'importing');
    await pause(3_000);
    const restUntil = Date.now() + REST_MS;
    const rest = await feel(page, client, () => Promise.resolve(Date.now() < restUntil));
    return (['keys', 'frames', 'answers'] as const).map((what) => felt(what, busy[what], rest[what]));
  } finally {
    client.close();
    await browser.close();
    await served.stop();
  }
}

function felt(what: keyof Felt, busy: readonly number[], rest: readonly number[]): Row {
  const [p50, p95, most] = [0.5, 0.95, 1].map((share) => quantile(busy, share)) as [number, number, number];
  const restP95 = quantile(rest, 0.95);
  const more = `p50 ${shown(p50)}, longest ${shown(most)} ms of ${busy.length}; at rest ${shown(restP95)} ms`;
  const figures = { p50Ms: p50, p95Ms: p95, mostMs: most, restP95Ms: restP95, count: busy.length };
  return row(names[what], { value: p95, limit: LIMIT_MS, unit: 'ms' }, more, figures);
}

async function feel(page: Page, client: Client, goesOn: () => Promise<boolean>): Promise<Felt> {
  await page.evaluate(watchFrames);
  let isOver = false;
  const typing = (async () => {
    for (let turn = 0; !isOver; turn += 1) {
      // Down a screen and up again.
      await page.keyboard.press(turn % 60 < 30 ? 'j' : 'k');
      await pause(PACE_MS);
    }
  })();
  const answers: number[] = [];
  while (await goesOn()) {
    for (const question of questions(client)) {
      const start = performance.now();
      await question();
      answers.push(performance.now() - start);
    }
    await pause(PACE_MS);
  }
  isOver = true;
  await typing;
  const { keys, frames } = await page.evaluate(() => window.gatehouseBench.stop());
  return { keys, frames, answers };
}

function questions(client: Client): (() => Promise<unknown>)[] {
  return [
    () => client.call('inventory.snapshot', { project: null }),
    () => client.call('history.search', { query: '', limit: 100 }),
    () => client.call('history.search', { query: 'outcome:error', limit: 100 }),
    () => client.call('history.overview', { query: '', buckets: 60 }),
  ];
}

declare global {
  interface Window {
    gatehouseBench: { stop(): { keys: number[]; frames: number[] } };
  }
}

/** Runs in the page: the time between frames, and from each key (its own time stamp) to the end of the frame that shows it. */
function watchFrames(): void {
  const keys: number[] = [];
  const frames: number[] = [];
  let last = performance.now();
  let isOver = false;
  const frame = (now: number) => {
    frames.push(now - last);
    last = now;
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const key = (event: KeyboardEvent) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      // Its turn comes once the frame is done.
      port1.onmessage = () => {
        keys.push(performance.now() - event.timeStamp);
        port1.close();
      };
      port2.postMessage(null);
    });
  };
  window.addEventListener('keydown', key, true);
  window.gatehouseBench = {
    stop() {
      isOver = true;
      window.removeEventListener('keydown', key, true);
      return { keys, frames: frames.slice(1) };
    },
  };
}
