import { expect, test } from 'vitest';
import { knownMarketplaceFault } from '#agents/claude-code/known-marketplace';
import { configDir, demoFiles, demoRow, scanClaude } from '#test/helpers/claude-home';

const location = { installLocation: '/srv/market' };

test.each([
  undefined,
  'odd',
  { source: 'github' },
  { source: 'later' },
  { source: 'git', url: 'https://example.invalid/a.git' },
  { source: 'git', url: 'git@example.invalid:a/b.git' },
  { source: 'git', url: 'git+ssh://example.invalid/a' },
  { source: 'git', url: 'file:///srv/a' },
  { source: 'url', url: 'https://example.invalid/marketplace.json' },
  { source: 'directory', path: '/srv/market' },
])('a record with the source %j is taken', (source) => {
  expect(knownMarketplaceFault({ ...location, source })).toBeUndefined();
});

test.each([
  null,
  { source: 'git' },
  { source: 'git', url: 'x' },
  { source: 'git', url: '/srv/a' },
  { source: 'git', url: 'a/b' },
  { source: 'git', url: 'git://example.invalid/a' },
  { source: 'git', url: 'C:\\a' },
  { source: 'url', url: '' },
  { source: 'file' },
  { source: 'directory', path: 1 },
])('a record with the source %j is passed over', (source) => {
  expect(knownMarketplaceFault({ ...location, source })).toBeDefined();
});

test.each([undefined, null, 1, []])('a record with the location %j is passed over', (installLocation) => {
  expect(knownMarketplaceFault({ source: { source: 'github', repo: 'a/b' }, installLocation })).toBeDefined();
});

test('plugins of a record that is passed over do not load, and its file is named', async () => {
  const file = `${configDir}/plugins/known_marketplaces.json`;
  const files = demoFiles({ [file]: '{"market":{"source":{"source":"git","url":"x"},"installLocation":"/srv"}}' });
  expect((await demoRow(files)).effective).toMatchObject({ state: 'broken', enabled: true });
  expect((await scanClaude(files)).agent.problems).toMatchObject([{ code: 'record-invalid', file }]);
});
