import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namespaceObstacle, unshareArguments } from '#scripts/agents/namespace-obstacle.ts';
import { importAll, startImport } from '#test/helpers/import-process';
import { notRun } from '#test/helpers/not-run-list';
import { writeSyntheticTranscripts } from '#test/helpers/synthetic-transcripts';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const obstacle = namespaceObstacle();
if (obstacle !== undefined) notRun('an import onto a full disk', obstacle);

describe.skipIf(obstacle !== undefined)('a disk that is full', () => {
  const mounting = (kilobytes: number, mounted: string) => {
    mkdirSync(mounted);
    const command = `mount -t tmpfs -o size=${kilobytes}k none "$0" && exec "$@"`;
    return ['unshare', ...unshareArguments(), 'sh', '-c', command, mounted];
  };

  test('is told as such when there is no room for the store itself', async () => {
    const mounted = join(temporaryFolder(), 'mounted');
    const plan = { home: temporaryFolder(), data: join(mounted, 'data'), prefix: mounting(96, mounted) };
    await expect(startImport(plan).ended).rejects.toThrow(/the disk is full; make room/);
  });

  // From room for nothing but the tables to room for nearly all.
  test.each([512, 1_024, 2_048, 4_096, 6_144])(
    'stops the import at %i kB with its reason, and with room it goes on to the same end',
    async (kilobytes) => {
      const home = temporaryFolder();
      const data = temporaryFolder();
      writeSyntheticTranscripts({ home, bytes: 6_000_000, seed: 8, resumedShare: 0.3 });
      const calm = await importAll({ home, data: join(data, 'calm') });
      const mounted = join(data, 'mounted');
      const prefix = mounting(kilobytes, mounted);
      const end = await startImport({ home, data: join(mounted, 'data'), prefix, more: [mounted] }).ended;
      expect(end?.halted).toMatch(/full/);
      expect({ ...end, halted: undefined }).toEqual({ ...calm, halted: undefined });
    },
  );
});
