import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Route } from '@playwright/test';
import type { Deed, FromMain, PageAnswer, Question, ToMain } from './messages.ts';
import { pageScript } from './page-script.ts';

export interface StandIn {
  /** Everything the main script told the desktop, in order: `['menu', …]`, `['notification', …]`. */
  told: unknown[][];
  /** What the page was sent over its ports. */
  delivered: string[];
  /** Addresses that Chromium asked for and that the window's rules refused. */
  refused: string[];
  pid: number;
  /** Does what only the desktop can do: a second start, a click on the tray, the end of the window. */
  do(what: Deed): void;
  ask(what: Question): Promise<unknown>;
  /** Resolves with the exit code once the program has ended. */
  ended: Promise<number | null>;
  /** Quits as a user would. Throws when something was used that the stand-in does not have. */
  quit(): Promise<void>;
}

export interface StandInOptions {
  /** Folder with `out/main/main.js`, as it is shipped. */
  folder: string;
  args: readonly string[];
  isPackaged?: boolean;
  env?: Readonly<Record<string, string | undefined>>;
}

/** Chromium has no `app:`; the page has this address in it, and every address is translated on its way. */
const outer = 'app://gatehouse/';
const inner = 'https://gatehouse/';
const toOuter = (url: string) => url.replace(/^(blob:)?https:\/\/gatehouse\//, `$1${outer}`);
const toInner = (url: string) => (url.startsWith(outer) ? inner + url.slice(outer.length) : url);

/**
 * Runs the built desktop entry in plain Node against a stand-in for Electron, with `page` of a real Chromium as its window:
 * the built preload runs in it, its requests are answered by the main script's protocol handler, its navigations, windows,
 * downloads and requests go through the main script's rules. It is no Electron, and nothing it shows counts as one.
 */
export async function startStandIn(
  page: Page,
  { folder, args, isPackaged = false, env = {} }: StandInOptions,
): Promise<StandIn> {
  const main = join(folder, 'out', 'main', 'main.js');
  if (!existsSync(main)) throw new Error(`The desktop entry was not built: ${main} is missing. Run npm run build.`);
  const child = fork(join(import.meta.dirname, 'run-program.ts'), [main, ...args], {
    serialization: 'advanced',
    env: { ...process.env, DISPLAY: undefined, ...env, ...(isPackaged ? { STAND_IN_PACKAGED: 'true' } : {}) },
  });
  const told: unknown[][] = [];
  const refused: string[] = [];
  const delivered: string[] = [];
  const unknowns: string[] = [];
  const link = createLink(child);
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);

  const shown = async (message: FromMain): Promise<void> => {
    if (message.type === 'told') told.push(message.what);
    else if (message.type === 'unknown') unknowns.push(message.name);
    else if (message.type === 'answer') link.answered(message.id, message.value);
    else if (message.type === 'window') {
      told.push(['window', message.options]);
      await open(page, message, { link, refused });
    } else if (message.type === 'load') await load(page, message, link);
    else if (message.type === 'reload') await page.reload();
    else if (message.type === 'post') await call(page, 'post', [message.channel, message.ports]);
    else if (message.type === 'port') await call(page, 'deliver', [message.port, message.data]);
    else if (message.type === 'port-closed') await call(page, 'closePort', [message.port]);
  };
  // What is told and answered is taken at once; what is shown, one after the other.
  let showing = Promise.resolve();
  child.on('message', (message: FromMain) => {
    if (message.type === 'port') delivered.push(String(message.data));
    if (message.type === 'told' || message.type === 'unknown' || message.type === 'answer') void shown(message);
    else if (message.type === 'load') void showing.then(() => shown(message));
    else showing = showing.then(() => shown(message));
  });
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`The program ended with ${code}: ${JSON.stringify(told.slice(-2))}`)),
    );
  });
  failed.catch(() => {});
  await Promise.race([link.opened, failed]);
  return {
    told,
    delivered,
    refused,
    pid: child.pid ?? 0,
    do: (what) => link.send({ type: 'do', what }),
    ask: link.ask,
    ended,
    async quit() {
      if (child.exitCode === null && child.connected) link.send({ type: 'do', what: { event: 'quit' } });
      const code = await ended;
      if (code !== 0) throw new Error(`The program ended with ${code}.`);
      if (unknowns.length > 0) throw new Error(`The stand-in for Electron has no ${unknowns.join(', ')}.`);
    },
  };
}

