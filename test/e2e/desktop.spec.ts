import type { Page } from '@playwright/test';
import { expect, expectRows, test } from './desktop-test.ts';
import { expectNoAxeViolations, rowNamed } from './gatehouse-test.ts';

test.describe('the desktop window, in a stand-in for Electron', () => {
  test('shows the sample home through the built preload, with every scope', async ({ page, start }) => {
    const standIn = await start(['--sample']);
    await expectRows(page);
    await expectNoAxeViolations(page);
    const steps = standIn.told.map(([what]) => what);
    for (const early of ['sandbox', 'schemes']) expect(steps.indexOf(early)).toBeLessThan(steps.indexOf('ready'));
    expect(steps.filter((step) => step === 'window')).toHaveLength(1);
    expect(steps).toEqual(expect.arrayContaining(['permission checks', 'device permissions', 'menu', 'show', 'tray']));
    expect(standIn.told.find(([what]) => what === 'window')?.[1]).toMatchObject({
      webPreferences: {
        ...{ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false },
      },
    });
    expect(standIn.refused).toEqual([]);
    await page.reload();
    await expectRows(page);
  });

  test('switches a plugin after a yes and puts it back', async ({ page, start }) => {
    await start(['--sample']);
    await expectRows(page);
    const row = rowNamed(page, '')
      .filter({ has: page.getByRole('switch', { checked: true, disabled: false }) })
      .first();
    const name = await row.getByRole('switch').getAttribute('aria-label');
    const flipped = page.getByRole('switch', { name: name ?? '', exact: true }).first();
    await flipped.click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Write change/ })
      .click();
    await expect(flipped).not.toBeChecked();
    await page.keyboard.press('u');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Write change/ })
      .click();
    await expect(flipped).toBeChecked();
  });

  test('lets nothing in that is not its own: scripts, styles, frames, requests, windows, downloads', async ({
    page,
    start,
  }) => {
    const standIn = await start(['--sample']);
    await expectRows(page);
    const globals = await page.evaluate(() =>
      ['require', 'process', 'module', 'electron', 'ipcRenderer', '__standInTell'].filter((name) => name in window),
    );
    expect(globals).toEqual([]);
    await stopListening(page);
    const broken = await page.evaluate(violations);
    expect(broken).toEqual({
      'connect-src': ['https://elsewhere.example/', 'wss://elsewhere.example/'],
      'font-src': ['https://elsewhere.example/font.woff2'],
      'form-action': ['https://elsewhere.example/form'],
      'frame-src': ['https://elsewhere.example'],
      'img-src': ['https://elsewhere.example/pixel.png'],
      'object-src': ['https://elsewhere.example'],
      'require-trusted-types-for': ['trusted-types-sink'],
      'script-src': ['eval'],
      'script-src-attr': ['inline'],
      'script-src-elem': ['https://elsewhere.example/script.js', 'inline'],
      'style-src-attr': ['inline'],
      'style-src-elem': ['https://elsewhere.example/style.css', 'inline'],
    });
    for (const address of ['https://elsewhere.example/', 'https://gatehouse.example/', 'https://gatehouse/other']) {
      await page.evaluate((to) => window.location.assign(to), address);
      const told = `navigation ${address.replace('https://gatehouse/', 'app://gatehouse/')}`;
      await expect.poll(() => standIn.refused).toContain(told);
    }
    await page.evaluate(() => void window.open('about:blank#elsewhere'));
    await expect.poll(() => standIn.refused.some((each) => each.startsWith('window '))).toBe(true);
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'data:application/octet-stream,x';
      link.download = 'x.bin';
      link.click();
    });
    await expect.poll(() => standIn.refused.some((each) => each.startsWith('download '))).toBe(true);
    for (const permission of ['media', 'clipboard-read', 'notifications', 'openExternal']) {
      expect(await standIn.ask({ of: 'permission', permission })).toBe(false);
    }
    await expectRows(page);
  });
});

/** The page's own console errors about what is refused here are what the test asks for. */
async function stopListening(page: Page): Promise<void> {
  page.removeAllListeners('console');
}

/** Runs in the page: tries everything, and says which directive refused what. */
async function violations(): Promise<Record<string, string[]>> {
  const found: Record<string, Set<string>> = {};
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    found[effectiveDirective] = (found[effectiveDirective] ?? new Set()).add(blockedURI);
  });
  const far = 'https://elsewhere.example/';
  const add = (name: string, more: object) => document.body.append(Object.assign(document.createElement(name), more));
  const attempt = (work: () => unknown) => {
    try {
      work();
    } catch {
      // Refused by throwing, and by an event.
    }
  };
  // A string where a script is wanted is refused before anything is asked; a policy of its own gets an attacker past that.
  attempt(() => add('script', { src: `${far}refused-as-a-string.js` }));
  const types = Reflect.get(window, 'trustedTypes');
  const policy = types.createPolicy('attacker', {
    createScriptURL: (url: string) => url,
    createScript: (code: string) => code,
  });
  attempt(() => add('script', { src: policy.createScriptURL(`${far}script.js`) }));
  attempt(() => add('script', { textContent: policy.createScript('window.broken = 1') }));
  attempt(() => document.body.setAttribute('onclick', policy.createScript('window.broken = 1')));
  attempt(() => window.eval(policy.createScript('window.broken = 1')));
  add('style', { textContent: 'body { color: red }' });
  document.body.setAttribute('style', 'color: red');
  add('link', { rel: 'stylesheet', href: `${far}style.css` });
  add('img', { src: `${far}pixel.png` });
  add('iframe', { src: `${far}frame` });
  attempt(() => add('object', { data: policy.createScriptURL(`${far}object`) }));
  attempt(() => new FontFace('Far', `url(${far}font.woff2)`).load().catch(() => {}));
  await fetch(far).catch(() => {});
  attempt(() => new WebSocket('wss://elsewhere.example/'));
  const form = Object.assign(document.createElement('form'), { action: `${far}form`, method: 'post' });
  document.body.append(form);
  form.submit();
  await new Promise((resolve) => setTimeout(resolve, 500));
  if ('broken' in window) throw new Error('A script ran.');
  return Object.fromEntries(
    Object.entries(found)
      .map(([name, all]) => [name, [...all].sort()] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
