import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spoolFolder } from '#history/spool-reader';
import { type ImportPlan, importAll, importKilled } from '#test/helpers/import-process';
import { seededRandom } from '#test/helpers/seeded-random';
import { endLine, runLine, spoolText, startLine } from '#test/helpers/spool-lines';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const RUNS = 6;
const CALLS = 150;
const ROUNDS = 3;
const KILLS_EACH = 4;

/** What several ended runs left, some of whose calls were never answered. */
function writeSpools(data: string): void {
  mkdirSync(spoolFolder(data), { recursive: true });
  for (let each = 0; each < RUNS; each += 1) {
    const run = `0b0e2f4c-7d3a-4c1e-9a55-00000000000${each}`;
    const ids = Array.from({ length: CALLS }, (_each, at) => `r${each}-${at}`);
    const result = JSON.stringify({ text: 'so it was '.repeat(200) });
    const ends = ids.filter((_id, at) => at % 7 > 0).map((id) => endLine(id, { result }));
    writeFileSync(
      join(spoolFolder(data), `${run}.jsonl`),
      spoolText(runLine({ run }), ...ids.map((id) => startLine(id)), ...ends),
    );
  }
}

test('kills while spools are taken in and deleted lose and double no call', { timeout: 240_000 }, async () => {
  const home = temporaryFolder();
  const folder = temporaryFolder();
  const plan = (name: string): ImportPlan => {
    const data = join(folder, name);
    writeSpools(data);
    return { home, data, cache: join(folder, 'cache') };
  };
  const calm = await importAll(plan('calm'));
  expect(calm).toMatchObject({ calls: RUNS * CALLS, wrong: [] });
  expect(readdirSync(spoolFolder(join(folder, 'calm')))).toEqual([]);
  const random = seededRandom(11);
  for (let round = 0; round < ROUNDS; round += 1) {
    const disturbed = plan(`disturbed-${round}`);
    for (let kill = 0; kill < KILLS_EACH; kill += 1) {
      await importKilled(disturbed, { from: 'begin', afterMs: random.below(500) });
    }
    expect(await importAll(disturbed)).toEqual(calm);
    expect(readdirSync(spoolFolder(disturbed.data))).toEqual([]);
  }
});
