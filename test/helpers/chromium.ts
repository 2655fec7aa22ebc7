import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const usualPlaces: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
};

/** How to get the browser that the end-to-end tests need. */
export const howToGetChromium =
  'Debian: apt-get install chromium. Elsewhere: npx playwright install chromium, or name a Chromium in GATEHOUSE_CHROMIUM.';

/** Path of a Chromium: the one named in GATEHOUSE_CHROMIUM, the system's, or Playwright's own. */
export function findChromium(): string | undefined {
  const named = process.env['GATEHOUSE_CHROMIUM'];
  const places = named === undefined ? [...(usualPlaces[process.platform] ?? []), chromium.executablePath()] : [named];
  return places.find((place) => place !== '' && existsSync(place));
}
