import { expect, test } from 'vitest';
import { nothingProvided, type Plugin } from '#contract/plugin';
import { linkSiblings } from '#inventory/also-in';

function row(id: string, over: Partial<Plugin> = {}): Plugin {
  return {
    id,
    agent: 'codex',
    kind: 'plugin',
    name: 'superpowers',
    installs: [],
    effective: { state: 'enabled', enabled: true, decidedBy: { scope: 'user', reason: '' }, layers: [] },
    provides: nothingProvided,
    problems: [],
    switch: { can: true },
    ...over,
  };
}

test('links the same package in another agent and says on which grounds', () => {
  const linked = linkSiblings([
    row('a', { repository: 'https://example.com/o/superpowers.git', version: '1.0.0' }),
    row('b', { repository: 'git@example.com:o/superpowers', version: '2.0.0', agent: 'claude-code' }),
    row('c', { name: 'other' }),
  ]);
  expect(linked[0]?.alsoIn).toEqual([{ id: 'b', why: 'same repository, version 2.0.0' }]);
  expect(linked[1]?.alsoIn).toEqual([{ id: 'a', why: 'same repository, version 1.0.0' }]);
  expect(linked[2]?.alsoIn).toBeUndefined();
});

test('a server and a plugin of one name are not the same package', () => {
  expect(linkSiblings([row('a'), row('b', { kind: 'mcp' })]).every((each) => each.alsoIn === undefined)).toBe(true);
});
