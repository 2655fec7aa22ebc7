import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectNoAxeViolations, openPlugins, test } from './gatehouse-test.ts';

const calls = (page: Page) => page.getByRole('grid', { name: 'Calls' });
const query = (page: Page) => page.getByRole('combobox', { name: 'Query' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

/** Everything the corpus' transcripts hold is there without a word: 493 tool calls, and skills, commands and hooks. */
async function openActivity(page: Page, url: string): Promise<void> {
  await openPlugins(page, url);
  await page.keyboard.press('2');
  await expect(page).toHaveURL(/screen=activity|activity/);
  await expect(page.getByText(/493 calls/).first()).toBeVisible({ timeout: 20_000 });
  await expect(calls(page).getByRole('row').nth(5)).toBeVisible();
}

async function ask(page: Page, text: string): Promise<void> {
  await query(page).fill(text);
  await page.keyboard.press('Escape');
}

/** A call as Claude Code would write it. */
function callLines(session: string, id: string, name: string, input: object, result: string): string {
  const common = { sessionId: session, cwd: '/work/live', version: '2.1.330', gitBranch: 'main' };
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const use = { type: 'tool_use', id, name, input };
  const back = { type: 'tool_result', tool_use_id: id, content: result };
  return [
    { type: 'assistant', ...common, timestamp: at(0), uuid: `${id}-a`, message: { model: 'opus', content: [use] } },
    { type: 'user', ...common, timestamp: at(40), uuid: `${id}-u`, message: { role: 'user', content: [back] } },
  ]
    .map((record) => `${JSON.stringify(record)}\n`)
    .join('');
}

test('transcripts are taken in from the first start, and words, fields and times find calls', async ({
  page,
  corpus,
}) => {
  await openActivity(page, corpus.url);
  await ask(page, 'tool:Bash outcome:error');
  await expect(calls(page).getByRole('row').nth(2)).toContainText('Bash');
  await expect(calls(page).getByText('error').first()).toBeVisible();
  await expect(page).toHaveURL(/outcome/);
  await ask(page, 'agent:codex apply_patch');
  await expect(calls(page).getByRole('row').filter({ hasText: 'apply_patch' }).first()).toBeVisible();
  await ask(page, 'toool:Bash');
  await expect(page.getByText(/Did you mean "tool"/)).toBeVisible();
  await page.getByRole('button', { name: 'Clear the query' }).click();
  await expect(query(page)).toHaveValue('');
});

test('lines that could not be read are counted, and listed with file, line, code and reason', async ({
  page,
  corpus,
}) => {
  const file = join(corpus.home, '.claude', 'projects', '-work-live', '5b1e0c7e-0000-4000-8000-00000000dead.jsonl');
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, '{"type":"assistant"\n');
  await openActivity(page, corpus.url);
  const bar = page.getByRole('button', { name: /lines? could not be read/ });
  await bar.click();
  const list = page.getByRole('group', { name: 'Lines that could not be read' });
  await expect(list.getByText('transcript-line-invalid').first()).toBeVisible();
  await expect(list.getByText(/00000000dead\.jsonl:1/)).toBeVisible();
  await expectNoAxeViolations(page);
  await bar.click();
  await expect(list).toBeHidden();
});

test('the histogram is a filter, by keyboard too, and stands in the query', async ({ page, corpus }) => {
  await openActivity(page, corpus.url);
  await page.getByRole('slider', { name: 'Time range' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(query(page)).toHaveValue(/after:/);
  const narrowed = await query(page).inputValue();
  await page.keyboard.press('[');
  await expect(query(page)).not.toHaveValue(narrowed);
  await page.reload();
  await expect(query(page)).toHaveValue(/after:/);
});

test('a call shows arguments, result, its session and where the record came from', async ({ page, corpus }) => {
  await openActivity(page, corpus.url);
  await ask(page, 'agent:codex apply_patch');
  await calls(page).getByRole('row').filter({ hasText: 'apply_patch' }).first().click();
  await expect(inspector(page).getByText('Arguments')).toBeVisible();
  await expect(inspector(page).getByText('Begin Patch').first()).toBeVisible();
  await expect(
    inspector(page)
      .getByText(/rollout-.*\.jsonl/)
      .first(),
  ).toBeVisible();
  await expect(inspector(page).getByText('Session around it')).toBeVisible();
  await expect(page).toHaveURL(/call=/);
});

test('a call of a running agent appears by itself, is named after its plugin, and secrets in it are not kept', async ({
  page,
  corpus,
}) => {
  await openActivity(page, corpus.url);
  const file = join(corpus.home, '.claude', 'projects', '-work-live', 'live-session.jsonl');
  mkdirSync(dirname(file), { recursive: true });
  // Made from pieces, so that no scanner takes this file for a leak.
  const secret = ['ghp', 'x7Kq2mW9vB4nT1yR8cL5jH3fD6gS0pZaQeUi'].join('_');
  appendFileSync(
    file,
    callLines(
      'live-session',
      'toolu_live1',
      'mcp__plugin_context7_context7__query-docs',
      { token: secret },
      'Live docs',
    ),
  );
  const row = calls(page).getByRole('row').filter({ hasText: 'query-docs' }).first();
  await expect(row).toContainText('context7');
  await row.click();
  await expect(inspector(page).getByText('Live docs')).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);
  await inspector(page).getByRole('button', { name: 'Show in its folder' }).click();
  await expect(page.getByText(`no display to show a folder on. The file is ${file}.`)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await page.getByLabel('Filter plugins').fill('context7');
  await expect(
    page
      .getByRole('grid', { name: 'Plugins' })
      .getByText(/just now|now|today|0 min|1 min|sec/i)
      .first(),
  ).toBeVisible();
});

test('what was found is exported as JSON lines', async ({ page, corpus }) => {
  await openActivity(page, corpus.url);
  await ask(page, 'agent:codex');
  await expect(page.getByText(/17 of 1,\d{3}/)).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /JSON/ }).click();
  const path = await (await download).path();
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(17);
  expect(lines.map((line) => (JSON.parse(line) as { agent: string }).agent)).toEqual(lines.map(() => 'codex'));
});

test('a session is forgotten after the count was shown and a yes, and stays away', async ({ page, corpus }) => {
  await openActivity(page, corpus.url);
  await ask(page, 'agent:codex apply_patch');
  await calls(page).getByRole('row').filter({ hasText: 'apply_patch' }).first().click();
  await inspector(page)
    .getByRole('button', { name: /Forget this session/ })
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/\d+ calls? will be removed/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(calls(page).getByRole('row').filter({ hasText: 'apply_patch' }).first()).toBeVisible();
  await inspector(page)
    .getByRole('button', { name: /Forget this session/ })
    .click();
  await dialog.getByRole('button', { name: /^Forget \d/ }).click();
  await expect(calls(page).getByRole('row').filter({ hasText: 'apply_patch' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByText(/493 calls/)).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the list, a call and the dialog, ${colorScheme}`, async ({ page, corpus }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openActivity(page, corpus.url);
    await expectNoAxeViolations(page);
    await calls(page).getByRole('row').nth(4).click();
    await expect(inspector(page).getByText('Arguments')).toBeVisible();
    await expectNoAxeViolations(page);
    await inspector(page)
      .getByRole('button', { name: /Forget this session/ })
      .click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoAxeViolations(page);
  });
}
