/** `npm start`: builds when needed and opens the desktop app, or says in one line why not and serves it instead. */
import { join } from 'node:path';
import { buildWhenStale } from './build/build.ts';
import { runToEnd } from './setup/hand-over.mjs';
import { projectRoot } from './setup/project-root.mjs';
import { openWindow } from './start/open-window.ts';
import { readyElectron } from './start/ready-electron.ts';
import { startOptions } from './start/start-options.ts';

const options = startOptions(process.argv.slice(2));
process.exitCode = (await buildWhenStale(projectRoot)) ? await open() : 1;

async function open(): Promise<number> {
  if (options.servedBecauseOf !== undefined) return serve(`${options.servedBecauseOf} asks for none`);
  const ready = await readyElectron(projectRoot, { isRetry: options.isRetry });
  if ('why' in ready) return serve(ready.why);
  const end = await openWindow(ready.electron, projectRoot, options.flags);
  return 'why' in end ? serve(end.why) : end.code;
}

async function serve(why: string): Promise<number> {
  console.error(`No desktop window: ${why}. Serving the same app on this computer instead.`);
  return runToEnd(process.execPath, [join(projectRoot, 'out/cli/gatehouse.js'), 'serve', ...options.flags]);
}
