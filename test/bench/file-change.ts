import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '#rpc/client';
import type { LargeHome } from '#test/helpers/large-home';
import { quantile, type Row, row, shown } from './row.ts';
import { connectTo, serveHome } from './served-process.ts';

export interface FileChangeOptions {
  program: string;
  home: LargeHome;
  count: number;
  data: string;
  changes: number;
  limitMs: number;
}

/** From a settings file being replaced until a window has heard of the row it changes. */
export async function fileChange(options: FileChangeOptions): Promise<Row> {
  const served = await serveHome(options.program, options.home.home, options.data);
  const client = connectTo(served.url);
  try {
    await watched(client);
    const times: number[] = [];
    for (let turn = 0; turn < options.changes; turn += 1) {
      times.push(await flip(client, options.home, turn));
      // Not in step with anything that ticks.
      await pause(60 + ((turn * 37) % 90));
    }
    const [middle, high] = [quantile(times, 0.5), quantile(times, 0.95)];
    const limit = { value: high, limit: options.limitMs, unit: 'ms' };
    const name = `a file changes → its row, ${options.count} plugins, p95`;
    return row(name, limit, `p50 ${shown(middle)} ms, ${times.length} changes`, { p50Ms: middle, p95Ms: high });
  } finally {
    client.close();
    await served.stop();
  }
}

/** Takes one snapshot, as a window does, and resolves once its folders are watched. */
export async function watched(client: Client): Promise<void> {
  const told = new Promise<void>((resolve) => {
    const stop = client.on('inventory.changed', ({ watching }) => {
      if (watching === undefined || watching.paths === 0) return;
      stop();
      resolve();
    });
  });
  const { watching } = await client.call('inventory.snapshot', { project: null });
  if (watching.paths === 0) await told;
  await pause(1_000);
}

function flip(client: Client, home: LargeHome, turn: number): Promise<number> {
  const before = readFileSync(home.settings, 'utf8');
  const [on, off] = [`"${home.flipped.key}": true`, `"${home.flipped.key}": false`];
  const after = before.includes(on) ? before.replace(on, off) : before.replace(off, on);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The row did not change within ten seconds.')), 10_000);
    const stop = client.on('inventory.changed', ({ changed }) => {
      if (!changed.some((plugin) => plugin.id === home.flipped.id)) return;
      clearTimeout(timer);
      stop();
      resolve(performance.now() - start);
    });
    const start = performance.now();
    write(home.settings, after, turn % 2 === 0);
  });
}

/** Agents do both: write in place, and replace by rename. */
function write(path: string, content: string, byRename: boolean): void {
  writeFileSync(byRename ? `${path}.new` : path, content);
  if (byRename) renameSync(`${path}.new`, path);
}
