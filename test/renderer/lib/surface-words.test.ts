import { expect, it } from 'vitest';
import type { Surface, SurfaceEntry } from '#contract/surface';
import { missingFiles, sharedStart, surfaceGroups } from '#renderer/lib/surface-words.ts';

function entry(overrides: Partial<SurfaceEntry>): SurfaceEntry {
  return {
    ...{ when: 'session', kind: 'hook', name: 'Stop', trigger: 'the model has answered', text: 'run.sh', runs: [] },
    ...{ urls: [], file: '/p/hooks.json', line: 3, agents: ['claude-code'], runsAs: 'you', isOn: true },
    ...overrides,
  };
}

const surface = (...entries: SurfaceEntry[]): Surface => ({
  ...{ plugin: 'claude-code:plugin/p@m', summary: '', entries, leftOut: 0, looked: [], problems: [] },
});

it('groups by when things run, and leaves out groups without an entry', () => {
  const groups = surfaceGroups(surface(entry({ when: 'loose' }), entry({}), entry({ when: 'session-start' })), '');
  expect(groups.map((group) => group.title)).toEqual([
    'When a session starts',
    'While a session runs',
    'Never by itself',
  ]);
});

it('finds by every word: text, event, matcher, file, address, who it runs as', () => {
  const all = surface(
    entry({ matcher: 'Bash', text: 'curl x', urls: ['https://a.example'] }),
    entry({ runsAs: 'caged' }),
  );
  const found = (query: string) => surfaceGroups(all, query).flatMap((group) => group.entries).length;
  expect(['bash CURL', 'a.example', 'caged', 'hooks.json', 'runs as you', 'bash caged'].map(found)).toEqual([
    1, 1, 1, 2, 1, 0,
  ]);
});

it('names each missing file once', () => {
  const run = { path: '/p/a.js', shown: 'a.js', state: 'missing' as const };
  expect(missingFiles(surface(entry({ runs: [run] }), entry({ runs: [run, { ...run, state: 'there' }] })))).toEqual([
    'a.js',
  ]);
});

it('takes a long start that two commands share for one, cut at a whole word', () => {
  const start = `export PATH=${'x'.repeat(100)}; node `;
  expect(sharedStart(`${start}start.js`, `${start}stop.js`)).toBe(start.length);
  expect(sharedStart(`${start}a`, `${start}a`)).toBe(0);
  expect(sharedStart('node a.js', 'node b.js')).toBe(0);
  expect(sharedStart(undefined, start)).toBe(0);
});
