import { expect, test } from 'vitest';
import { type Component, nothingProvided, type Plugin } from '#contract/plugin';
import { mayRunAtStart, nextStart, startedEntries } from '#review/surface/start-surface';
import { memoryPort } from '#test/helpers/memory-port';

function plugin(name: string, components: Component[], overrides: Partial<Plugin> = {}): Plugin {
  return {
    ...{ id: `claude-code:plugin/${name}@m`, agent: 'claude-code', kind: 'plugin', name, installs: [] },
    effective: { state: 'enabled', enabled: true, decidedBy: { scope: 'user', reason: 'x' }, layers: [] },
    ...{ provides: nothingProvided, components, problems: [], switch: { can: true } },
    ...overrides,
  };
}

const file = '/p/x.json';
const hook = (event: string): Component => ({ kind: 'hook', name: event, event, type: 'command', command: 'h', file });
const server = (name: string, more: Partial<Component>): Component => ({ kind: 'mcp-server', name, file, ...more });

test('lists what starts by itself, what runs as the user first, and counts it', () => {
  const one = plugin('one', [
    server('far', { type: 'http', url: 'https://a.example' }),
    server('unset', { type: 'http', url: '' }),
    server('off', { command: 'off', enabled: false }),
    server('near', { command: 'near' }),
    hook('SessionStart'),
    hook('Stop'),
  ]);
  const { agents } = nextStart(['claude-code', 'codex'], startedEntries(one, memoryPort({})));
  expect(agents.map(({ summary }) => summary)).toEqual([
    '1 hook and 1 server run as you, 1 server is contacted',
    'nothing of a plugin runs',
  ]);
  expect(agents[0]?.entries.map(({ owner, entry }) => `${owner} ${entry.name}`)).toEqual([
    'one SessionStart',
    'one near',
    'one far',
  ]);
});

test('reads only what is on and can have something that starts', () => {
  const provides = { ...nothingProvided, hooks: 1 };
  const off = { ...plugin('a', []).effective, state: 'disabled' as const, enabled: false };
  expect(mayRunAtStart(plugin('a', [], { provides }))).toBe(true);
  expect(mayRunAtStart(plugin('a', [], { provides, effective: off }))).toBe(false);
  expect(mayRunAtStart(plugin('a', [], { provides: { ...nothingProvided, skills: 9 } }))).toBe(false);
  expect(mayRunAtStart(plugin('a', [], { kind: 'hooks' }))).toBe(true);
});