interface Link {
  send(message: ToMain): void;
  ask(what: Question): Promise<unknown>;
  answered(id: number, value: unknown): void;
  /** The page was shown. */
  opened: Promise<void>;
  wasOpened(): void;
}

function createLink(child: ChildProcess): Link {
  const waiting = new Map<number, (value: unknown) => void>();
  const { promise: opened, resolve: wasOpened } = Promise.withResolvers<void>();
  let last = 0;
  const send = (message: ToMain) => {
    // It may end while this is on its way.
    if (child.connected) child.send(message, () => {});
  };
  return {
    send,
    opened,
    wasOpened,
    ask(what) {
      last += 1;
      const id = last;
      send({ type: 'ask', id, what });
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    answered(id, value) {
      waiting.get(id)?.(value);
      waiting.delete(id);
    },
  };
}

type Opening = Extract<FromMain, { type: 'window' }>;

async function open(
  page: Page,
  { options, preload }: Opening,
  parts: { link: Link; refused: string[] },
): Promise<void> {
  const { link, refused } = parts;
  const { width, height } = options;
  if (typeof width === 'number' && typeof height === 'number') await page.setViewportSize({ width, height });
  await page.exposeBinding(
    '__standInTell',
    ({ frame }, message: { type: string; channel?: string; port?: number; data?: unknown }) => {
      const isMainFrame = frame === page.mainFrame();
      if (message.type === 'ipc') {
        link.send({ type: 'ipc', channel: message.channel ?? '', url: toOuter(frame.url()), isMainFrame });
      } else if (message.type === 'port') link.send({ type: 'port', port: message.port ?? 0, data: message.data });
      else link.send({ type: 'port-closed', port: message.port ?? 0 });
    },
  );
  await page.addInitScript(pageScript(readFileSync(preload, 'utf8')));
  await page.route('**/*', (route) => answer(page, route, link, refused));
  page.on('popup', (popup) => {
    void link.ask({ of: 'new-window', url: popup.url() }).then((action) => {
      if (action === 'deny') refused.push(`window ${popup.url()}`);
      return popup.close();
    });
  });
  page.on('download', (download) => {
    void link.ask({ of: 'download', url: toOuter(download.url()) }).then((isPrevented) => {
      if (isPrevented !== true) return undefined;
      refused.push(`download ${download.url()}`);
      return download.cancel();
    });
  });
}

const expected = new WeakMap<Page, string>();

async function load(page: Page, { id, url }: Extract<FromMain, { type: 'load' }>, link: Link): Promise<void> {
  expected.set(page, toInner(url));
  const failure = await page.goto(toInner(url)).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  link.send({ type: 'loaded', id, ...(failure === undefined ? {} : { failure }) });
  if (failure === undefined) link.wasOpened();
}

/** The part of Electron's network that our rules sit on. */
async function answer(page: Page, route: Route, link: Link, refused: string[]): Promise<void> {
  const request = route.request();
  const url = toOuter(request.url());
  const refuse = async (why: string) => {
    refused.push(`${why} ${url}`);
    await route.abort('blockedbyclient');
  };
  if (request.isNavigationRequest()) {
    const isMain = request.frame() === page.mainFrame();
    const isOwn = isMain && expected.get(page) === request.url();
    if (isOwn) expected.delete(page);
    const event = isMain ? 'will-navigate' : 'will-frame-navigate';
    if (!isOwn && (await link.ask({ of: 'navigation', url, event })) === true) {
      refused.push(`navigation ${url}`);
      // Nothing new to show: the page stays, as it does in Electron.
      return route.fulfill({ status: 204 });
    }
  }
  if ((await link.ask({ of: 'request', url })) === true) return refuse('request');
  if (!url.startsWith(outer)) return refuse('the stand-in');
  const found = (await link.ask({ of: 'page', url, method: request.method() })) as PageAnswer | undefined;
  if (found === undefined) return refuse('no answer');
  await route.fulfill({ status: found.status, headers: found.headers, body: Buffer.from(found.body) });
}

/** Into the page; a page that has gone meanwhile misses it. */
async function call(page: Page, name: 'post' | 'deliver' | 'closePort', all: unknown[]): Promise<void> {
  await page
    .evaluate(
      ([key, values]) => {
        const bridge = Reflect.get(window, '__standIn');
        bridge?.[key as string](...(values as unknown[]));
      },
      [name, all] as const,
    )
    .catch((error: unknown) => {
      if (!page.isClosed() && !/navigat|destroyed|closed/i.test(String(error))) throw error;
    });
}
