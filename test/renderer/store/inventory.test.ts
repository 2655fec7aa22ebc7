import { describe, expect, it } from 'vitest';
import { applyChange, withSnapshot } from '#renderer/store/inventory.ts';
import { snapshotOf } from '#test/renderer/fake-client';
import { plugin } from '#test/renderer/sample-plugins';

const [one, two, three] = ['one', 'two', 'three'].map((name) => plugin({ name })) as [
  ReturnType<typeof plugin>,
  ReturnType<typeof plugin>,
  ReturnType<typeof plugin>,
];
const start = withSnapshot(snapshotOf([one, two], { revision: 4 }));
const change = { revision: 5, project: null, changed: [], removed: [] };

describe('applyChange', () => {
  it('takes the next number: new, different and removed rows', () => {
    const next = applyChange(start, { ...change, changed: [{ ...one, version: '2' }, three], removed: [two.id] });
    if (typeof next === 'string') throw new Error(next);
    expect(next.snapshot?.revision).toBe(5);
    expect(next.snapshot?.plugins.map((each) => `${each.name} ${each.version}`)).toEqual(['one 2', 'three 1.2.0']);
    expect(start.byId.size).toBe(2);
  });

  it('sees a gap', () => {
    expect(applyChange(start, { ...change, revision: 6 })).toBe('gap');
  });

  it.each([
    ['a number it has already', { revision: 4 }],
    ['another view', { project: '/home/ada/work' }],
  ])('ignores %s', (_what, parts) => {
    expect(applyChange(start, { ...change, ...parts })).toBe('old');
  });

  it('keeps rows as they are that did not change', () => {
    const next = applyChange(start, { ...change, watching: { mode: 'off', paths: 0 } });
    if (typeof next === 'string') throw new Error(next);
    expect(next.byId.get(one.id)).toBe(one);
    expect(next.snapshot?.watching.mode).toBe('off');
  });
});
