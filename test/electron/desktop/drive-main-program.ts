/** Runs the built main script against the stand-in for Electron: `node drive-main-program.ts MAIN -- ARGUMENTS`. Prints JSON. */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { portTransport } from '#renderer/connect/port-transport.ts';
import { createClient } from '#rpc/client';
import { app, farPort, pages, told } from './fake-electron-program.ts';

const fake = pathToFileURL(`${import.meta.dirname}/fake-electron-program.ts`).href;
registerHooks({
  resolve: (name, context, next) => (name === 'electron' ? { url: fake, shortCircuit: true } : next(name, context)),
});

const [, , main = '', ...args] = process.argv;
process.argv = [process.execPath, '.', ...args];
const ended = new Promise<void>((resolve) => {
  app.ended = resolve;
});
const found: Record<string, unknown> = {};

async function playPage(): Promise<void> {
  const port = await farPort;
  const client = createClient(async () => portTransport(port as never));
  found.info = await client.call('app.info', {});
  found.scopes = [...(client.session()?.scopes ?? [])];
  found.plugins = (await client.call('inventory.snapshot', { project: null })).plugins.length;
  found.page = await pages[0]?.text();
  app.window?.emit('closed');
  client.close();
  app.emit('window-all-closed');
}

await import(pathToFileURL(main).href);
await Promise.race([playPage().then(() => ended), ended]);
process.stdout.write(JSON.stringify({ told, ...found }));
process.exit(0);
