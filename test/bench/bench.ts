/**
 * Measures the budgets and prints them row by row. `npm run bench -- list watching` measures only what is named,
 * `--json` prints one document; `-- --history-mb 100 --history-calls 100000` makes the history smaller than 1 GB and a
 * million calls. `gateways` asks `gatehouse run` beside other ways to the same tool, where the harness ../shared/bench is. Figures depend on the machine and on what else it does, so nothing here fails.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWhenStale } from '#scripts/build/build.ts';
import { projectRoot } from '#scripts/setup/project-root.mjs';
import { type LargeHome, largeHome } from '#test/helpers/large-home';
import { bundleSize } from './bundle-size.ts';
import { cageStart } from './cage-start.ts';
import { fileChange } from './file-change.ts';
import { gateways } from './gateways.ts';
import { historyImport } from './history-import.ts';
import { historyQueries } from './history-queries.ts';
import { listTime } from './list-time.ts';
import type { Row } from './row.ts';
import { runCost } from './run-cost.ts';
import { watchingCost } from './watching-cost.ts';
import { windowImporting } from './window-importing.ts';
import { windowUsable } from './window-usable.ts';

const program = join(projectRoot, 'out', 'cli', 'gatehouse.js');
const isJson = process.argv.includes('--json');
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
try {
  if (!(await buildWhenStale(projectRoot))) throw new Error('It could not be built.');
  await bench(process.argv.slice(2).filter((arg) => /^[a-z]/.test(arg)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench(chosen: readonly string[]): Promise<void> {
  const before = machine();
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(measures(largeHome(folder, 150), largeHome(folder, 1_000)))) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    const measured = await measure();
    rows.push(...measured);
    if (!isJson)
      for (const { name, measured: figure, budget, verdict } of measured) print([name, figure, budget, verdict]);
  }
  const after = machine();
  if (isJson) console.log(JSON.stringify({ before, after, rows }, undefined, 2));
  else
    console.log(
      `\n${before.processors} processors, load ${before.load} before and ${after.load} after, Node ${before.node}`,
    );
}

function measures(usual: LargeHome, large: LargeHome): Record<string, () => Promise<Row[]>> {
  const list = { program, folder };
  return {
    list: async () => [
      await listTime({ ...list, home: usual.home, count: 150, limitMs: 400, runs: 9 }),
      await listTime({ ...list, home: large.home, count: 1_000, limitMs: 1_500, runs: 7 }),
    ],
    change: async () => [
      await fileChange({
        program,
        home: usual,
        count: 150,
        data: join(folder, 'data-change'),
        changes: 30,
        limitMs: 150,
      }),
    ],
    watching: () => watchingCost({ program, folder, home: large.home, count: 1_000 }),
    window: () => windowUsable({ program, folder, home: usual.home, count: 150, runs: 5, limitMs: 1_200 }),
    importing: () => windowImporting({ program, folder, megabytes: option('--history-mb', 1_000) / 4 }),
    history: async () => [
      ...(await historyImport({ program, folder, megabytes: option('--history-mb', 1_000) })),
      ...(await historyQueries({ folder, calls: option('--history-calls', 1_000_000) })),
    ],
    cage: () => cageStart({ folder, rounds: 20, limitMs: 60, limitMb: 20 }),
    run: () => runCost({ program, folder, rounds: 7 }),
    gateways: () => gateways({ program, folder, rounds: option('--gateway-rounds', 5) }),
    bundle: () => Promise.resolve([bundleSize(join(projectRoot, 'out', 'renderer'), 350)]),
  };
}

function option(name: string, usual: number): number {
  const at = process.argv.indexOf(name);
  const value = Number(process.argv[at + 1]);
  return at < 0 || !(value > 0) ? usual : value;
}

function machine() {
  const load = loadavg().map((each) => each.toFixed(2));
  return { load: load.join(' '), processors: cpus().length, node: process.versions.node };
}

function print(cells: readonly string[]): void {
  console.log(cells.join(' | '));
}
