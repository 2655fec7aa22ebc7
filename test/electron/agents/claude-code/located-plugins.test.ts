import { expect, test } from 'vitest';
import {
  codes,
  configDir,
  demoFiles,
  demoRecord,
  demoRow,
  project,
  records,
  recordsFile,
} from '#test/helpers/claude-home';

const cache = `${configDir}/plugins/cache/market/demo`;
const record = (version: string, scope = 'user', projectPath?: string) => ({
  ...demoRecord,
  scope,
  version,
  installPath: `${cache}/${version}`,
  ...(projectPath === undefined ? {} : { projectPath }),
});

async function loaded(...list: object[]) {
  const second = { [`${cache}/2.0.0/.claude-plugin/plugin.json`]: '{"name":"demo","version":"2.0.0"}' };
  const files = demoFiles({ [recordsFile]: records({ 'demo@market': list }), ...second });
  const row = await demoRow(files, { project });
  return [row.effective.state, row.version, codes(row).includes('recorded-not-cached')];
}

/** 3.0.0 is recorded, but not in the cache. Each row was seen with sessions of the real Claude Code 2.1.330. */
test.each([
  ['the first of two', [record('1.0.0'), record('2.0.0', 'project', project)], '1.0.0'],
  ['the first of two, of the project', [record('2.0.0', 'project', project), record('1.0.0')], '2.0.0'],
  ['not the one that is gone', [record('3.0.0'), record('1.0.0', 'project', project)], '1.0.0'],
  ['not the one of the project that is gone', [record('3.0.0', 'project', project), record('2.0.0')], '2.0.0'],
  ['not the local one that is gone', [record('3.0.0', 'local', project), record('1.0.0', 'project', project)], '1.0.0'],
  ['not the managed one that is gone', [record('3.0.0', 'managed'), record('2.0.0')], '2.0.0'],
  ['not that of another project', [record('1.0.0', 'project', '/work/other'), record('2.0.0')], '2.0.0'],
])('of several records %s is loaded', async (_what, list, version) => {
  expect(await loaded(...list)).toEqual(['enabled', version, false]);
});

test('with no folder of any record it is missing', async () => {
  expect(await loaded(record('3.0.0'), record('4.0.0', 'project', project))).toEqual(['missing', '3.0.0', true]);
});
