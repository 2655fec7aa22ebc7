import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build, type Rollup } from 'vite';
import { expect, it } from 'vitest';
import { askForPort, portHandedOver } from '#contract/hand-over';
import viteConfig from '../../../electron.vite.config.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The preload script as it is shipped. */
async function buildPreload(): Promise<Rollup.OutputChunk[]> {
  const { preload } = viteConfig as { preload: { build: { rollupOptions: Rollup.RollupOptions } } };
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rollupOptions: preload.build.rollupOptions },
  });
  const { output } = result as Rollup.RollupOutput;
  return output.filter((each) => each.type === 'chunk');
}

it('is one file that needs electron alone, exposes nothing and hands one port on once the page is there', async () => {
  const chunks = await buildPreload();
  expect(chunks.map((chunk) => chunk.fileName)).toEqual(['preload.cjs']);
  const [{ code } = { code: '' }] = chunks;
  const posted: unknown[] = [];
  const sent: unknown[] = [];
  const required: string[] = [];
  let give: (event: { ports: string[] }) => void = () => {};
  let loaded = () => {};
  const window = {
    location: { origin: 'app://gatehouse' },
    addEventListener: (_type: string, listener: () => void) => (loaded = listener),
    postMessage: (...all: unknown[]) => posted.push(all),
  };
  const ipcRenderer = {
    once: (channel: string, listener: typeof give) => (channel === portHandedOver ? (give = listener) : undefined),
    send: (...all: unknown[]) => sent.push(all),
  };
  const globals = { window, exports: {}, module: { exports: {} }, require: load };
  function load(name: string) {
    required.push(name);
    return { ipcRenderer };
  }
  runInNewContext(code, globals);
  expect(required).toEqual(['electron']);
  expect(sent).toEqual([[askForPort]]);
  give({ ports: ['the port'] });
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(posted).toEqual([]);
  loaded();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(JSON.parse(JSON.stringify(posted))).toEqual([[portHandedOver, 'app://gatehouse', ['the port']]]);
  expect(Object.keys(window)).toEqual(['location', 'addEventListener', 'postMessage']);
});
