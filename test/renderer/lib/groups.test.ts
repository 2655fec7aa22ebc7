import { describe, expect, it } from 'vitest';
import { groupRows, listItems, placeAll, placeOf } from '#renderer/lib/groups.ts';
import { plugin, problem } from '#test/renderer/sample-plugins';

const warned = plugin({ name: 'warned', problems: [problem('hook-untrusted', 'warning', 'Not trusted.')] });
const broken = plugin({ name: 'broken', effective: { state: 'broken' } });
const missing = plugin({ name: 'missing', effective: { state: 'missing' } });
const on = plugin({ name: 'on', problems: [problem('old-versions', 'info', 'Older versions.')] });
const off = plugin({ name: 'off', effective: { enabled: false } });
const all = [off, on, warned, missing, broken];

function names(plugins: typeof all, ranked = true, held: ReadonlySet<string> = new Set()) {
  const places = placeAll(plugins, placeAll(all, new Map(), new Set()), held);
  return groupRows(plugins, places, { ranked }).map((group) => [group.name, ...group.plugins.map((each) => each.name)]);
}

describe('groupRows', () => {
  it('puts what needs attention first, the worst on top, and leaves notes alone', () => {
    expect(names(all)).toEqual([
      ['attention', 'broken', 'missing', 'warned'],
      ['enabled', 'on'],
      ['disabled', 'off'],
    ]);
  });

  it('keeps the given order inside a group when sorted by a column', () => {
    expect(names(all, false)[0]).toEqual(['attention', 'warned', 'missing', 'broken']);
  });

  it('leaves out empty groups', () => {
    expect(names([on])).toEqual([['enabled', 'on']]);
  });

  it('keeps a held row where it stood although it changed', () => {
    const switched = { ...on, effective: { ...on.effective, state: 'disabled' as const, enabled: false } };
    expect(placeOf(switched).group).toBe('disabled');
    expect(names([switched], true, new Set([on.id]))).toEqual([['enabled', 'on']]);
    expect(names([switched])).toEqual([['disabled', 'on']]);
  });
});

describe('listItems', () => {
  it('shows only the head of a folded group', () => {
    const groups = groupRows(all, placeAll(all, new Map(), new Set()), { ranked: true });
    const items = listItems(groups, new Set(['attention', 'disabled']));
    expect(
      items.map((item) => (item.type === 'group' ? `${item.group.name} ${item.isFolded}` : item.plugin.name)),
    ).toEqual(['attention true', 'enabled false', 'on', 'disabled true']);
  });
});
