import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { isDesktop, openDoor } from './door.ts';
import { expect, expectNoAxeViolations, test } from './gatehouse-test.ts';
import { hasKeyring, noKeyring, startKeyring, whyNoKeyring } from './keyring.ts';

const id = 'claude-code:mcp/echo@user';
const value = 'never-in-a-page-4711';

function addServer(home: string): void {
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { echo: { command: 'echo' } } }));
}

async function openSecrets(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Secrets' }).click();
  await expect(page.getByRole('heading', { name: 'Secrets', level: 1 })).toBeVisible();
}

test('without a keychain the names stay, and it says what is missing and what to do', async ({ page }) => {
  const { env, home, data, remove } = noKeyring();
  addServer(home);
  mkdirSync(data);
  const names = JSON.stringify({
    v: 1,
    secrets: [{ plugin: id, variable: 'API_KEY', created: '2026-11-09T10:00:00.000Z' }],
  });
  writeFileSync(join(data, 'secrets.json'), names);
  const served = await openDoor(page, ['--home', home, '--data', data], env);
  try {
    await openSecrets(page, served.url);
    const row = page.getByRole('row').filter({ hasText: 'API_KEY' });
    await expect(row).toContainText('echo');
    await expect(row).toContainText('never');
    const keychain = page.getByRole('region', { name: 'Keychain' });
    await expect(keychain).toContainText('No keychain');
    await expect(keychain).toContainText('libsecret-1-0');
    await expectNoAxeViolations(page);
    await row.getByRole('button', { name: 'Delete API_KEY' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(dialog).toContainText('There is no keychain that can be used');
    await expectNoAxeViolations(page);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(row).toBeVisible();
    expect(readFileSync(join(data, 'secrets.json'), 'utf8')).toBe(names);
  } finally {
    await page.close();
    await served.stop();
    remove();
  }
});

test('with a real keyring a browser sees names and states, open and locked, and can type no value', async ({
  page,
}, info) => {
  info.skip(!hasKeyring(), whyNoKeyring);
  const keyring = await startKeyring();
  addServer(keyring.home);
  keyring.gatehouse(['secrets', 'set', id, 'API_KEY'], value);
  const served = await openDoor(page, ['--home', keyring.home, '--data', keyring.data], keyring.env);
  const frames: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      frames.push(payload.toString());
    }),
  );
  try {
    await openSecrets(page, served.url);
    const keychain = page.getByRole('region', { name: 'Keychain' });
    await expect(keychain).toContainText('Keychain ready');
    const row = page.getByRole('row').filter({ hasText: 'API_KEY' });
    await expect(row).toBeVisible();
    await expect(page.getByText('never in a browser')).toBeVisible();
    await expect(page.getByText('gatehouse secrets set ID VARIABLE')).toBeVisible();
    await expect(page.locator('input')).toHaveCount(0);
    await expect(page.getByRole('button', { name: /Add secret|Replace/ })).toHaveCount(0);
    await expectNoAxeViolations(page);

    keyring.lock();
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect(keychain).toContainText('Keychain locked');
    await expect(keychain).toContainText('gnome-keyring-daemon --unlock');
    await expect(row).toBeVisible();
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.join('\n')).not.toContain(value);
  } finally {
    await page.close();
    await served.stop();
    await keyring.stop();
  }
});

test('what is deleted is gone from the real keyring, and the empty screen says how to store one', async ({
  page,
}, info) => {
  info.skip(!hasKeyring(), whyNoKeyring);
  const keyring = await startKeyring();
  addServer(keyring.home);
  keyring.gatehouse(['secrets', 'set', id, 'API_KEY'], value);
  const served = await openDoor(page, ['--home', keyring.home, '--data', keyring.data], keyring.env);
  try {
    await openSecrets(page, served.url);
    await page.getByRole('button', { name: 'Delete API_KEY' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'No secrets are stored' })).toBeVisible();
    await expect(page.getByText('API_KEY is gone from the keychain')).toBeVisible();
    // The window takes the value itself.
    if (isDesktop()) await expect(page.getByText('gatehouse secrets set')).toHaveCount(0);
    else await expect(page.getByText('gatehouse secrets set ID VARIABLE')).toBeVisible();
    await expectNoAxeViolations(page);
    expect(keyring.gatehouse(['secrets', 'list'])).toContain('No secrets are stored');
  } finally {
    await page.close();
    await served.stop();
    await keyring.stop();
  }
});
