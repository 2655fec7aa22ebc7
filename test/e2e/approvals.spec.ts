import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Asking, test } from './asking.ts';
import { expect, expectNoAxeViolations } from './gatehouse-test.ts';

const tray = (page: Page) => page.getByRole('region', { name: 'Waiting for your yes' });

async function open(page: Page, { url, data }: Asking): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('switch').first()).toBeVisible();
  // Before it is there nobody can be asked.
  await expect.poll(() => existsSync(join(data, 'doors')) && readdirSync(join(data, 'doors')).length).toBe(1);
}

test('a call waits, is shown with its arguments, and is made when it is allowed', async ({ page, asking }) => {
  await open(page, asking);
  await expect(tray(page)).toBeHidden();
  const answer = asking.agent.call('write_file', { path: '/tmp/x\u202etxt', content: '<b>bold</b>' });
  await expect(
    tray(page).getByRole('heading', { name: 'Claude Code wants to call write_file of files' }),
  ).toBeVisible();
  await expect(page).toHaveTitle(/^\(1\) /);
  await expect(tray(page).getByText('Your rule r1 wants a yes for it. Writing needs a look.')).toBeVisible();
  // What a model wrote is text, and what would hide in it is shown.
  await expect(tray(page).getByLabel('Arguments')).toContainText('<b>bold</b>');
  await expect(tray(page).getByLabel('Arguments')).toContainText('U+202E');
  await expectNoAxeViolations(page);
  await tray(page).getByRole('button', { name: 'Allow once' }).click();
  expect(await answer).toContain('written');
  await expect(tray(page)).toBeHidden();
  await expect(page).toHaveTitle(/^[^(]/);
  // Tools that need no yes are not held up.
  expect(await asking.agent.call('echo', { message: 'hi' })).toBe('hi');
});

test('several wait at once: one is denied, the rest with one press, and each says why', async ({ page, asking }) => {
  await open(page, asking);
  const answers = ['a', 'b', 'c'].map((name) => asking.agent.call('write_file', { path: `/tmp/${name}`, content: '' }));
  await expect(tray(page).getByRole('heading', { name: '3 calls wait for your yes' })).toBeVisible();
  await tray(page).getByRole('listitem').first().getByRole('button', { name: 'Deny' }).click();
  await expect(tray(page).getByRole('heading', { name: '2 calls wait for your yes' })).toBeVisible();
  await tray(page).getByRole('button', { name: 'Deny all' }).click();
  await expect(tray(page)).toBeHidden();
  for (const answer of await Promise.all(answers)) expect(answer).toContain('You said no in Gatehouse.');
});

test('for this session and always are kept: in the run, and as a rule', async ({ page, asking }) => {
  await open(page, asking);
  const first = asking.agent.call('write_file', { path: '/tmp/s', content: 's' });
  await tray(page).getByRole('button', { name: 'Allow for this session' }).click();
  expect(await first).toContain('written');
  expect(await asking.agent.call('write_file', { path: '/tmp/s', content: 's' })).toContain('written');
  const rules = () => (JSON.parse(readFileSync(join(asking.data, 'policy.json'), 'utf8')) as { rules: object[] }).rules;
  expect(rules()).toHaveLength(1);
});

test('always allowing writes a rule, by keyboard alone', async ({ page, asking }) => {
  await open(page, asking);
  const answer = asking.agent.call('write_file', { path: '/tmp/k', content: 'k' });
  const button = tray(page).getByRole('button', { name: 'Always allow this tool' });
  await expect(button).toHaveAttribute('aria-disabled', 'false');
  await button.focus();
  await page.keyboard.press('Enter');
  expect(await answer).toContain('written');
  const [, rule] = (JSON.parse(readFileSync(join(asking.data, 'policy.json'), 'utf8')) as { rules: object[] }).rules;
  expect(rule).toMatchObject({ effect: 'allow', tool: 'write_file', plugin: 'claude-code:mcp/files@user' });
  const spooled = readdirSync(join(asking.data, 'spool')).map((name) =>
    readFileSync(join(asking.data, 'spool', name), 'utf8'),
  );
  expect(spooled.join('')).toContain('"by":"approval"');
});
