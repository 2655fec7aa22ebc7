import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { copySampleHome } from '#platform/sample-home';
import { findChromium, howToGetChromium } from '../helpers/chromium.ts';
import { canCage, startAsking } from './asking.ts';
import { startServed } from './served.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
const sizes = [
  { suffix: '', width: 1280, height: 900 },
  { suffix: '-900', width: 900, height: 700 },
];

/** What is pictured, and the steps that lead there from the open Plugins screen. */
const scenes: Record<string, (page: Page) => Promise<void>> = {
  plugins: async () => {},
  inspector: async (page) => {
    await page.getByRole('button', { name: /User scope/ }).click();
    await page.getByRole('menuitemradio', { name: /web-shop/ }).click();
    await page.getByRole('row').filter({ hasText: 'Disabled' }).last().click();
    await page.getByRole('row').filter({ hasText: 'secret-guard' }).first().click();
    await page.getByText('Who decides').waitFor();
  },
  diff: async (page) => {
    await page.getByRole('row').filter({ hasText: 'test-watch' }).getByRole('switch').click();
    await page.getByRole('button', { name: /Write change/ }).waitFor();
  },
  activity: async (page) => {
    await page.keyboard.press('2');
    await page.getByRole('grid', { name: 'Calls' }).getByRole('row').filter({ hasText: 'status' }).first().click();
    await page.getByText('Session around it').waitFor();
  },
  secrets: async (page) => {
    await page.getByRole('link', { name: 'Secrets' }).click();
    await page.getByText('MEMORY_CLOUD_TOKEN').first().waitFor();
  },
  'can-run': async (page) => {
    await page.getByRole('row').filter({ hasText: 'test-watch' }).first().click();
    await page.getByRole('tab', { name: 'Can run' }).click();
    await page.getByText(/^When your next session starts/).waitFor();
  },
  files: async (page) => {
    await page.getByRole('row').filter({ hasText: 'test-watch' }).first().click();
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByRole('tree').waitFor();
  },
  'next-start': async (page) => {
    await page.getByRole('button', { name: 'At next start' }).click();
    await page.getByRole('dialog').waitFor();
  },
  report: async (page) => {
    await page.keyboard.press('?');
    await page.getByRole('button', { name: 'Report a problem…' }).click();
    await page.getByText('"gatehouse": {').waitFor({ timeout: 60_000 });
    // Past what tells the machine it was taken on.
    await page.getByRole('group', { name: 'Text of the report' }).hover();
    const states = page.getByText('"states": {');
    while (!(await states.isVisible())) await page.mouse.wheel(0, 120);
    await page.mouse.wheel(0, 200);
  },
  settings: async (page) => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'About' }).waitFor();
  },
  rules: async (page) => {
    await page.keyboard.press('6');
    await page.getByRole('region', { name: 'Servers' }).getByRole('row').last().getByRole('button').click();
    await page.getByText('Rules that speak of it').waitFor();
  },
};

/** A server that works, one that failed, and the log of the first. */
async function shootRunning(browser: Browser): Promise<void> {
  const asking = await startAsking(startServed);
  await asking.fail();
  await asking.agent.call('echo', { message: 'hello' });
  const trace = Array.from(
    { length: 12 },
    (_, index) => `    at step ${index} (/srv/files/main.ts:${index * 7 + 3}:9)\n`,
  );
  const parts = [
    'files 0.9.2 listening on stdio\n',
    '422 the path holds \u202Ea mark\n',
    'Error: no such table\n',
    ...trace,
  ];
  await asking.agent.call('log', { parts });
  await asking.agent.call('no_such_tool', {});
  await shoot(
    browser,
    asking.url,
    'running',
    async (page) => {
      await page.keyboard.press('4');
      await page.getByText('Exited with 7').waitFor();
      await page.getByRole('button', { name: 'files', exact: true }).first().click();
      await page.getByLabel('Search the log').fill('table');
      await page.getByText('1 found').waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('1 of 1').waitFor();
    },
    'Plugins',
  );
  await asking.stop();
}

/** What others changed while Gatehouse was open, and a switch of its own. */
async function shootChanges(browser: Browser): Promise<void> {
  const copy = await copySampleHome(join(import.meta.dirname, '..', '..', 'resources'));
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-changes-'));
  const served = await startServed(['--home', copy.home, '--data', data]);
  const settings = join(copy.home, '.claude', 'settings.json');
  // The first look comes a little after the list.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const change = async (from: string | RegExp, to: string) => {
    writeFileSync(settings, readFileSync(settings, 'utf8').replace(from, to));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
  };
  await change(/\}\s*$/, ', "statusLine": { "type": "command", "command": "~/bin/status.sh" } }\n');
  await change(/("test-watch@[^"]+": )true/, '$1false');
  await shoot(
    browser,
    served.url,
    'changes',
    async (page) => {
      await page.getByRole('link', { name: 'Changes' }).click();
      await page.getByRole('row').filter({ hasText: 'test-watch' }).click();
      await page.getByRole('button', { name: 'Put back…' }).waitFor();
    },
    'Needs attention',
  );
  await served.stop();
  await copy.remove();
  rmSync(data, { recursive: true });
}

async function shootEmpty(browser: Browser): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-nobody-'));
  const empty = await startServed(['--home', home]);
  await shoot(browser, empty.url, 'empty', async () => {}, 'Plugins');
  await empty.stop();
  rmSync(home, { recursive: true });
}

async function shoot(browser: Browser, url: string, name: string, steps: (page: Page) => Promise<void>, ready: string) {
  for (const { suffix, width, height } of sizes) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
      await page.goto(url);
      await page.getByText(ready).first().waitFor();
      await steps(page);
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}${suffix}.png`) });
      await page.close();
    }
  }
}

/** All of them, or those that are named as arguments. */
async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const isWanted = (name: string) => named.length === 0 || named.includes(name);
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`No Chromium. ${howToGetChromium}`);
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false, args: ['--disable-gpu'] });
  // Settings names the user's own home.
  const sample = await startServed(['--sample'], { HOME: '/home/ada' });
  for (const [name, steps] of Object.entries(scenes)) {
    if (isWanted(name)) await shoot(browser, sample.url, name, steps, 'Needs attention');
  }
  await sample.stop();
  if (isWanted('changes')) await shootChanges(browser);
  if (isWanted('empty')) await shootEmpty(browser);
  if (isWanted('running') && canCage()) await shootRunning(browser);
  await browser.close();
}

try {
  await main();
} catch (error) {
  console.error(error);
  // What was started would keep this process, and itself, alive.
  process.exit(1);
}
