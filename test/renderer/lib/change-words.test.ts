import { describe, expect, it } from 'vitest';
import { daysOf, deedOf, isUndoable, outcomeOf, subjectOf, writerOf } from '#renderer/lib/change-words.ts';
import { pastChanges } from '#test/renderer/past-changes';

describe('the journal in words', () => {
  it('says who did what to which plugin, and how it ended', () => {
    expect(
      pastChanges.map((each) => [writerOf(each), subjectOf(each), deedOf(each), outcomeOf(each)].join(' | ')),
    ).toEqual([
      'Another program | playwright | Overwrote what we wrote, user settings | overwritten',
      'Gatehouse, you | canva | Disable, user settings | verified',
      'Gatehouse, you | terraform | Disable, user settings | writing',
      'Gatehouse, you | playwright | Put back, user settings | verified',
      'Gatehouse, you | playwright | Disable, user settings | undone',
      'Gatehouse, you | playwright | Disable, user settings | failed',
      'Gatehouse, terminal | playwright of playwright | Disable, user settings | unverified',
    ]);
  });

  it('offers an undo only for our own write that stands', () => {
    expect(pastChanges.filter(isUndoable).map((each) => each.id)).toEqual(['c6', 'c1']);
  });

  it('puts them into days', () => {
    const days = daysOf(pastChanges, new Date('2026-11-23T15:00:00'));
    expect(days.map((day) => `${day.name} ${day.date} ${day.changes.length}`)).toEqual([
      'Today 23 November 2026 3',
      'Yesterday 22 November 2026 2',
      'Thursday 19 November 2026 2',
    ]);
  });
});
