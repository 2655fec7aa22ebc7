import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dismissEnded, listEnded, recordEnded } from '#app/ended-runs';
import type { EndedRun } from '#contract/runs';
import { temporaryFolder } from '#test/helpers/temporary-folder';

function ended(run: string, at: number, server = 'db'): EndedRun {
  const about = { plugin: 'claude-code:mcp/db@user', server, agent: 'claude-code', project: '/work' } as const;
  return { ...about, run, at, why: 'The server ended (exit code 1).', code: 1, lastLines: ['bye'] };
}

test('of a server that ends again and again the last few stay, newest first', () => {
  const data = temporaryFolder();
  expect(listEnded(data, 10)).toEqual([]);
  for (let count = 1; count <= 6; count += 1) recordEnded(data, ended(`r${count}`, count));
  recordEnded(data, ended('other', 3, 'files'));
  expect(listEnded(data, 10).map(({ run }) => run)).toEqual(['r6', 'r5', 'r4', 'other']);
  dismissEnded(data, 'r6');
  dismissEnded(data, 'r6');
  expect(listEnded(data, 10)[0]).toEqual(ended('r5', 5));
});

test('what is no record, or no id of a run, reaches no other file', () => {
  const data = temporaryFolder();
  recordEnded(data, ended('r1', 1));
  writeFileSync(join(data, 'policy.json'), '{}');
  writeFileSync(join(data, 'ended', 'x.json'), '{"run":');
  writeFileSync(join(data, 'ended', 'y.json'), JSON.stringify(ended('../policy', 2)));
  expect(listEnded(data, 10).map(({ run }) => run)).toEqual(['r1']);
  expect(() => dismissEnded(data, '../policy')).toThrow(/no id of a run/);
});
