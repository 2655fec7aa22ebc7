import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CompiledPolicy, firstPolicy } from '#contract/compiled-policy';
import { type CallToDecide, effects, type Rule, toolClasses } from '#contract/policy';
import { decide, type ToolFacts } from '#policy/decide';
import { toolClass } from '#policy/tool-class';

const call: CallToDecide = {
  ...{ plugin: 'claude-code:plugin/kit@tools', server: 'files', tool: 'read_file' },
  ...{ agent: 'claude-code', project: '/work/shop' },
};
const listed: ToolFacts = { standing: 'listed', class: 'reads' };

function policy(rules: Partial<Rule>[], more: Partial<CompiledPolicy> = {}): CompiledPolicy {
  return {
    ...firstPolicy,
    rules: rules.map((rule, index) => ({ id: `r${index}`, effect: 'allow', ...rule })),
    ...more,
  };
}

describe('which rule wins', () => {
  test.each([
    ['no rule: the default of the class', [], 'allow', undefined],
    ['a rule about everything', [{ effect: 'ask' }], 'ask', 'r0'],
    ['the tool before the server', [{ effect: 'ask', server: 'files' }, { tool: 'read_file' }], 'allow', 'r1'],
    ['the server before the plugin', [{ effect: 'ask', plugin: call.plugin }, { server: 'files' }], 'allow', 'r1'],
    [
      'the plugin before the project',
      [{ effect: 'ask', project: '/work/shop' }, { plugin: call.plugin }],
      'allow',
      'r1',
    ],
    [
      'the project before the agent',
      [{ effect: 'ask', agent: 'claude-code' }, { project: '/work/shop' }],
      'allow',
      'r1',
    ],
    ['a whole name before a pattern', [{ effect: 'ask', tool: 'read_*' }, { tool: 'read_file' }], 'allow', 'r1'],
    ['a longer pattern before a shorter', [{ effect: 'ask', tool: 'r*' }, { tool: 'read*' }], 'allow', 'r1'],
    ['a tool pattern before a server', [{ effect: 'ask', server: 'files' }, { tool: '*' }], 'allow', 'r1'],
    ['of two alike the stricter', [{ tool: 'read_file' }, { effect: 'ask', tool: 'read_file' }], 'ask', 'r1'],
    ['a denial before anything more specific', [{ effect: 'deny' }, { tool: 'read_file' }], 'deny', 'r0'],
    [
      'rules about others do not speak',
      [
        { effect: 'deny', tool: 'write' },
        { effect: 'deny', server: 'x' },
      ],
      'allow',
      undefined,
    ],
    ['nor do those of another project', [{ effect: 'deny', project: '/work' }], 'allow', undefined],
  ] as const)('%s', (_title, rules, effect, rule) => {
    const decision = decide(policy(rules as unknown as Partial<Rule>[]), call, listed);
    expect(decision).toMatchObject({ effect, by: rule === undefined ? 'default' : 'rule' });
    expect(decision.rule).toBe(rule);
  });

  test('the policy of the machine denies before the user’s, and the decision says whose rule it is', () => {
    const system: Rule[] = [{ id: 'corp-1', effect: 'deny', server: 'files', reason: 'No file servers here.' }];
    const decision = decide(policy([{ effect: 'deny' }], { system }), call, listed);
    expect(decision).toEqual({
      effect: 'deny',
      by: 'system',
      rule: 'corp-1',
      reason: 'The policy of this machine (rule corp-1) denies it. No file servers here.',
    });
  });

  test('what is not listed or is held is denied whatever allows it', () => {
    const everything = policy([{ tool: 'read_file' }]);
    expect(decide(everything, call, { ...listed, standing: 'unlisted' })).toMatchObject({
      effect: 'deny',
      by: 'unlisted',
    });
    expect(decide(everything, call, { ...listed, standing: 'held' })).toMatchObject({ effect: 'deny', by: 'held' });
  });

  test('without a rule the default of the class counts', () => {
    const defaults = { reads: 'allow', writes: 'ask', unknown: 'deny' } as const;
    for (const kind of toolClasses) {
      expect(decide(policy([], { defaults }), call, { ...listed, class: kind })).toMatchObject({
        effect: defaults[kind],
        by: 'default',
      });
    }
  });
});

describe('for any rules', () => {
  const field = <T extends string>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
  const rule = fc
    .record({
      id: fc.uuid(),
      effect: fc.constantFrom(...effects),
      plugin: field(call.plugin, 'codex:plugin/other@x'),
      server: field('files', 'other'),
      tool: field('read_file', 'read_*', '*', 'write'),
      agent: field('claude-code', 'codex'),
      project: field('/work/shop', '/work'),
    })
    .map((made) => JSON.parse(JSON.stringify(made)) as Rule);
  const strictness = (effect: string) => effects.indexOf(effect as (typeof effects)[number]);

  test('their order does not matter', () => {
    fc.assert(
      fc.property(fc.uniqueArray(rule, { selector: ({ id }) => id, maxLength: 8 }), (rules) => {
        expect(decide(policy(rules.toReversed()), call, listed)).toEqual(decide(policy(rules), call, listed));
      }),
    );
  });

  test('a denial that speaks of the call always counts, and an added denial never loosens', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), rule, (rules, added) => {
        const before = decide(policy(rules), call, listed);
        const after = decide(policy([...rules, { ...added, effect: 'deny' }]), call, listed);
        expect(strictness(after.effect)).toBeGreaterThanOrEqual(strictness(before.effect));
        if (before.effect === 'deny') expect(decide(policy([...rules, added]), call, listed).effect).toBe('deny');
      }),
    );
  });
});

test.each([
  ['search', { readOnlyHint: true }, 'reads'],
  ['delete_file', { readOnlyHint: true }, 'writes'],
  ['filesDelete', { readOnlyHint: true }, 'writes'],
  ['search', { readOnlyHint: true, destructiveHint: true }, 'writes'],
  ['search', { readOnlyHint: false }, 'writes'],
  ['search', {}, 'unknown'],
  ['settings', undefined, 'unknown'],
  ['search', 'readOnlyHint', 'unknown'],
  ['search', { readOnlyHint: 'true' }, 'unknown'],
] as const)('the tool %s with %j is of the class %s', (name, annotations, expected) => {
  expect(toolClass(name, annotations)).toBe(expected);
});
