import { describe, expect, test } from 'vitest';
import { knownMarketplaceFault } from '#agents/claude-code/known-marketplace';
import { configDir, demoFiles, demoRoot, demoRow, inPlaceFiles, scanClaude } from '#test/helpers/claude-home';

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

describe('one odd record keeps every local folder from being loaded in place', () => {
  const whole = { source: { source: 'github', repo: 'a/b' }, installLocation: '/x', lastUpdated: '2026-01-01' };
  const folder = { source: { source: 'directory', path: '/srv/market' }, installLocation: '/srv/market' };
  const known = `${configDir}/plugins/known_marketplaces.json`;
  const scanWith = (records: Record<string, unknown>) =>
    demoRow(inPlaceFiles({ name: 'demo', version: '2.0.0' }, { [known]: JSON.stringify(records) }));

  test.each([
    ['no object', 'x'],
    ['null', null],
    ['without a time', { ...whole, lastUpdated: undefined }],
    ['without a place', { ...whole, installLocation: undefined }],
    ['without a source', { ...whole, source: null }],
    ['of a source nobody knows', { ...whole, source: { source: 'zzz' } }],
    ['of a source without its name', { ...whole, source: { source: 'github' } }],
    ['with a switch that is no boolean', { ...whole, autoUpdate: 'yes' }],
  ])('%s', async (_what, other) => {
    const market = { ...folder, lastUpdated: '2026-01-01' };
    expect((await scanWith({ market, other })).installs.map((each) => each.path)).toEqual([demoRoot]);
    const scan = await scanClaude(inPlaceFiles({ name: 'demo' }, { [known]: JSON.stringify({ market, other }) }));
    expect(scan.agent.problems.filter((each) => each.file === known).map((each) => each.code)).toEqual([
      'record-invalid',
    ]);
  });

  test('extra keys and a folder that is not there are no such record', async () => {
    const market = { ...folder, lastUpdated: '2026-01-01' };
    const row = await scanWith({ market, other: { ...whole, zeta: 1, autoUpdate: true } });
    expect(row.version).toBe('2.0.0');
  });

  test('its own record without a time is one', async () => {
    expect((await scanWith({ market: folder })).version).toBe('1.0.0');
  });
});
