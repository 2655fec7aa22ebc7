import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDoor } from './door.ts';
import { expect, expectNoAxeViolations, test } from './gatehouse-test.ts';
import { hasKeyring, noKeyring, startKeyring, whyNoKeyring } from './keyring.ts';

const value = 'q8ZtP2vLw9r4Nd0mKxJ7';
const other = 'W5nB8cV2xZ7lK1jH4gF9';
const argument = 'N7mQ2pR9sT4vW6xY1zA3';
const id = 'claude-code:mcp/db@user';

function addServers(home: string): string {
  const file = join(home, '.claude.json');
  const db = {
    command: 'node',
    args: ['db.js', '--token', argument],
    env: { DB_TOKEN: value, REGION: '${REGION}', MODE: 'fast' },
  };
  const far = { type: 'http', url: 'https://far.test/mcp', headers: { 'X-Api-Key': other } };
  writeFileSync(file, JSON.stringify({ mcpServers: { db, far } }, undefined, 2));
  return file;
}

function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .filter((file) => readFileSync(file).includes(text));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a secret goes from a file to the real keyring and back, and no page ever has it (${colorScheme})`, async ({
    page,
  }, info) => {
    info.skip(!hasKeyring(), whyNoKeyring);
    await page.emulateMedia({ colorScheme });
    const keyring = await startKeyring();
    const file = addServers(keyring.home);
    const first = readFileSync(file, 'utf8');
    const served = await openDoor(page, ['--home', keyring.home, '--data', keyring.data], keyring.env);
    try {
      await page.goto(served.url);
      await page.getByRole('link', { name: 'Secrets' }).click();
      await expect(page.getByRole('region', { name: 'Keychain' })).toContainText('Keychain ready');
      const plain = page.getByRole('region', { name: 'Plain text in config files' });
      await expect(plain.getByRole('listitem')).toHaveCount(3);
      await expect(plain).toContainText('.claude.json:11');
      await expect(plain).toContainText('By hand');
      await expectNoAxeViolations(page);
      await plain.getByRole('button', { name: 'Move DB_TOKEN to keychain' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog).toContainText('Move DB_TOKEN of db to the keychain?');
      await expect(dialog).toContainText('goes to the keychain of this machine first');
      await expect(dialog).toContainText('‹secret, not shown›');
      await expectNoAxeViolations(page);
      await dialog.getByRole('button', { name: /Move to keychain/ }).click();
      await expect(page.getByText('DB_TOKEN is in the keychain and gone from the file')).toBeVisible();
      await expect(plain.getByRole('listitem')).toHaveCount(1);
      await expect(page.getByRole('row').filter({ hasText: 'DB_TOKEN' })).toContainText('db');
      expect(readFileSync(file, 'utf8')).not.toContain(value);
      expect(readFileSync(file, 'utf8')).toContain('"run"');

      await page.goto(served.url.replace('#', `?sel=${encodeURIComponent(id)}&tab=secrets#`));
      const inspector = page.getByRole('complementary', { name: 'Inspector' });
      await expect(inspector.getByRole('listitem').filter({ hasText: 'DB_TOKEN' })).toContainText('In the keychain');
      await expect(inspector.getByRole('listitem').filter({ hasText: 'REGION' })).toContainText('Missing');
      await expect(inspector.getByRole('listitem').filter({ hasText: 'MODE' })).toContainText('In its entry');
      await expectNoAxeViolations(page);

      await page.getByRole('link', { name: 'Changes' }).click();
      await page.keyboard.press('u');
      await expect(dialog).toContainText('written into this file in plain text');
      await expectNoAxeViolations(page);
      await dialog.getByRole('button', { name: /Write it in plain text/ }).click();
      await expect(page.getByText('put back').first()).toBeVisible();
      await expect.poll(() => readFileSync(file, 'utf8')).toBe(first);
      expect(served.frames.length).toBeGreaterThan(0);
      for (const secret of [value, other]) {
        expect(served.frames.join('\n')).not.toContain(secret);
        expect(filesWith(keyring.data, secret)).toEqual([]);
      }
    } finally {
      await page.close();
      await served.stop();
      await keyring.stop();
    }
  });
}

test('without a keychain a plain secret is listed, and moving it is held back with the reason', async ({ page }) => {
  const { env, home, data, remove } = noKeyring();
  const file = addServers(home);
  const first = readFileSync(file, 'utf8');
  const served = await openDoor(page, ['--home', home, '--data', data], env);
  try {
    await page.goto(served.url);
    await page.getByRole('link', { name: 'Secrets' }).click();
    await expect(page.getByRole('region', { name: 'Keychain' })).toContainText('No keychain');
    const move = page.getByRole('button', { name: 'Move DB_TOKEN to keychain' });
    await expect(move).toHaveAttribute('aria-disabled', 'true');
    await move.focus();
    await expect(page.getByRole('tooltip')).toContainText('No keychain');
    await expectNoAxeViolations(page);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(readFileSync(file, 'utf8')).toBe(first);
  } finally {
    await page.close();
    await served.stop();
    remove();
  }
});
