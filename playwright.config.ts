import { defineConfig } from '@playwright/test';
import { electronRuntime } from './scripts/start/electron-runtime.ts';
import { findChromium } from './test/helpers/chromium.ts';

const executablePath = findChromium();
const hasElectron = electronRuntime(import.meta.dirname, process.env, process.platform) !== undefined;

const config = defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.{test,spec}.ts',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  projects: [
    { name: 'serve', testIgnore: ['**/desktop*.spec.ts', '**/electron.spec.ts'] },
    ...(hasElectron ? [{ name: 'electron', testMatch: '**/electron.spec.ts' }] : []),
    // The desktop entry in the stand-in for Electron: its own scenarios, and those that are the same behind either door.
    {
      name: 'desktop',
      // What a page served to a browser may not do.
      grepInvert: /a browser sees|a session that only reads/,
      testMatch: [
        'desktop*',
        'plugins',
        'activity',
        'inspect',
        'files',
        'changes',
        'settings',
        'diagnostics',
        'keys',
        'approvals',
        'running',
        'permissions',
        'secrets',
        'move-secret',
      ].map((name) => `**/${name}.spec.ts`),
    },
  ],
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
