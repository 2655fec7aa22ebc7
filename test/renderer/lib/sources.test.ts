import { describe, expect, it } from 'vitest';
import { sourcesOf } from '#renderer/lib/sources.ts';
import { plugin, problem } from '#test/renderer/sample-plugins';

const disagreeing = (row: Parameters<typeof sourcesOf>[0]) =>
  sourcesOf(row)
    .filter((source) => !source.agrees)
    .map((source) => `${source.name}: ${source.says}`);

describe('sourcesOf', () => {
  it('finds all in agreement for a plugin that is well', () => {
    expect(sourcesOf(plugin({ name: 'well' })).map((source) => source.name)).toEqual([
      'Settings',
      'Installed',
      'On disk',
      'Manifest',
      'The agent',
    ]);
    expect(disagreeing(plugin({ name: 'well' }))).toEqual([]);
  });

  it('says that nothing is installed for what settings alone name', () => {
    const row = plugin({
      name: 'x',
      installs: [],
      effective: { state: 'missing' },
      problems: [problem('enabled-not-installed', 'error', 'Not installed.')],
    });
    expect(disagreeing(row)).toEqual([
      'Installed: nothing installed',
      'Manifest: nothing to read',
      'The agent: lists it as on, but it is missing',
    ]);
  });

  it('says when settings disagree, and when a copy has no record', () => {
    const row = plugin({
      name: 'x',
      problems: [
        problem('scope-conflict', 'info', 'Two files.'),
        problem('cached-not-recorded', 'warning', 'No record.'),
      ],
    });
    expect(disagreeing(row)).toEqual(['Settings: on, user decides; others disagree', 'Installed: no record of it']);
  });
});
