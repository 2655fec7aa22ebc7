import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BrowserSurroundings {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** Where the redirect file lives while it does. */
  folder: string;
  /** How long the browser gets to read it, in milliseconds. */
  keepMs: number;
}

/**
 * Opens `url` in the user's browser. The address holds the token, and every program of this machine can read command
 * lines, so the browser is given a file that only this user can read and that leads on. The file is gone after
 * `keepMs`, or with this process. What goes wrong is one line in the log: the address was printed anyway.
 */
export async function openBrowser(
  url: string,
  log: (message: string) => void,
  around: BrowserSurroundings = { platform: process.platform, env: process.env, folder: tmpdir(), keepMs: 30_000 },
): Promise<void> {
  const command = browserCommand(around);
  if (command === undefined) return log('No browser was opened: this session has no display.');
  const page = writeRedirect(url, around.folder);
  const forget = () => {
    clearTimeout(timer);
    process.removeListener('exit', forget);
    rmSync(page.folder, { recursive: true, force: true });
  };
  const timer = setTimeout(forget, around.keepMs).unref();
  process.once('exit', forget);
  const failure = await run(command, page.file);
  if (failure === undefined) return;
  forget();
  log(`No browser was opened: ${failure}. Open the address yourself.`);
}

/** The program that opens a file with whatever the user chose for it; undefined where nothing can show it. */
export function browserCommand({ platform, env }: Pick<BrowserSurroundings, 'platform' | 'env'>): string[] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  if (env.WSL_DISTRO_NAME) return ['wslview'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}

function writeRedirect(url: string, parent: string): { folder: string; file: string } {
  const folder = mkdtempSync(join(parent, 'gatehouse-'));
  const file = join(folder, 'open.html');
  const target = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${target}"><title>Gatehouse</title>\n`;
  writeFileSync(file, page, { mode: 0o600, flag: 'wx' });
  return { folder, file };
}

/** Why it failed; undefined once it was handed over. A program that goes on running is the browser itself. */
function run([program = '', ...given]: string[], file: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, [...given, file], { stdio: 'ignore', detached: true });
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code) => resolve(code === 0 ? undefined : `${program} ended with ${code}`));
    setTimeout(() => resolve(undefined), 2_000).unref();
    child.unref();
  });
}
