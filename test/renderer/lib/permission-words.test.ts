import { describe, expect, it } from 'vitest';
import type { MatrixCell, MatrixRow, ServerPermissions } from '#contract/permissions';
import { nothingProvided } from '#contract/plugin';
import type { Decision } from '#contract/policy';
import { filterRows, sortRows, summaryOf } from '#renderer/lib/matrix-filter.ts';
import { cageSummary, denialBefore, isRuleOf, ruleAbout, sourceWords } from '#renderer/lib/permission-words.ts';

const plugin = 'claude-code:plugin/mem@market';
const allowed: Decision = { effect: 'allow', by: 'default', reason: 'No rule.' };
const cell = (tools: Partial<MatrixCell['tools']> = {}, isManaged = false): MatrixCell => ({
  ...{ tools: { allow: 0, ask: 0, deny: 0, ...tools }, others: allowed, isManaged },
});
const row = (more: Partial<MatrixRow> = {}): MatrixRow => ({
  ...{
    plugin,
    server: 'search',
    agent: 'claude-code',
    isGuarded: false,
    isUncaged: false,
    isRemote: false,
    rules: 0,
    held: 0,
  },
  ...{ isKnown: true, cells: { reads: cell(), writes: cell(), unknown: cell() } },
  ...more,
});
const server = (more: Partial<ServerPermissions> = {}): ServerPermissions => ({
  ...{ server: 'search', isGuarded: true, isUncaged: false, isRemote: false, cage: [], tools: [], gone: [] },
  others: { reads: allowed, writes: allowed, unknown: allowed },
  ...more,
});

describe('a cell of the matrix', () => {
  it('says what all tools get, what a tool would get, or how they differ', () => {
    expect(summaryOf(cell())).toEqual({ effect: 'allow', tools: 0, parts: [] });
    expect(summaryOf(cell({ deny: 2 }))).toEqual({ effect: 'deny', tools: 2, parts: [] });
    expect(summaryOf(cell({ allow: 3, deny: 1 }))).toEqual({
      ...{ effect: undefined, tools: 4 },
      parts: [
        { effect: 'allow', count: 3 },
        { effect: 'deny', count: 1 },
      ],
    });
  });
});

describe('rows of the matrix', () => {
  const rows = [
    row({ plugin: 'codex:mcp/b@user', server: 'b', agent: 'codex' }),
    row({ plugin: 'codex:mcp/a@user', server: 'a', agent: 'codex', isGuarded: true }),
    row({ rules: 1, cells: { reads: cell(), writes: cell({ deny: 1 }, true), unknown: cell() } }),
    row({ plugin: 'claude-code:mcp/z@user', server: 'z', held: 2 }),
  ];
  const names = (found: readonly MatrixRow[]) => found.map((each) => each.server);

  it('begin with what waits, then with what rules name', () => {
    expect(names(sortRows(rows))).toEqual(['z', 'search', 'a', 'b']);
  });

  it('are found by names, agent and what is decided', () => {
    expect(names(filterRows(rows, ' '))).toHaveLength(4);
    expect(names(filterRows(rows, 'codex unguarded'))).toEqual(['b']);
    expect(names(filterRows(rows, 'MEM'))).toEqual(['search']);
    expect(names(filterRows(rows, 'deny managed'))).toEqual(['search']);
    expect(names(filterRows(rows, 'held'))).toEqual(['z']);
    expect(names(filterRows(rows, 'nothing'))).toEqual([]);
  });
});

describe('words for rules', () => {
  it('say what a rule is about, and leave out what is looked at', () => {
    expect(ruleAbout({ effect: 'deny', plugin, server: 'search', tool: 'drop' }, plugin)).toBe('drop of search');
    expect(ruleAbout({ effect: 'deny', plugin })).toBe('every tool of mem@market');
    expect(ruleAbout({ effect: 'deny', agent: 'codex', project: '/w' })).toBe(
      'every tool of any plugin by Codex in /w',
    );
  });

  it('tell where a decision comes from', () => {
    expect(sourceWords(allowed, 'writes')).toBe('default for tools that change something');
    expect(sourceWords({ ...allowed, by: 'rule', rule: 'r3' }, 'reads')).toBe('your rule r3');
    expect(sourceWords({ ...allowed, by: 'system', rule: 'corp' }, 'reads')).toBe('managed: rule corp of this machine');
  });

  it('know a rule of exactly one place', () => {
    const place = { plugin, server: 'search', tool: 'drop', folder: null };
    const rule = { id: 'r1', effect: 'deny', plugin, server: 'search', tool: 'drop' } as const;
    expect(isRuleOf(rule, place)).toBe(true);
    expect(isRuleOf({ ...rule, project: '/w' }, place)).toBe(false);
    expect(isRuleOf({ ...rule, project: '/w' }, { ...place, folder: '/w' })).toBe(true);
    expect(isRuleOf({ ...rule, agent: 'codex' }, place)).toBe(false);
  });

  it('say why a rule of one’s own would change nothing', () => {
    const denied: Decision = { effect: 'deny', by: 'rule', rule: 'r1', reason: '' };
    const own = { id: 'r1', effect: 'deny' } as const;
    expect(denialBefore(denied, own, [])).toBeUndefined();
    expect(denialBefore(denied, undefined, [])).toContain('rule r1 denies more than this');
    expect(denialBefore({ ...denied, effect: 'ask' }, undefined, [])).toBeUndefined();
    const corp = { id: 'corp', effect: 'deny', reason: 'Never.' } as const;
    expect(denialBefore({ ...denied, by: 'system', rule: 'corp' }, undefined, [corp])).toContain('Managed');
  });

  it('say what is caged and what runs as you', () => {
    const hooks = { ...nothingProvided, hooks: 3 };
    expect(cageSummary([server()], hooks)).toBe('Server caged, 3 hooks run as you.');
    expect(cageSummary([server()], nothingProvided)).toBe('Server caged.');
    expect(cageSummary([server({ isUncaged: true })], nothingProvided)).toBe('Server guarded.');
    expect(cageSummary([server({ isGuarded: false })], nothingProvided)).toBe('1 server runs as you.');
    expect(cageSummary([server({ isRemote: true })], nothingProvided)).toBe(
      '1 server elsewhere, nothing of it runs here.',
    );
    const more = { ...hooks, executables: 1 };
    expect(cageSummary([server(), server({ isGuarded: false })], more)).toBe(
      'Server caged, 1 server, 3 hooks and 1 program run as you.',
    );
  });
});
