import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openDoor } from './door.ts';
import { test as base, expect, expectNoAxeViolations, rowNamed } from './gatehouse-test.ts';

interface Looking {
  url: string;
  home: string;
  data: string;
}

/** A served home with one server, which has a file it is not shown. */
const test = base.extend<{ looking: Looking }>({
  looking: async ({ page }, use, info) => {
    const canCage = spawnSync('bwrap', ['--ro-bind', '/', '/', 'true']).status === 0;
    info.skip(!canCage, 'Servers cannot be caged here. On Debian: apt-get install bubblewrap.');
    const canWatch = spawnSync('strace', ['-V']).status === 0;
    info.skip(!canWatch, 'Refused files cannot be seen here. On Debian: apt-get install strace.');
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-e2e-')));
    const [data, server] = [join(home, 'data'), join(home, 'servers', 'files')];
    for (const folder of [data, server, join(home, 'notes'), join(home, '.claude')])
      mkdirSync(folder, { recursive: true });
    cpSync(join(import.meta.dirname, '..', 'fixtures', 'mcp', 'echo-program.ts'), join(server, 'main.ts'));
    writeFileSync(join(server, 'package.json'), '{}');
    writeFileSync(join(home, 'notes', 'plan.txt'), 'The plan.');
    const files = { command: process.execPath, args: [join(server, 'main.ts')], env: { LEVEL: 'info' } };
    const broken = { command: 'no-such-program-anywhere' };
    writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: { files, broken } }));
    const served = await openDoor(page, ['--home', home, '--data', data]);
    await use({ url: served.url, home, data });
    await page.close();
    await served.stop();
    expect(processesNaming(home)).toEqual([]);
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  },
});

/** Command lines of what still runs out of that folder: quitting ends what was started. */
function processesNaming(folder: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(folder));
}

async function openServers(page: Page, url: string, name: string) {
  await page.goto(url);
  await expect(page.getByRole('grid', { name: 'Plugins' }).getByRole('switch').first()).toBeVisible();
  await rowNamed(page, name).first().click();
  await page.getByRole('tab', { name: 'Servers' }).click();
  return page.getByRole('tabpanel', { name: 'Servers' });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a server is looked at, tried, learnt from and ended, ${colorScheme}`, async ({ page, looking }) => {
    await page.emulateMedia({ colorScheme });
    const panel = await openServers(page, looking.url, 'files');
    await expect(panel).toContainText('Not running here');
    await expect(panel).toContainText('Reaches no host.');
    await expectNoAxeViolations(page);

    await panel.getByRole('button', { name: 'Start it and learn what it needs' }).click();
    await expect(panel.getByText('Running in its cage')).toBeVisible();
    await expect(panel).toContainText('echo 1');
    await expect(panel).toContainText(/about [\d,]+ tokens of each session/);

    await panel.getByRole('searchbox', { name: 'Filter the tools' }).fill('read');
    await panel.getByText('read_file', { exact: true }).click();
    await expect(panel.getByText('only reads')).toBeVisible();
    const form = panel.getByRole('form', { name: 'Try read_file' });
    await form
      .getByLabel('Arguments as JSON')
      .or(form.getByRole('button', { name: 'Call it' }))
      .first()
      .waitFor();
    await expectNoAxeViolations(page);
    await panel.getByRole('searchbox', { name: 'Filter the tools' }).fill('echo');
    await panel.getByText('echo', { exact: true }).last().click();
    const echo = panel.getByRole('form', { name: 'Try echo' });
    await echo.getByLabel('message').fill('Hello there');
    await echo.getByLabel('message').press('Control+Enter');
    await expect(echo.getByText('It answered', { exact: true })).toBeVisible();
    await expect(echo.getByRole('tree')).toContainText('Hello there');

    const file = join(looking.home, 'notes', 'plan.txt');
    await echo.getByRole('button', { name: 'write JSON' }).click();
    await echo.getByLabel('Arguments as JSON').fill('{"message": ');
    await echo.getByRole('button', { name: 'Call it' }).click();
    await expect(echo.getByText(/It is not JSON/)).toBeVisible();

    await panel.getByRole('searchbox', { name: 'Filter the tools' }).fill('read');
    const read = panel.getByRole('form', { name: 'Try read_file' });
    if (!(await read.isVisible())) await panel.getByText('read_file', { exact: true }).click();
    await read.getByLabel('Arguments as JSON').fill(JSON.stringify({ path: file }));
    await read.getByRole('button', { name: 'Call it' }).click();
    await expect(read.getByText('It answered with an error')).toBeVisible();
    const proposal = panel.getByRole('group', { name: 'The least it needs for that' });
    await proposal.getByLabel(`Read ${file}`).check();
    await expectNoAxeViolations(page);
    await proposal.getByRole('button', { name: 'Grant 1' }).click();
    await expect(panel.getByRole('list', { name: 'Granted' })).toContainText(file);
    expect(readFileSync(join(looking.data, 'policy.json'), 'utf8')).toContain(file);

    await panel.getByRole('button', { name: 'End it' }).click();
    await expect(panel.getByText('You ended it.')).toBeVisible();
    await panel.getByRole('button', { name: 'Start again', exact: true }).click();
    await expect(panel.getByText('Running in its cage')).toBeVisible();

    // It runs on while the window is loaded again.
    await page.reload();
    await expect(panel.getByText('Running in its cage')).toBeVisible();
    await panel.getByRole('searchbox', { name: 'Filter the tools' }).fill('read');
    await panel.getByText('read_file', { exact: true }).click();
    await read.getByLabel('Arguments as JSON').fill(JSON.stringify({ path: file }));
    await read.getByRole('button', { name: 'Call it' }).click();
    await expect(read.getByRole('tree')).toContainText('The plan.');
    await panel.getByRole('button', { name: 'End it' }).click();
    await expect(panel.getByText('You ended it.')).toBeVisible();
  });
}

test('a server that cannot start says why, and what to do', async ({ page, looking }) => {
  const panel = await openServers(page, looking.url, 'broken');
  await expect(panel).toContainText('The program "no-such-program-anywhere" of the server "broken" was not found.');
  await expect(panel).toContainText('Install it');
  await expect(panel.getByRole('button', { name: 'Start it', exact: true })).toHaveAttribute('aria-disabled', 'true');
  await expectNoAxeViolations(page);
});

test('a server is guarded and left to its agent again, with the diff first', async ({ page, looking }) => {
  const file = join(looking.home, '.claude.json');
  const first = readFileSync(file, 'utf8');
  const panel = await openServers(page, looking.url, 'files');
  await panel.getByRole('button', { name: 'Guard it…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Start files through Gatehouse?');
  await expect(dialog).toContainText('in a cage');
  await expectNoAxeViolations(page);
  expect(readFileSync(file, 'utf8')).toBe(first);
  await dialog.getByRole('button', { name: /Write change/ }).click();
  await expect(panel.getByText('Guarded.', { exact: true })).toBeVisible();
  expect(readFileSync(file, 'utf8')).toContain('--data');
  await expect(panel.getByText('main.ts')).toBeVisible();
  await expect(panel.getByText('--data')).toBeHidden();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Overview' }).getByText('guarded', { exact: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Servers' }).click();
  await panel.getByRole('button', { name: 'Stop guarding…' }).click();
  await dialog.getByRole('button', { name: /Write change/ }).click();
  await expect(panel.getByText('Not guarded.', { exact: true })).toBeVisible();
  expect(readFileSync(file, 'utf8')).toBe(first);
});
