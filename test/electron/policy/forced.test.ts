import { expect, test } from 'vitest';
import type { Rule } from '#contract/policy';
import { forcedBy } from '#policy/forced';

const plugin = 'claude-code:mcp/db@user';

test.each<[string, Omit<Rule, 'id'>, Omit<Rule, 'id'>, boolean]>([
  ['the same call, looser', { effect: 'deny', tool: 'drop' }, { effect: 'allow', plugin, tool: 'drop' }, true],
  ['ask instead of deny', { effect: 'deny' }, { effect: 'ask', plugin }, true],
  ['the same effect', { effect: 'deny', tool: 'drop' }, { effect: 'deny', tool: 'drop' }, false],
  ['stricter than the machine', { effect: 'ask', tool: 'drop' }, { effect: 'deny', tool: 'drop' }, false],
  ['another tool', { effect: 'deny', tool: 'drop' }, { effect: 'allow', plugin, tool: 'read' }, false],
  ['more than the machine speaks of', { effect: 'deny', tool: 'drop' }, { effect: 'allow', plugin }, false],
  ['a pattern over the name', { effect: 'deny', tool: 'dr*' }, { effect: 'allow', tool: 'drop' }, true],
  ['a pattern over a longer pattern', { effect: 'deny', tool: 'dr*' }, { effect: 'allow', tool: 'drop_*' }, true],
  ['a pattern over a shorter one', { effect: 'deny', tool: 'drop_*' }, { effect: 'allow', tool: 'dr*' }, false],
  ['every tool', { effect: 'deny', tool: '*' }, { effect: 'allow', plugin }, true],
  ['another server', { effect: 'deny', server: 'a' }, { effect: 'allow', server: 'b' }, false],
  ['one project alone', { effect: 'deny', project: '/work' }, { effect: 'allow', plugin }, false],
  ['the agent a plugin belongs to', { effect: 'deny', agent: 'claude-code' }, { effect: 'allow', plugin }, true],
  ['another agent', { effect: 'deny', agent: 'codex' }, { effect: 'allow', plugin }, false],
])('%s', (_title, rule, wanted, isForced) => {
  expect(forcedBy([{ id: 'corp', ...rule }], wanted)?.id).toBe(isForced ? 'corp' : undefined);
});
