import { expect, test } from 'vitest';
import { voidingKeys } from '#agents/claude-code/settings-shape';
import { demoFiles, demoRow, settings, userSettings } from '#test/helpers/claude-home';

test.each([
  { allow: ['Read'], deny: [], ask: [] },
  { allow: [1], unknown: 1 },
  { additionalDirectories: [] },
  { disableBypassPermissionsMode: 'disable', disableAutoMode: 'disable' },
  ...['default', 'acceptEdits', 'plan', 'bypassPermissions', 'dontAsk', 'auto'].map((defaultMode) => ({ defaultMode })),
])('permissions %j leave the file as it is', (permissions) => {
  expect(voidingKeys({ permissions })).toEqual([]);
});

test.each([
  'x',
  [],
  { allow: 'x' },
  { defaultMode: 'ask' },
  { defaultMode: null },
  { additionalDirectories: 'x' },
  { additionalDirectories: [1] },
  { disableBypassPermissionsMode: 1 },
  { disableAutoMode: 'x' },
])('permissions %j void every switch in the file', async (permissions) => {
  expect(voidingKeys({ permissions }).map((each) => each.key)).toEqual(['permissions']);
  const files = demoFiles({ [userSettings]: settings({ 'demo@market': true }, { permissions }) });
  expect((await demoRow(files)).effective).toMatchObject({ state: 'disabled', enabled: false });
});

test.each([{ hooks: 'x' }, { hooks: { Stop: [{ hooks: 'x' }] } }, { extraKnownMarketplaces: 'x' }])(
  '%j is only skipped',
  (value) => {
    expect(voidingKeys(value)).toEqual([]);
  },
);
