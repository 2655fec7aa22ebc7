import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ImportPlan, importAll, importKilled, startImport } from '#test/helpers/import-process';
import { type SeededRandom, seededRandom } from '#test/helpers/seeded-random';
import { writeSyntheticTranscripts } from '#test/helpers/synthetic-transcripts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const KILLS = 100;
/** So many kill at the same time, each in folders of its own. */
const LANES = 2;

function setUp(bytes: number, seed: number) {
  const home = temporaryFolder();
  const data = temporaryFolder();
  const tree = writeSyntheticTranscripts({ home, bytes, seed, resumedShare: 0.3 });
  const plan = (name: string): ImportPlan => ({ home, data: join(data, name), cache: join(data, 'cache') });
  return { tree, plan };
}

/** Imports into one folder until it is done, killing each process before that; returns how often. */
async function killUntilDone(plan: ImportPlan, random: SeededRandom): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    const from = random.chance(0.15) ? 'start' : 'begin';
    if ((await importKilled(plan, { from, afterMs: random.below(250) })) !== undefined) return kills;
  }
}

test('a hundred kills during the import leave what an undisturbed import leaves', { timeout: 300_000 }, async () => {
  const { tree, plan } = setUp(6_000_000, 5);
  const calm = await importAll(plan('calm'));
  expect(calm).toMatchObject({ outcome: 'imported', calls: tree.calls, wrong: [] });
  let kills = 0;
  const lane = async (name: number) => {
    const random = seededRandom(name);
    for (let round = 0; kills < KILLS; round += 1) {
      const disturbed = plan(`${name}-${round}`);
      kills += await killUntilDone(disturbed, random);
      expect(await importAll(disturbed)).toEqual(calm);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, name) => lane(name)));
  expect(kills).toBeGreaterThanOrEqual(KILLS);
});

test('of several processes with one data folder one imports, and nothing is there twice', async () => {
  const { plan } = setUp(2_000_000, 6);
  const calm = await importAll(plan('calm'));
  const ends = await Promise.all([1, 2, 3].map(() => startImport(plan('shared')).ended));
  expect(ends.map((end) => end?.outcome)).toContain('imported');
  expect(await importAll(plan('shared'))).toEqual(calm);
});

test('a process that only reads is not disturbed when the one that imports is killed', async () => {
  const { plan } = setUp(2_000_000, 7);
  const calm = await importAll(plan('calm'));
  for (const afterMs of [0, 40, 90, 150]) {
    const killed = importKilled(plan('shared'), { from: 'begin', afterMs });
    expect((await startImport(plan('shared')).ended)?.wrong).toEqual([]);
    await killed;
  }
  expect(await importAll(plan('shared'))).toEqual(calm);
});
