import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byNames } from '#renderer/lib/change-words.ts';
import { viewNames } from '#renderer/lib/filter.ts';
import { groupNames } from '#renderer/lib/groups.ts';
import { logFilters } from '#renderer/lib/log-search.ts';
import { readUrlState, screenNames, sortKeys, startState, tabNames, writeUrlState } from '#renderer/lib/url-state.ts';

describe('the address', () => {
  it('is empty for the start state and brings it back', () => {
    expect(writeUrlState(startState, '')).toBe('');
    expect(readUrlState('')).toEqual(startState);
  });

  it('keeps parameters that are not ours', () => {
    expect(writeUrlState({ ...startState, query: 'a b' }, '?theme=dark&q=old')).toBe('?theme=dark&q=a+b');
  });

  it('falls back to the start for values it does not know', () => {
    expect(readUrlState('?view=nothing&sort=-%00&screen=9&folded=x&call=1e9&paused=1&tab=z')).toEqual({
      ...startState,
      folded: [],
    });
  });

  it('brings every state back', () => {
    const state = fc.record({
      screen: fc.constantFrom(...screenNames),
      project: fc.option(fc.string({ minLength: 1 })),
      query: fc.string(),
      view: fc.constantFrom(...viewNames),
      selected: fc.option(fc.string({ minLength: 1 })),
      inspector: fc.boolean(),
      file: fc.option(fc.string({ minLength: 1 })),
      fileLine: fc.option(fc.integer({ min: 1, max: 999_999_999 })),
      change: fc.option(fc.string({ minLength: 1 })),
      tab: fc.constantFrom(...tabNames),
      changeBy: fc.constantFrom(...byNames),
      changeQuery: fc.string(),
      callQuery: fc.string(),
      call: fc.option(fc.nat()),
      run: fc.option(fc.string({ minLength: 1 })),
      logQuery: fc.string(),
      logFilter: fc.constantFrom(...logFilters),
      isPaused: fc.boolean(),
      sort: fc.option(fc.record({ key: fc.constantFrom(...sortKeys), descending: fc.boolean() }), { nil: undefined }),
      folded: fc.subarray([...groupNames]),
      ruleQuery: fc.string(),
    });
    fc.assert(
      fc.property(state, (given) => {
        const isFile = given.tab === 'files' && given.file !== null;
        const expected = {
          ...{ ...given, inspector: given.inspector && given.selected !== null },
          ...{ file: isFile ? given.file : null, fileLine: isFile ? given.fileLine : null },
        };
        expect(readUrlState(writeUrlState(given, ''))).toEqual(expected);
      }),
    );
  });
});
