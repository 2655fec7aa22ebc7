import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHistory } from '#history/history';
import { spoolFolder } from '#history/spool-reader';
import { eventually } from '#test/helpers/eventually';
import { endLine, run, runLine, spoolText, startLine } from '#test/helpers/spool-lines';
import { temporaryFolder } from '#test/helpers/temporary-folder';

test('what runs write is there as it comes, and is found by who decided and by its source', async () => {
  const folder = temporaryFolder();
  mkdirSync(spoolFolder(folder));
  const history = await openHistory({
    folder,
    machine: { platform: 'linux', home: temporaryFolder(), env: {}, osPolicy: () => undefined },
    table: { plugins: [], standalone: [] },
    watch: true,
    log: () => undefined,
  });
  onTestFinished(() => history.close());
  await history.startImport();
  await history.settled();
  const path = join(spoolFolder(folder), `${run}.jsonl`);
  const denied = { effect: 'deny', by: 'unlisted', reason: 'The server does not list it.' } as const;
  writeFileSync(path, spoolText(runLine({ pid: process.pid }), startLine('a')));
  const found = async (query: string) =>
    (await history.ask('search', { query, limit: 10 })).calls.map((call) => call.outcome);
  await eventually(async () => expect(await found('')).toEqual(['unknown']));
  appendFileSync(
    path,
    spoolText(endLine('a'), startLine('b', { decision: denied }), endLine('b', { outcome: 'denied' })),
  );
  await eventually(async () => expect(await found('source:runtime')).toHaveLength(2));
  await eventually(async () => expect(await found('decision:rule')).toEqual(['ok']));
  expect(await found('decision:unlisted source:runtime outcome:denied')).toEqual(['denied']);
  expect(await found('source:transcript')).toEqual([]);
  expect(await found('"seen a"')).toEqual(['ok']);
});
