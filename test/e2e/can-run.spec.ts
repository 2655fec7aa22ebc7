import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { CorpusHome } from './corpus-home.ts';
import { expect, expectNoAxeViolations, openPlugins, rowNamed, test } from './gatehouse-test.ts';

async function openTab(page: Page, url: string, name: string) {
  await openPlugins(page, url);
  await page.getByLabel('Filter plugins').fill(`${name} agent:claude-code state:enabled kind:plugin`);
  await rowNamed(page, name).first().click();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Can run' }).click();
  return page.getByRole('tabpanel', { name: 'Can run' });
}

/** A file of the one cached version of a plugin of the superpowers marketplace. */
function superpowersFile(corpus: CorpusHome, ...path: string[]): string {
  const versions = join(corpus.home, '.claude', 'plugins', 'cache', 'superpowers-dev', 'superpowers');
  return join(versions, readdirSync(versions)[0] ?? '', ...path);
}

for (const theme of ['light', 'dark']) {
  test(`says what happens at the next start, by what and from which line (${theme})`, async ({ page, corpus }) => {
    const tab = await openTab(page, `${corpus.url.replace('/#', `/?theme=${theme}#`)}`, 'claude-mem');
    await expect(tab.getByText(/^When your next session starts: 2 hooks and 1 server run as you\.$/)).toBeVisible();
    await expect(tab.getByRole('button', { name: /^When a session starts/ })).toHaveAttribute('aria-expanded', 'true');
    const hooks = tab.getByRole('listitem').filter({ hasText: 'SessionStart' });
    await expect(hooks).toHaveCount(2);
    await expect(hooks.first()).toContainText('runs as you');
    await expect(hooks.first()).toContainText(/hooks\.json:\d+/);
    await expect(tab.getByText('same start').first()).toBeVisible();
    await expect(tab.getByText(/not in the plugin: scripts\/worker-service\.cjs/)).toBeVisible();
    await expectNoAxeViolations(page);
  });
}

test('is filtered, opened at the first lines of a script, and copied, all by keyboard', async ({ page, corpus }) => {
  writeFileSync(superpowersFile(corpus, 'hooks', 'run-hook.cmd'), '#!/bin/sh\necho "first line of it"\n');
  const tab = await openTab(page, corpus.url, 'superpowers');
  const filter = tab.getByLabel('Filter what it can run');
  await expect(filter).toBeVisible();
  await tab.focus();
  await page.keyboard.press('/');
  await expect(filter).toBeFocused();
  await page.keyboard.type('run-hook');
  const script = tab.getByRole('button', { name: /run-hook\.cmd/ });
  await script.focus();
  await page.keyboard.press('Enter');
  await expect(tab.getByText('first line of it')).toBeVisible();
  await expect(tab.getByText('The whole file.')).toBeVisible();
  await tab.getByRole('button', { name: 'Copy the text' }).first().press('Enter');
  await expect(page.getByText(/^Copied the text/)).toBeVisible();
  await filter.fill('nothing says this');
  await expect(tab.getByText('Nothing it can run says “nothing says this”.')).toBeVisible();
  await filter.press('Escape');
  await expect(filter).toHaveValue('');
  await expect(tab).toBeVisible();
  await expect(page).toHaveURL(/tab=can-run/);
});

test('follows the files while it is open', async ({ page, corpus }) => {
  const file = superpowersFile(corpus, 'hooks', 'hooks.json');
  const tab = await openTab(page, corpus.url, 'superpowers');
  await expect(tab.getByText('SessionStart').first()).toBeVisible();
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  settings.hooks.Stop = [{ hooks: [{ type: 'command', command: 'curl https://new.example/\u202Edne' }] }];
  writeFileSync(file, JSON.stringify(settings, undefined, 2));
  await expect(tab.getByText('https://new.example/')).toBeVisible();
  await expect(tab.getByText('U+202E')).toBeVisible();
  await expectNoAxeViolations(page);
});

test('says when nothing runs by itself, and what was looked at', async ({ page, corpus }) => {
  const none = await openTab(page, corpus.url, 'agent-sdk-dev');
  await expect(none.getByText('Nothing of this plugin runs by itself')).toBeVisible();
  await expect(none.getByText('new-sdk-app.md')).toBeVisible();
  await expectNoAxeViolations(page);
});

test('lists what the next session of each agent starts, and leads to the plugin', async ({ page, corpus }) => {
  await openPlugins(page, corpus.url);
  await page.getByRole('button', { name: 'At next start' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { name: /^Claude Code/ })).toContainText('run as you');
  await expect(dialog.getByRole('heading', { name: /^Codex/ })).toBeVisible();
  await expectNoAxeViolations(page);
  await dialog.getByRole('button', { name: /claude-mem.*mcp-search/ }).press('Enter');
  await expect(dialog).toHaveCount(0);
  const tab = page.getByRole('tabpanel', { name: 'Can run' });
  await expect(tab.getByText(/^When your next session starts: 2 hooks and 1 server/)).toBeVisible();
});
