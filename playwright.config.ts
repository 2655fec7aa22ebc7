import { defineConfig } from '@playwright/test';
import { findChromium } from './test/helpers/chromium.ts';

const executablePath = findChromium();

const config = defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.{test,spec}.ts',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: process.env['CI'] === 'true',
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      // It does not start for root nor in many containers; what is opened is our own page from our own loopback.
      chromiumSandbox: process.platform !== 'linux',
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});

export { config as default };
