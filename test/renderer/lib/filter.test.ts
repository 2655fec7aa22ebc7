import { describe, expect, it } from 'vitest';
import { isInView, rowFilter, type ViewName } from '#renderer/lib/filter.ts';
import { crowd } from '#test/renderer/crowd';

const rows = crowd(40);
const found = (query: string) => rows.filter(rowFilter(query, undefined)).map((row) => row.name);

describe('rowFilter', () => {
  it('lets everything through when empty', () => {
    expect(found('  ')).toHaveLength(rows.length);
  });

  it('wants every word, in any case, in any field', () => {
    expect(found('CODE-review official')).toEqual(['code-review']);
  });

  it.each([
    ['agent:codex state:missing', ['ghost']],
    ['problem:scope-conflict', ['hookify']],
    ['kind:command', ['deploy']],
    ['marketplace:thedotmack', ['claude-mem']],
  ])('looks at one field: %s', (query, names) => {
    expect(found(query)).toEqual(names);
  });

  it('treats an unknown field, and a name of the language itself, as text', () => {
    expect(found('constructor:x')).toEqual([]);
    expect(found('onerror=alert(1)')).toEqual(['<img src=x onerror=alert(1)>']);
  });

  it('finds words of the reason shown', () => {
    expect(found('trusted')).toContain('replayio');
  });
});

describe('isInView', () => {
  it.each<[ViewName, string]>([
    ['servers', 'github'],
    ['skills', 'pdf'],
    ['others', 'deploy'],
    ['attention', 'ghost'],
    ['plugins', 'ghost'],
    ['all', 'pdf'],
  ])('%s holds %s', (view, name) => {
    expect(rows.filter((row) => isInView(row, view, undefined)).map((row) => row.name)).toContain(name);
  });
});

describe('unused', () => {
  const used = rows.find((row) => row.effective.state === 'enabled');
  const use = new Map([[used?.id ?? '', { calls30: 3 }]]);

  it('means on and not called for 30 days, as a word and as a view', () => {
    const unused = rows.filter(rowFilter('unused', use));
    expect(unused.length).toBeGreaterThan(5);
    expect(unused.every((row) => row.effective.state === 'enabled' && row.id !== used?.id)).toBe(true);
    expect(rows.filter((row) => isInView(row, 'unused', use))).toEqual(unused);
  });

  it('blames nobody while the history is not known', () => {
    expect(rows.filter(rowFilter('unused', undefined))).toEqual([]);
  });
});
