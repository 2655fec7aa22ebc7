import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePluginId, pluginId, standaloneId } from '#contract/plugin-id';

test('keeps the marketplace of a plugin apart from its name', () => {
  expect(pluginId('claude-code', 'context7@claude-plugins-official')).toBe(
    'claude-code:plugin/context7@claude-plugins-official',
  );
  expect(parsePluginId('claude-code:plugin/context7@claude-plugins-official')).toEqual({
    agent: 'claude-code',
    kind: 'plugin',
    name: 'context7',
    marketplace: 'claude-plugins-official',
  });
});

test('writes the folder of a project scope as a path', () => {
  const id = standaloneId('claude-code', 'mcp', 'my server', 'project', '/home/dev/work');
  expect(id).toBe('claude-code:mcp/my%20server@project:/home/dev/work');
  expect(parsePluginId(id)).toMatchObject({ name: 'my server', scope: 'project', path: '/home/dev/work' });
});

test('reads back every name and path it wrote', () => {
  const text = fc.string({ unit: 'binary', minLength: 1 }).filter((each) => each.isWellFormed());
  fc.assert(
    fc.property(text, text, (name, path) => {
      expect(parsePluginId(standaloneId('codex', 'skill', name, 'local', path))).toEqual({
        agent: 'codex',
        kind: 'skill',
        name,
        scope: 'local',
        path,
      });
    }),
  );
});

test('what does not follow the grammar is no id', () => {
  for (const id of [
    '',
    'codex',
    'codex:plugin/',
    'nobody:plugin/a@b',
    'codex:thing/a@user',
    'codex:mcp/a@mars',
    'codex:mcp/%zz@user',
  ]) {
    expect(parsePluginId(id)).toBeUndefined();
  }
});
